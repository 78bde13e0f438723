#include "stubserver/serve/standalone.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <filesystem>
#include <sstream>

#include "base/file.h"
#include "tests/net/stubserver/net_fixture.h"

namespace ricochet::stubserver {
namespace {

using boost::asio::ip::tcp;

class StandaloneTest : public NetTest {
 protected:
  StandaloneTest()
      : folder_(std::filesystem::temp_directory_path() / ("alone-" + base::secure_token(8))) {
    base::write_file_atomic(file(), R"([{"response":{"text":"foo"}}])").value();
    options_.sources.files = {file()};
  }
  ~StandaloneTest() override { std::filesystem::remove_all(folder_); }
  std::string file() const { return (folder_ / "stubs.json").string(); }

  Standalone& start() {
    alone_ = std::make_unique<Standalone>(loop_, options_, out_, &sink_,
                                          [this] { asked_to_stop_ = true; });
    base::DiagList diags;
    EXPECT_TRUE(alone_->load(diags)) << diags.render_all();
    alone_->start().value();
    return *alone_;
  }
  std::string ask() {
    std::string answer;
    http::ClientRequest request;
    request.url = alone_->server().url() + "/a";
    const auto call =
        http::fetch(loop_, std::move(request), [&](base::Result<http::Response> response) {
          answer = response ? response->body : response.error().code;
        });
    wait_until([&] { return !answer.empty(); });
    return answer;
  }
  void send_to_shutdown_port(const std::string& line) {
    tcp::socket client(loop_.context());
    client.connect({boost::asio::ip::make_address("127.0.0.1"), alone_->shutdown_port()});
    boost::asio::write(client, boost::asio::buffer(line));
    clients_.push_back(std::move(client));
  }

  std::filesystem::path folder_;
  std::ostringstream out_;
  StandaloneOptions options_;
  std::unique_ptr<Standalone> alone_;
  std::vector<tcp::socket> clients_;
  bool asked_to_stop_ = false;
};

TEST_F(StandaloneTest, PrintsMocosLinesAndTheTraffic) {
  start();
  const std::string port = std::to_string(alone_->server().server().endpoint().port);
  EXPECT_NE(out_.str().find("INFO  Server is started at " + port + "\n"), std::string::npos)
      << out_.str();
  EXPECT_NE(
      out_.str().find("INFO  Shutdown port is " + std::to_string(alone_->shutdown_port()) + "\n"),
      std::string::npos);
  EXPECT_EQ(ask(), "foo");
  EXPECT_NE(out_.str().find("Request received:\n\nGET /a HTTP/1.1\n"), std::string::npos)
      << out_.str();
  EXPECT_NE(out_.str().find("Response return:\n\nHTTP/1.1 200\n"), std::string::npos);
}

TEST_F(StandaloneTest, QuietPrintsTheStartLinesOnly) {
  options_.quiet = true;
  start();
  const std::string before = out_.str();
  EXPECT_EQ(ask(), "foo");
  EXPECT_EQ(out_.str(), before);
}

TEST_F(StandaloneTest, StopsOnTheShutdownKeyAndNothingElse) {
  start();
  send_to_shutdown_port("hello\r\n");
  send_to_shutdown_port(std::string(1000, 'x'));
  EXPECT_EQ(ask(), "foo");
  EXPECT_FALSE(asked_to_stop_);
  send_to_shutdown_port(std::string(kShutdownKey) + "\r\n");
  wait_until([&] { return asked_to_stop_; });
  bool stopped = false;
  alone_->stop(kDeadline, [&] { stopped = true; });
  wait_until([&] { return stopped; });
  EXPECT_NE(out_.str().find("Server stopped."), std::string::npos);
}

TEST_F(StandaloneTest, ShutdownPortInUseSaysWhichFlagToChange) {
  start();
  StandaloneOptions second = options_;
  second.shutdown_port = alone_->shutdown_port();
  Standalone other(loop_, second, out_, nullptr, [] {});
  const auto endpoint = other.start();
  ASSERT_FALSE(endpoint);
  EXPECT_EQ(endpoint.error().code, "stub/shutdown-port");
  EXPECT_NE(endpoint.error().hint.find("-s"), std::string::npos);
}

TEST_F(StandaloneTest, DoesNotListenOnABrokenFile) {
  base::write_file_atomic(file(), "[{\"respons\":{}}]").value();
  Standalone broken(loop_, options_, out_, nullptr, [] {});
  base::DiagList diags;
  EXPECT_FALSE(broken.load(diags));
  EXPECT_EQ(diags.all().at(0).code, "stub/unknown-key");
  EXPECT_EQ(out_.str(), "");
}

}  // namespace
}  // namespace ricochet::stubserver

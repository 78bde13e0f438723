// Files that answers wait for, with the real worker: a pipe in place of a file is a disk that does
// not answer until somebody writes into it.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/worker.h"
#include "tests/net/stubserver/net_fixture.h"
#include "tests/support/program.h"

namespace ricochet::stubserver {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class DiskTest : public NetTest, public http::Handler {
 protected:
  void SetUp() override {
    target_ = std::make_unique<http::Server>(loop_, http::ServerOptions(), *this);
    url_ = target_->start().value().url();
  }
  void handle(match::Request&& request, std::shared_ptr<http::Responder> responder) override {
    responder->send(http::Response(200, "text/plain", "from " + request.target));
  }
  /// A stub with these sessions; FILE and TARGET are filled in.
  void serve_with(std::string sessions) {
    for (const auto& [name, value] :
         {std::pair<std::string, std::string>("FILE", file_), {"TARGET", url_}}) {
      for (std::size_t at; (at = sessions.find(name)) != std::string::npos;)
        sessions.replace(at, name.size(), value);
    }
    serve(sessions);
  }
  void make_pipe() const { ASSERT_EQ(::mkfifo(file_.c_str(), 0600), 0); }
  /// Waits for whoever reads the pipe.
  void write_pipe(const std::string& text) const {
    const int fd = ::open(file_.c_str(), O_WRONLY | O_CLOEXEC);
    ASSERT_GE(fd, 0);
    EXPECT_EQ(::write(fd, text.data(), text.size()), static_cast<ssize_t>(text.size()));
    ::close(fd);
  }

  test::TempFolder folder_;
  const std::string file_ = folder_ / "file.json";
  std::unique_ptr<http::Server> target_;
  std::string url_;
};

TEST_F(DiskTest, SlowTapeHoldsNobodyElse) {
  serve_with(R"([{"request":{"uri":"/rep"},
                  "response":{"replay":{"group":"g","identifier":"i","tape":"FILE"}}},
                 {"request":{"uri":"/fast"},"response":{"text":"fast"}}])");
  make_pipe();
  Calls calls;
  start_get(calls, "/rep");
  wait_until([&] { return server_->open_exchanges() == 1; });
  EXPECT_EQ(get("/fast"), "200 fast");
  EXPECT_TRUE(calls.answers.empty());
  write_pipe(R"({"content":{"i":{"content":"at last"}}})");
  wait_for(calls, 1);
  EXPECT_EQ(calls.answers[0], "200 at last");
}

TEST_F(DiskTest, SlowStoredAnswerHoldsNobodyElseAndItsClientMayLeave) {
  serve_with(R"([{"request":{"uri":"/p"},"response":{"proxy":{"url":"TARGET/","playback":"FILE"}}},
                 {"request":{"uri":"/fast"},"response":{"text":"fast"}}])");
  make_pipe();
  const auto client = raw_get("/p");
  wait_until([&] { return server_->open_exchanges() == 1; });
  EXPECT_EQ(get("/fast"), "200 fast");
  client->reset();
  wait_until([&] { return server_->open_exchanges() == 0; });
  write_pipe("[]");
  EXPECT_EQ(get("/fast"), "200 fast");
}

TEST_F(DiskTest, StubMayEndWhileItsFileIsRead) {
  serve_with(R"([{"response":{"proxy":{"url":"TARGET/","playback":"FILE"}}}])");
  make_pipe();
  const auto client = raw_get("/p");
  wait_until([&] { return server_->open_exchanges() == 1; });
  server_.reset();
  write_pipe("[]");
  EXPECT_TRUE(loop_.run_until([&] { return loop_.worker().waiting() == 0; }, kDeadline));
}

TEST_F(DiskTest, AnswersThatAreStoredAtTheSameTimeAreAllKept) {
  serve_with(R"([{"response":{"proxy":{"from":"/","to":"TARGET/","failover":"FILE"}}}])");
  constexpr std::size_t kCount = 20;
  Calls calls;
  for (std::size_t i = 0; i < kCount; ++i) start_get(calls, "/" + std::to_string(i));
  wait_for(calls, kCount);
  target_.reset();
  for (std::size_t i = 0; i < kCount; ++i)
    EXPECT_EQ(get("/" + std::to_string(i)), "200 from /" + std::to_string(i));
}

TEST_F(DiskTest, AnswerThatCannotBeStoredIs500) {
  std::filesystem::create_symlink("/proc/none", folder_ / "sub");
  serve_with(R"([{"response":{"proxy":{"url":"TARGET/","failover":")" + folder_ / "sub/f.json" +
             R"("}}}])");
  const std::string answer = get("/");
  EXPECT_THAT(answer, StartsWith("500 stubs.json:1"));
  EXPECT_THAT(answer, HasSubstr("cannot write \"" + folder_ / "sub/f.json\""));
}

}  // namespace
}  // namespace ricochet::stubserver

// A captured call is sent once more, to an allowed target and to nowhere else.
#include "base/json/document.h"
#include "base/json/json.h"
#include "requestbin/transfer/send_routes.h"
#include "tests/net/requestbin/fixture.h"

namespace ricochet::requestbin {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Keeps what it is asked; `answers` false: it stays silent.
class Target : public http::Handler {
 public:
  void handle(match::Request&& request, std::shared_ptr<http::Responder> responder) override {
    asked.push_back(std::move(request));
    if (!answers) return waiting.push_back(std::move(responder));
    http::Response answer(302, "text/plain", "see there");
    answer.headers.push_back({"Location", "/elsewhere"});
    responder->send(std::move(answer));
  }
  std::vector<match::Request> asked;
  std::vector<std::shared_ptr<http::Responder>> waiting;
  bool answers = true;
};

class SendTest : public testing::Test {
 protected:
  SendTest()
      : target_server_(loop_, http::ServerOptions(), target_),
        to_("http://127.0.0.1:" + std::to_string(target_server_.start().value().port) + "/in") {
    BinServerOptions options;
    options.send_to = {to_};
    bins_.emplace(loop_, log_, awaits_, options);
    server_.emplace(loop_, http::ServerOptions(), *bins_);
    port_ = server_->start().value().port;
    EXPECT_TRUE(log_.create_bin("orders"));
  }
  std::unique_ptr<test::RawClient> ask(const std::string& method, const std::string& path,
                                       const std::string& body, const std::string& headers = {}) {
    auto client = std::make_unique<test::RawClient>(
        port_, [this] { loop_.run_until([] { return false; }, std::chrono::milliseconds(1)); });
    client->send(method + " " + path + " HTTP/1.1\r\nHost: bin.test\r\n" + headers +
                 "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    return client;
  }
  /// A call that is captured; its id.
  std::string capture(const std::string& headers = {}) {
    ask("PUT", "/orders/v1/7?x=%31", "{\"n\":1}", headers)->read_answer();
    return log_.read("orders").back()->id;
  }
  std::string route(const std::string& id) {
    return "/api/v2/bins/orders/requests/" + id + "/send";
  }
  std::string wanted() { return "{\"to\":\"" + to_ + "\"}"; }
  test::RawAnswer send(const std::string& id, const std::string& body,
                       const std::string& headers = {}) {
    return ask("POST", route(id), body, headers)->read_answer();
  }
  static base::Json json(const test::RawAnswer& answer) {
    const auto parsed = base::parse_json_body(answer.body);
    return parsed ? *parsed : base::Json(nullptr);
  }

  base::AsioLoop loop_;
  journal::CaptureLog log_{loop_};
  awaits::AwaitDriver awaits_{loop_, log_};
  Target target_;
  http::Server target_server_;
  std::string to_;
  std::optional<BinServer> bins_;
  std::optional<http::Server> server_;
  std::uint16_t port_ = 0;
};

TEST_F(SendTest, TheTargetGetsWhatWasCapturedAndItsAnswerIsShown) {
  const auto id = capture("X-Id: 7\r\nX-Id: 8\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\n");
  const auto answer = send(id, wanted());
  EXPECT_EQ(answer.status, 200) << answer.body;
  const auto sent = json(answer);
  EXPECT_EQ(sent["url"], to_ + "/v1/7?x=%31");
  EXPECT_EQ(sent["status"], 302) << "no redirect is followed";
  EXPECT_EQ(sent["body"]["content"], "see there");
  ASSERT_EQ(target_.asked.size(), 1u);
  const auto& got = target_.asked[0];
  EXPECT_EQ(got.method, "PUT");
  EXPECT_EQ(got.target, "/in/v1/7?x=%31");
  EXPECT_EQ(got.body, "{\"n\":1}");
  std::string headers;
  for (const auto& field : got.headers) headers += field.name + "=" + field.value + ";";
  EXPECT_THAT(headers, HasSubstr("X-Id=7;X-Id=8;"));
  EXPECT_THAT(headers, Not(HasSubstr("bin.test")));
  EXPECT_THAT(headers, Not(HasSubstr("X-Hop")));
  EXPECT_EQ(log_.read("orders").size(), 1u) << "sending captures nothing";
}

TEST_F(SendTest, NowhereElse) {
  const auto id = capture();
  for (const std::string to : {"http://127.0.0.1:1", "http://169.254.169.254", "/in"}) {
    const auto answer = send(id, "{\"to\":\"" + to + "\"}");
    EXPECT_EQ(answer.status, 403) << to;
    EXPECT_EQ(json(answer)["code"], "bin/no-target");
  }
  EXPECT_EQ(json(send(id, wanted(), "Origin: http://evil.test\r\n"))["code"], "bin/foreign-origin");
  EXPECT_EQ(json(send(id, wanted(), "Origin: null\r\n"))["code"], "bin/foreign-origin");
  EXPECT_EQ(send(id, "{}").status, 400);
  EXPECT_EQ(send(id, "{\"too\":1}").status, 400);
  EXPECT_EQ(send(id, "").status, 400);
  EXPECT_EQ(send("aaaaaa", wanted()).status, 404);
  EXPECT_TRUE(target_.asked.empty());
  EXPECT_EQ(send(id, wanted(), "Origin: http://bin.test\r\n").status, 200);
  EXPECT_EQ(json(ask("GET", "/api/v2/targets", "")->read_answer())["targets"][0], to_);
}

TEST_F(SendTest, ATargetThatIsNotThereIsSaidToBeNotThere) {
  const auto id = capture();
  bool stopped = false;
  target_server_.stop(std::chrono::seconds(0), [&stopped] { stopped = true; });
  ASSERT_TRUE(loop_.run_until([&stopped] { return stopped; }, kDeadline));
  const auto answer = send(id, wanted());
  EXPECT_EQ(answer.status, 502);
  EXPECT_EQ(json(answer)["code"], "http/refused");
}

TEST_F(SendTest, SoManyAtOnceAndAllAreAnsweredAtTheEnd) {
  const auto id = capture();
  target_.answers = false;
  std::vector<std::unique_ptr<test::RawClient>> clients;
  for (std::size_t i = 0; i < V2Send::kMaxUnderWay; ++i)
    clients.push_back(ask("POST", route(id), wanted()));
  ASSERT_TRUE(
      loop_.run_until([this] { return target_.asked.size() == V2Send::kMaxUnderWay; }, kDeadline));
  EXPECT_EQ(json(send(id, wanted()))["code"], "bin/too-many-sendings");
  bool gone = false;
  target_.waiting.back()->on_disconnect([&gone] { gone = true; });
  clients.back()->close();  // whoever goes away makes room
  clients.pop_back();
  ASSERT_TRUE(loop_.run_until([&gone] { return gone; }, kDeadline));
  clients.push_back(ask("POST", route(id), wanted()));
  ASSERT_TRUE(loop_.run_until([this] { return target_.asked.size() == V2Send::kMaxUnderWay + 1; },
                              kDeadline));
  bins_->stop();
  for (const auto& client : clients) {
    const auto answer = client->read_answer();
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(json(answer)["code"], "bin/stopping");
  }
}

}  // namespace
}  // namespace ricochet::requestbin

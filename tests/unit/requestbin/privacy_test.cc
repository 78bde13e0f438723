// Whatever is asked without naming a private bin shows nothing of it: every route of the OpenAPI
// document is asked, before and after the bin is gone.
#include <set>

#include "base/text/text.h"
#include "requestbin/server/openapi.h"
#include "tests/unit/requestbin/server_fixture.h"

namespace ricochet::requestbin {
namespace {

using testing::HasSubstr;
using testing::Not;

/// In the name, the target, headers, bodies, the names of waits, labels: nowhere may it come out.
constexpr const char* kMark = "qzsecretqz";
constexpr const char* kPrivate = "priv-qzsecretqz";

class PrivacyTest : public ServerTest {
 protected:
  void SetUp() override {
    BinServerOptions options;
    options.max_waits = 100;
    serve(std::move(options));
    bin("public");
    const auto made = ask("POST", "/api/v2/bins",
                          std::string(R"({"name": ")") + kPrivate +
                              R"(", "private": true, "labels": {"a": "qzsecretqz"}})");
    ASSERT_EQ(made.status, 201) << made.body;
    public_stream_ = begin("GET", "/api/v2/events");
    named_public_ = begin("GET", "/api/v2/events?bins=public");
    ask("POST", "/public/x", "hello");
    ask("POST", secret("/x?q=qzsecretqz"), "body qzsecretqz", {{"X-A", "qzsecretqz"}});
    // Waits: met, run out, over both kinds, open.
    const std::string of = std::string("/api/v2/bins/") + kPrivate;
    ask("POST", of + "/await", R"({"name": "qzsecretqz", "at_least": 1})");
    ask("POST", of + "/await",
        R"({"name": "qzsecretqz2", "request": {"uri": "/qzsecretqz"}, "within": "1ms"})");
    ask("POST", "/api/v2/await", both(R"("at_least": 2, "name": "qzsecretqz3")"));
    ask("POST", "/api/v2/await", both(R"("at_least": 9, "within": "1ms")"));
    loop_.advance(seconds(1));
    begin("POST", of + "/await", R"({"name": "qzsecretqz4", "at_least": 7, "within": "1h"})");
    ask("POST", "/api/v2/bins/" + std::string(kPrivate) + "/marks/qzsecretqz");
    loop_.run_ready();
  }
  static std::string secret(const std::string& rest) { return std::string("/") + kPrivate + rest; }
  static std::string both(const std::string& rest) {
    return std::string(R"({"bins": ["public", ")") + kPrivate + "\"], " + rest + "}";
  }

  /// What the server says to a request that names no private bin.
  std::string said(const std::string& method, const std::string& target,
                   const std::string& body = {}) {
    const auto seen = begin(method, target, body);
    loop_.run_ready();
    loop_.advance(seconds(120));  // whatever waits has ended
    std::string all = seen->stream;
    if (seen->answer) {
      all += seen->answer->body;
      for (const auto& field : seen->answer->headers) all += field.name + ": " + field.value + "\n";
    }
    return all;
  }

  void ask_everything(const std::string& when) {
    const auto record = log_.read("public").front()->id;
    const std::vector<std::string> bodies = {
        "",
        "{}",
        R"({"bins": ["public"], "request": {"uri": "/qz"}, "within": "1ms"})",
        R"({"request": {"text": {"contain": "body"}}, "within": "1ms"})",
        R"({"bins": ["public"], "at_least": 2, "within": "1ms"})",
        R"({"bins": ["priv-qz"], "within": "1ms"})",
        R"({"name": "public"})"};
    std::size_t asked = 0;
    const OpenApi document;
    for (const auto& [path, methods] : document.document()["paths"].items()) {
      for (const auto& [method, operation] : methods.items()) {
        if (method == "delete" && path.find("{id}") == std::string::npos)
          continue;  // keeps the bin
        std::vector<std::string> targets;
        if (path.find("awaits/{id}") != std::string::npos) {
          for (int id = 1; id < 12; ++id) targets.push_back("/api/v2/awaits/" + std::to_string(id));
        } else {
          for (const std::string name : {"public", "priv", "priv-qzsecretq"}) {
            auto target = path;
            for (const auto& [mark, value] : {std::pair<std::string, std::string>{"{bin}", name},
                                              {"{id}", record},
                                              {"{name}", "mark"}}) {
              if (const auto at = target.find(mark); at != std::string::npos)
                target.replace(at, mark.size(), value);
            }
            targets.push_back(target);
          }
        }
        for (const auto& target : targets) {
          if (method == "delete" && target.find("public") != std::string::npos) continue;
          for (const auto& body : bodies) {
            const auto answer = said(base::to_upper(method), target, body);
            EXPECT_THAT(answer, Not(HasSubstr(kMark)))
                << when << ": " << method << " " << target << " " << body;
            ++asked;
            if (method == "get") break;
          }
        }
      }
    }
    EXPECT_GT(asked, 200u);
    for (const std::string target :
         {"/ui/bins", "/public?inspect", "/api/v2/bins/public/requests?filter=%7B%7D&wait_ms=1",
          "/api/v2/events?last_event_id=0", "/api/v2/events?last_event_id=0&bins=public",
          "/api/v2/bins/public/export?format=har", "/priv-qzsecretq/x"})
      EXPECT_THAT(said("GET", target), Not(HasSubstr(kMark))) << when << ": " << target;
  }

  Seen public_stream_;
  Seen named_public_;
};

TEST_F(PrivacyTest, NothingThatIsAskedWithoutItsNameShowsAPrivateBin) {
  ask_everything("while it is there");
  EXPECT_THAT(public_stream_->stream, Not(HasSubstr(kMark)));
  EXPECT_THAT(named_public_->stream, Not(HasSubstr(kMark)));
  EXPECT_THAT(public_stream_->stream, HasSubstr("\"bin\":\"public\""));
  log_.remove_bin(kPrivate);
  loop_.run_ready();
  ask_everything("after it was removed");
  EXPECT_THAT(public_stream_->stream, Not(HasSubstr(kMark)));
}

TEST_F(PrivacyTest, CountersCountOnlyWhatIsPublic) {
  const auto stats = [this] { return json(ask("GET", "/api/v1/stats")); };
  const auto before = stats();
  EXPECT_EQ(before["bin_count"], 1);
  EXPECT_EQ(before["request_count"], 1);
  ask("POST", secret("/x"), std::string(5000, 'x'));
  EXPECT_EQ(stats(), before);
  log_.remove_bin(kPrivate);
  EXPECT_EQ(stats(), before);
}

TEST_F(PrivacyTest, WhoNamesItSeesIt) {
  const std::string named = std::string("?bins=") + kPrivate;
  EXPECT_THAT(said("GET", "/api/v2/awaits" + named), HasSubstr("qzsecretqz4"));
  EXPECT_THAT(said("GET", "/api/v2/awaits/1" + named), HasSubstr("body qzsecretqz"));
  EXPECT_EQ(ask("GET", "/api/v2/awaits/1").status, 404);
  EXPECT_THAT(said("GET", "/api/v2/events" + named + "&last_event_id=0"), HasSubstr(kMark));
  EXPECT_EQ(ask("GET", std::string("/api/v2/bins/") + kPrivate).status, 200);
  EXPECT_THAT(said("GET", std::string("/api/v2/bins/") + kPrivate + "/requests"),
              HasSubstr("body qzsecretqz"));
}

}  // namespace
}  // namespace ricochet::requestbin

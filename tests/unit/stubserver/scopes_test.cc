// Whose a request is, where several scenarios run at a time: found once, and elsewhere where that
// takes long.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json/json.h"
#include "match/work.h"
#include "tests/unit/stubserver/served_stub.h"

namespace ricochet::stubserver {
namespace {

using testing::ElementsAre;

class ScopesSink final : public http::ExchangeSink {
 public:
  void on_exchange(http::Exchange&& exchange) override { exchanges.push_back(std::move(exchange)); }
  std::vector<http::Exchange> exchanges;
};

/// The mark is the member "of" of the body: "1" or "2".
class ScopesOfRequests : public testing::Test {
 protected:
  ScopesOfRequests() {
    StubHandler::Options options;
    options.scopes.marks_of = [this](const match::Subject& subject) {
      std::vector<std::string> marks;
      looked_in_passing_.push_back(match::Work::in_passing());
      if (match::Work::in_passing() && subject.is_large())
        match::Work::fall_short();
      else if (subject.json() != nullptr)
        marks.push_back(subject.json()->at("of").get<std::string>());
      return marks;
    };
    options.scopes.scope_of = [](const std::vector<std::string>& marks) -> std::uint64_t {
      return marks.empty() ? 0 : static_cast<std::uint64_t>(marks[0][0] - '0');
    };
    options.rules_for = [this](std::uint64_t scope) { return sets_[scope]; };
    handler_ = std::make_unique<StubHandler>(loop_, options, state_, &sink_, nullptr);
    for (const int scope : {0, 1, 2})
      sets_.push_back(rules_from(R"([{"request":{"uri":"/"},"response":{"seq":[{"text":"a)" +
                                 std::to_string(scope) + R"("},{"text":"b)" +
                                 std::to_string(scope) + R"("}]}}])"));
    loop_.pool().hold();
  }
  ~ScopesOfRequests() override { handler_->cancel_pending(); }
  std::shared_ptr<Waiting> post(const std::string& body) {
    auto client = std::make_shared<Waiting>();
    handler_->handle(make_request("POST", "/", body), client);
    return client;
  }
  void release() {
    while (loop_.pool().held() > 0) {
      loop_.pool().release_one();
      loop_.run_ready();
    }
  }
  static std::string large(const std::string& of) {
    return R"({"of":")" + of + R"(","pad":")" + std::string(match::kLargeBody, 'x') + "\"}";
  }

  test::FakeLoop loop_;
  ScopesSink sink_;
  StubState state_{StubWorld(base::Random(1), [this] { return loop_.wall_now(); })};
  std::vector<std::shared_ptr<const RuleSet>> sets_;
  std::vector<bool> looked_in_passing_;
  std::unique_ptr<StubHandler> handler_;
};

TEST_F(ScopesOfRequests, SmallOneIsLookedAtOnceAndAtOnce) {
  EXPECT_EQ(post(R"({"of":"2"})")->brief(), "200 a2");
  EXPECT_THAT(looked_in_passing_, ElementsAre(true));
  EXPECT_EQ(sink_.exchanges.at(0).scope, 2u) << "the log need not look again";
}

TEST_F(ScopesOfRequests, LargeOneIsLookedAtElsewhereAndAnsweredInItsScope) {
  const auto one = post(large("1")), two = post(large("2")), again = post(large("1"));
  EXPECT_EQ(one->brief(), "(none)");
  EXPECT_THAT(looked_in_passing_, ElementsAre(true, true, true));
  looked_in_passing_.clear();
  release();
  EXPECT_EQ(one->brief(), "200 a1");
  EXPECT_EQ(two->brief(), "200 a2");
  EXPECT_EQ(again->brief(), "200 b1");
  EXPECT_THAT(looked_in_passing_, ElementsAre(false, false, false)) << "once each, by a worker";
  EXPECT_EQ(sink_.exchanges.at(1).scope, 2u);
}

TEST_F(ScopesOfRequests, WhoLeavesBeforeThatIsRecorded) {
  const auto client = post(large("1"));
  client->leave();
  handler_->cancel_pending();
  release();
  ASSERT_EQ(sink_.exchanges.size(), 1u);
  EXPECT_EQ(sink_.exchanges[0].scope, std::nullopt) << "nobody has found out";
}

}  // namespace
}  // namespace ricochet::stubserver

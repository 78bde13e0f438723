// `on`, `state` and `quota` beside a whole `resource`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// A resource `t` with two entries of its own and whatever stands beside it and in the second.
std::string resource(const std::string& beside, const std::string& in_entry = {}) {
  return R"({"resource":{"name":"t","get":[{"id":"1","response":{"json":{"n":1}}},
                                           {"id":"2","response":{"json":{"n":2}})" +
         (in_entry.empty() ? "" : "," + in_entry) + R"(}]},)" + beside + "}";
}

/// A stub whose monotonic clock stands still until it is moved.
class ResourceExtras : public testing::Test {
 protected:
  void serve(const std::string& sessions) { rules_ = rules_from("[" + sessions + "]"); }
  void reload(const std::string& sessions) {
    const auto before = rules_;
    serve(sessions);
    state_.carry_over(before->rules(), rules_->rules());
  }
  StubDecision ask(const std::string& target, std::vector<match::Field> headers = {}) {
    const auto request = make_request("GET", target, {}, std::move(headers));
    const match::Subject subject(request);
    return decide(subject, *rules_, state_);
  }
  int status(const std::string& target) { return ask(target).response.status; }

  base::TimePoint now_{1h};
  std::shared_ptr<const RuleSet> rules_;
  StubState state_{StubWorld(
      base::Random(1), [] { return base::WallTime(); }, [this] { return now_; })};
};

TEST_F(ResourceExtras, QuotaIsOneForAllEntries) {
  serve(resource(R"("quota":{"limit":3,"window":"1m"})"));
  EXPECT_EQ(status("/t/1"), 200);
  EXPECT_EQ(status("/t/2"), 200);
  EXPECT_EQ(status("/t"), 200) << "the array of all entries counts too";
  const auto refused = ask("/t/1");
  EXPECT_EQ(brief(refused),
            "429 the quota of stubs.json:1 is used up: 3 requests at most; again in 60 s\n");
  EXPECT_EQ(header_of(refused, "RateLimit-Policy"), "\"resource\";q=3;w=60");
  EXPECT_EQ(header_of(refused, "RateLimit"), "\"resource\";r=0;t=60");
  EXPECT_EQ(status("/t/2"), 429);
  now_ += 1min;
  EXPECT_EQ(status("/t/2"), 200);
}

TEST_F(ResourceExtras, RestOfTheAreaUsesNothingUp) {
  serve(resource(R"("quota":{"limit":1,"window":"1m"},
                    "on":{"complete":{"get":{"url":"http://h/all"}}},
                    "state":{"machine":"m","then":"used"})"));
  const auto none = ask("/t/3");
  EXPECT_EQ(none.response.status, 404);
  EXPECT_EQ(header_of(none, "RateLimit"), "(none)");
  EXPECT_TRUE(none.errands.empty());
  EXPECT_EQ(state_.machines("").state({"", "m"}, ""), kStartState);
  EXPECT_EQ(status("/t/1"), 200);
  EXPECT_EQ(state_.machines("").state({"", "m"}, ""), "used");
}

TEST_F(ResourceExtras, EachResourceHasAQuotaOfItsOwn) {
  const std::string other =
      R"({"resource":{"name":"u","get":[{"id":"1","response":{}}]},"quota":{"limit":1,"window":"1m"}})";
  serve(resource(R"("quota":{"limit":1,"window":"1m"})") + "," + other);
  EXPECT_EQ(status("/t/1"), 200);
  EXPECT_EQ(status("/u/1"), 200);
  EXPECT_EQ(status("/t/2"), 429);
}

TEST_F(ResourceExtras, QuotaOfTheResourceIsAskedBeforeThatOfTheEntry) {
  serve(resource(R"("quota":{"limit":2,"window":"1m"})", R"("quota":{"limit":1,"window":"1h"})"));
  EXPECT_EQ(header_of(ask("/t/2"), "RateLimit"), "\"resource\";r=1;t=60, \"quota\";r=0;t=3600");
  const auto refused = ask("/t/2");
  EXPECT_EQ(header_of(refused, "RateLimit-Policy"), "\"resource\";q=2;w=60, \"quota\";q=1;w=3600");
  EXPECT_EQ(header_of(refused, "Retry-After"), "3600");
  EXPECT_EQ(ask("/t/1").response.status, 429) << "what the entry refused was counted";
  EXPECT_EQ(header_of(ask("/t/2"), "Retry-After"), "60") << "the entry is not asked any more";
}

TEST_F(ResourceExtras, QuotaHasKeysOfTheEntriesPath) {
  serve(R"({"resource":{"name":"t","get":[{"id":"*","response":{"text":"x"}}],
                        "head":[{"id":"*","response":{}}]},
            "quota":{"limit":1,"window":"1m","key":"${req.path.id}",
                     "exceeded":{"status":503,"text":{"template":"${req.path.id} is busy"}}}})");
  EXPECT_EQ(brief(ask("/t/a")), "200 x");
  EXPECT_EQ(brief(ask("/t/b")), "200 x");
  EXPECT_EQ(brief(ask("/t/b")), "503 b is busy");
}

TEST_F(ResourceExtras, ExceededHasItsPositionsForAllEntries) {
  serve(resource(R"("quota":{"limit":1,"window":"1m","exceeded":
      {"seq":[{"text":"no"},{"text":{"template":"still no, ${req.method}"}}]}})",
                 R"("quota":{"limit":9,"window":"1m"})"));
  EXPECT_EQ(status("/t/1"), 200);
  EXPECT_EQ(ask("/t/1").response.body, "no");
  EXPECT_EQ(ask("/t/2").response.body, "still no, GET");
}

TEST_F(ResourceExtras, QuotaOutlivesAReloadThatLeavesTheResourceAsItWas) {
  const std::string limited = resource(R"("quota":{"limit":1,"window":"1m"})");
  serve(limited);
  EXPECT_EQ(status("/t/1"), 200);
  reload(R"({"request":{"uri":"/new"},"response":{}},)" + limited);
  EXPECT_EQ(status("/t/2"), 429);
  reload(resource(R"("quota":{"limit":2,"window":"1m"})"));
  EXPECT_EQ(status("/t/1"), 200) << "another quota begins anew";
  EXPECT_EQ(status("/t/2"), 200);
  EXPECT_EQ(status("/t/2"), 429);
}

TEST_F(ResourceExtras, TwoOfTheSameTextArePairedOffInOrder) {
  const std::string limited = resource(
      R"("quota":{"limit":1,"window":"1m"},"state":{"machine":"m","when":"start","then":"2"})");
  serve(limited + "," + resource(R"("quota":{"limit":1,"window":"1m"})"));
  EXPECT_EQ(status("/t/1"), 200);
  EXPECT_EQ(status("/t/1"), 200) << "the second one, with a quota of its own";
  EXPECT_EQ(status("/t/1"), 429);
  reload(limited + "," + resource(R"("quota":{"limit":1,"window":"1m"})"));
  EXPECT_EQ(status("/t/1"), 429);
}

TEST_F(ResourceExtras, ResetAndForgetGiveTheQuotaBack) {
  serve(resource(R"("quota":{"limit":1,"window":"1m"})"));
  EXPECT_EQ(status("/t/1"), 200);
  state_.reset_positions();
  EXPECT_EQ(status("/t/2"), 200);
  EXPECT_EQ(status("/t/2"), 429);
  state_.forget(*rules_->rules()[1]);
  EXPECT_EQ(status("/t/2"), 429) << "the others still share it";
  state_.forget(rules_->rules());
  EXPECT_EQ(status("/t/2"), 200);
}

TEST_F(ResourceExtras, CallbacksOfTheEntryComeFirst) {
  serve(resource(R"("on":{"complete":{"get":{"url":"http://h/all"}}})",
                 R"("on":{"complete":{"async":true,"get":{"url":"http://h/two"}}})"));
  EXPECT_EQ(ask("/t/1").errands.size(), 1u);
  EXPECT_EQ(ask("/t").errands.size(), 1u);
  const auto second = ask("/t/2");
  EXPECT_EQ(second.errands.size(), 1u);
  EXPECT_EQ(second.follow_ups.size(), 1u);
}

TEST_F(ResourceExtras, NothingIsCalledForARefusedRequest) {
  serve(resource(
      R"("on":{"complete":{"get":{"url":"http://h/all"}}},"quota":{"limit":3,"window":"1m"})",
      R"("quota":{"limit":1,"window":"1m"})"));
  EXPECT_EQ(ask("/t/2").errands.size(), 1u);
  EXPECT_TRUE(ask("/t/2").errands.empty()) << "refused by the entry";
  EXPECT_EQ(ask("/t/1").errands.size(), 1u);
  EXPECT_TRUE(ask("/t/1").errands.empty()) << "refused by the resource";
}

TEST_F(ResourceExtras, StateHoldsForAllOfTheArea) {
  serve(resource(R"("state":{"machine":"m","when":"open"})") +
        R"(,{"request":{"uri":"/open"},"response":{},"state":{"machine":"m","then":"open"}},
            {"response":{"text":"later"}})");
  EXPECT_EQ(brief(ask("/t/1")), "200 later");
  EXPECT_EQ(brief(ask("/t")), "200 later");
  EXPECT_EQ(brief(ask("/t/3")), "200 later") << "not even the 404 of the area";
  EXPECT_EQ(status("/open"), 200);
  EXPECT_EQ(brief(ask("/t/1")), R"(200 {"n":1})");
  EXPECT_EQ(status("/t/3"), 404);
}

TEST_F(ResourceExtras, EveryEntryMakesTheTransition) {
  serve(resource(R"("state":{"machine":"m","when":"start","then":"gone"})"));
  EXPECT_EQ(status("/t/2"), 200);
  const auto miss = ask("/t/1");
  EXPECT_THAT(miss.response.body, StartsWith("no session fits"));
  EXPECT_THAT(miss.response.body, HasSubstr("machine m is in state gone"));
}

TEST_F(ResourceExtras, StatesOfTwoMachinesMustBothHold) {
  serve(resource(R"("state":{"machine":"shop","when":"start"})",
                 R"("state":{"machine":"order","when":"start","then":"seen"})") +
        R"(,{"request":{"uri":"/close"},"response":{},"state":{"machine":"shop","then":"closed"}},
            {"request":{"uri":"/again"},"response":{},"state":{"machine":"order","then":"start"}})");
  EXPECT_EQ(brief(ask("/t/2")), R"(200 {"n":2})");
  EXPECT_EQ(status("/t/2"), 404) << "the order was seen";
  EXPECT_EQ(status("/again"), 200);
  EXPECT_EQ(status("/close"), 200);
  EXPECT_EQ(status("/t/2"), 400) << "the shop is closed";
}

TEST_F(ResourceExtras, StatesInEntriesAreReachedToo) {
  // rules_from takes no warning: only an entry leads to the state that the session waits for.
  serve(
      resource(R"("quota":{"limit":9,"window":"1m"})", R"("state":{"machine":"m","then":"seen"})") +
      R"(,{"request":{"uri":"/s"},"response":{},"state":{"machine":"m","when":"seen"}})");
  EXPECT_EQ(status("/t/2"), 200);
  EXPECT_EQ(status("/s"), 200);
}

TEST_F(ResourceExtras, AStateThatIsNeverReachedIsToldOnce) {
  const std::string found =
      findings_in("[" + resource(R"("state":{"machine":"m","when":"on"})") + "]");
  const auto first = found.find("never gets into the state \"on\"");
  ASSERT_NE(first, std::string::npos) << found;
  EXPECT_EQ(found.find("never gets into", first + 1), std::string::npos) << found;
}

}  // namespace
}  // namespace ricochet::stubserver

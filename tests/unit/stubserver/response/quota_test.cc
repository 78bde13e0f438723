#include <gtest/gtest.h>

#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

using namespace std::chrono_literals;

/// A stub whose monotonic clock stands still until it is moved.
class QuotaTest : public testing::Test {
 protected:
  void serve(const std::string& quota) {
    rules_ =
        rules_from(R"([{"request":{"uri":"/q"},"response":{"text":"ok"},"quota":)" + quota + "}]");
    state_ = std::make_unique<StubState>(StubWorld(
        base::Random(1), [] { return base::WallTime(); }, [this] { return now_; }));
  }
  StubDecision ask(const std::string& key = {}) {
    std::vector<match::Field> headers;
    if (!key.empty()) headers.push_back({"X-Key", key});
    const auto request = make_request("GET", "/q", {}, headers);
    const match::Subject subject(request);
    return decide(subject, *rules_, *state_);
  }
  /// Statuses of so many calls.
  std::string statuses(int count, const std::string& key = {}) {
    std::string out;
    for (int i = 0; i < count; ++i) out += std::to_string(ask(key).response.status) + " ";
    return out;
  }

  base::TimePoint now_{1h};
  std::shared_ptr<const RuleSet> rules_;
  std::unique_ptr<StubState> state_;
};

TEST_F(QuotaTest, WindowLetsSoManyThroughAndThenAnswers429) {
  serve(R"({"limit":2,"window":"1m"})");
  EXPECT_EQ(statuses(3), "200 200 429 ");
  now_ += 59'999ms;
  EXPECT_EQ(statuses(1), "429 ");
  now_ += 1ms;
  EXPECT_EQ(statuses(3), "200 200 429 ");
}

TEST_F(QuotaTest, FieldsSayWhatIsLeftAndWhenToComeAgain) {
  serve(R"({"limit":2,"window":"1m"})");
  const auto first = ask();
  EXPECT_EQ(header_of(first, "RateLimit-Policy"), "\"quota\";q=2;w=60");
  EXPECT_EQ(header_of(first, "RateLimit"), "\"quota\";r=1;t=60");
  EXPECT_EQ(header_of(first, "Retry-After"), "(none)");
  ask();
  now_ += 17'500ms;
  const auto refused = ask();
  EXPECT_EQ(header_of(refused, "RateLimit"), "\"quota\";r=0;t=43");
  EXPECT_EQ(header_of(refused, "Retry-After"), "43");
  EXPECT_EQ(refused.response.body,
            "the quota of stubs.json:1 is used up: 2 requests at most; again in 43 s\n");
}

TEST_F(QuotaTest, BucketGivesOneBackAtATime) {
  serve(R"({"limit":3,"refill":"10s"})");
  EXPECT_EQ(statuses(4), "200 200 200 429 ");
  EXPECT_EQ(header_of(ask(), "Retry-After"), "10");
  now_ += 10s;
  EXPECT_EQ(statuses(2), "200 429 ");
  now_ += 1h;
  EXPECT_EQ(statuses(4), "200 200 200 429 ") << "never more than the limit";
}

TEST_F(QuotaTest, EachKeyHasItsOwn) {
  serve(R"({"limit":1,"window":"1m","key":"${req.headers['X-Key']}"})");
  EXPECT_EQ(statuses(2, "a"), "200 429 ");
  EXPECT_EQ(statuses(2, "b"), "200 429 ");
  EXPECT_EQ(ask().response.status, 400) << "no key: the client's fault";
  EXPECT_NE(ask("b").response.body.find("for \"b\""), std::string::npos);
}

TEST_F(QuotaTest, KeysAreBoundedAndTheOldestGoes) {
  serve(R"({"limit":1,"window":"1m","max_keys":2,"key":"${req.headers['X-Key']}"})");
  for (const char* key : {"a", "b", "c"}) EXPECT_EQ(statuses(1, key), "200 ");
  EXPECT_EQ(statuses(1, "c"), "429 ");
  EXPECT_EQ(statuses(1, "a"), "200 ") << "forgotten when c came";
}

TEST_F(QuotaTest, ExceededReplacesTheAnswer) {
  serve(R"({"limit":1,"window":"1m","exceeded":{"status":503,"text":"later"}})");
  ask();
  const auto refused = ask();
  EXPECT_EQ(brief(refused), "503 later");
  EXPECT_EQ(header_of(refused, "Retry-After"), "60");
}

TEST_F(QuotaTest, ResetGivesEverythingBack) {
  serve(R"({"limit":1,"window":"1m"})");
  EXPECT_EQ(statuses(2), "200 429 ");
  state_->reset();
  EXPECT_EQ(statuses(2), "200 429 ");
}

TEST_F(QuotaTest, NothingIsCalledForARefusedRequest) {
  rules_ = rules_from(R"([{"response":{"text":"ok"},"quota":{"limit":1,"window":"1m"},
                           "on":{"complete":{"get":{"url":"http://127.0.0.1:1/"}}}}])");
  state_ = std::make_unique<StubState>(StubWorld(base::Random(1), [] { return base::WallTime(); }));
  EXPECT_EQ(ask().errands.size(), 1u);
  EXPECT_EQ(ask().errands.size(), 0u);
}

}  // namespace
}  // namespace ricochet::stubserver

// Expectations that take long because of how much they ask, not because a body is large.
#include "awaits/driver.h"
#include "base/json/document.h"
#include "match/subject.h"
#include "match/work.h"
#include "tests/unit/awaits/fixture.h"

namespace ricochet::awaits {
namespace {

class ManyTest : public LogTest {
 protected:
  ManyTest() {
    log_.create_bin("b").value();
    loop_.pool().hold();
  }
  static std::shared_ptr<const match::Matcher> compiled(const std::string& text) {
    base::DiagList diags;
    const auto document = base::JsonDocument::parse("test", text).value();
    auto matcher = match::Matcher::compile(base::JsonReader(document, diags, "match"));
    EXPECT_TRUE(diags.all().empty()) << diags.render_all();
    return matcher;
  }
  void start(const std::string& selector, Count count) {
    loop_.advance(seconds(1));  // what is asked came before
    Expectation expectation;
    expectation.sources = {Source("b", 0)};
    expectation.selector = compiled(selector);
    expectation.count = count;
    expectation.within = seconds(count.max ? 1 : 0);
    expectation.late_grace = seconds(0);
    driver_.start(std::move(expectation), [this](Verdict v) { verdicts_.push_back(std::move(v)); })
        .value();
    loop_.run_ready();
  }
  void release() {
    while (loop_.pool().held() > 0) {
      loop_.pool().release_one();
      loop_.run_ready();
    }
    loop_.run_ready();
  }

  AwaitDriver driver_{loop_, log_};
  std::vector<Verdict> verdicts_;
};

TEST_F(ManyTest, AlternativesOverManyRecordsAreAskedElsewhere) {
  for (int i = 0; i < 300; ++i) call("b", "/x", "POST", "");
  std::string any;
  for (int i = 0; i < 2000; ++i)
    any += (i > 0 ? "," : "") + (R"({"headers":{"x)" + std::to_string(i)) + R"(":"b"}})";
  start(R"({"any":[)" + any + "]}", Count::at_least(1));
  EXPECT_TRUE(verdicts_.empty());
  EXPECT_GT(loop_.pool().held(), 0u);
  release();
  ASSERT_EQ(verdicts_.size(), 1u);
  EXPECT_EQ(verdicts_[0].kind, VerdictKind::kFailed);
  EXPECT_EQ(verdicts_[0].window, 300u);
  EXPECT_LT(verdicts_[0].message.size(), 10'000u) << "it does not name each of them";
}

TEST_F(ManyTest, AnExplanationOfManyLongHeadsEndsInTime) {
  const std::string path = "/" + std::string(8000, 'a');
  for (int i = 0; i < 900; ++i) call("b", path, "POST", "");
  start(R"({"uri":{"contain":")" + std::string(3000, 'a') + R"(b"}})", Count::at_least(1));
  release();
  ASSERT_EQ(verdicts_.size(), 1u);
  ASSERT_FALSE(verdicts_[0].funnel.empty());
  EXPECT_EQ(verdicts_[0].funnel.front().passed, 0u);
  EXPECT_EQ(verdicts_[0].window, 900u);
}

TEST_F(ManyTest, WhatABodyHidesIsNoAbsence) {
  call("b", "/x", "POST", std::string(1001, '[') + std::string(1001, ']'));
  start(R"({"json_paths":{"$.a":"1"}})", Count::never());
  release();
  ASSERT_EQ(verdicts_.size(), 1u);
  EXPECT_EQ(verdicts_[0].kind, VerdictKind::kInconclusive);
  EXPECT_EQ(verdicts_[0].reason, Reason::kGaveUp);
}

}  // namespace
}  // namespace ricochet::awaits

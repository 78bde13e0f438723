// Which calls an expectation selects by what was answered, how it says so, and what it refuses to
// read.
#include "awaits/answer_selector.h"

#include <gmock/gmock.h>

#include "base/json/document.h"
#include "tests/support/golden.h"

namespace ricochet::awaits {
namespace {

using testing::ElementsAre;

class AnswerSelectorTest : public testing::Test {
 protected:
  std::shared_ptr<const AnswerSelector> read(const std::string& json) {
    const auto document = base::JsonDocument::parse("refund.json", json).value();
    return AnswerSelector::parse(base::JsonReader(document, diags_, "scenario"));
  }
  static journal::Answer answer(int status, std::vector<match::Field> headers = {},
                                std::string fault = {}) {
    journal::Answer made;
    made.status = status;
    made.headers = std::move(headers);
    made.fault = std::move(fault);
    return made;
  }
  base::DiagList diags_;
};

TEST_F(AnswerSelectorTest, AStatusIsANumberATextOrAnOperator) {
  for (const char* json :
       {R"({"status": 429})", R"({"status": "429"})", R"({"status": {"between": [429, 430]}})"}) {
    const auto selector = read(json);
    ASSERT_NE(selector, nullptr) << json << diags_.render_all();
    EXPECT_TRUE(selector->fits(answer(429))) << json;
    EXPECT_FALSE(selector->fits(answer(428))) << json;
    EXPECT_FALSE(selector->fits(answer(0))) << json << ": no answer has no status";
  }
}

TEST_F(AnswerSelectorTest, EveryPartMustFit) {
  const auto selector =
      read(R"({"status": 503, "headers": {"Retry-After": "1"}, "fault": "truncate"})");
  ASSERT_NE(selector, nullptr) << diags_.render_all();
  const std::vector<match::Field> later{{"retry-after", "1"}};
  EXPECT_TRUE(selector->fits(answer(503, later, "truncate"))) << "names of headers have no case";
  EXPECT_FALSE(selector->fits(answer(500, later, "truncate")));
  EXPECT_FALSE(selector->fits(answer(503, {{"retry-after", "2"}}, "truncate")));
  EXPECT_FALSE(selector->fits(answer(503, {}, "truncate")));
  EXPECT_FALSE(selector->fits(answer(503, later, "reset")));
  EXPECT_FALSE(selector->fits(answer(503, later))) << "it was not broken";
}

TEST_F(AnswerSelectorTest, OneOfSeveralHeadersOfANameIsEnough) {
  const auto selector = read(R"({"headers": {"set-cookie": {"startsWith": "b="}}})");
  EXPECT_TRUE(selector->fits(answer(200, {{"Set-Cookie", "a=1"}, {"Set-Cookie", "b=2"}})));
  EXPECT_FALSE(selector->fits(answer(200, {{"Set-Cookie", "a=1"}})));
}

TEST_F(AnswerSelectorTest, WhatDoesNotFitIsExplainedPartByPart) {
  const auto selector = read(R"({"status": 429, "headers": {"retry-after": "1"}})");
  const auto all = selector->explain(answer(200, {{"Retry-After", "1"}}));
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].name, "answer status");
  EXPECT_FALSE(all[0].ok);
  EXPECT_EQ(all[0].expected, R"("429")");
  EXPECT_EQ(all[0].actual, R"("200")");
  EXPECT_EQ(all[1].name, "answer header retry-after");
  EXPECT_TRUE(all[1].ok);
  EXPECT_EQ(selector->explain(answer(0))[0].actual, "absent");
}

TEST_F(AnswerSelectorTest, SaysWhatItSelects) {
  EXPECT_EQ(
      read(R"({"status": 429, "headers": {"retry-after": "1"}, "fault": "reset"})")->describe(),
      R"(status "429", header retry-after "1", fault "reset")");
}

TEST_F(AnswerSelectorTest, EveryMistakeHasItsPlace) {
  std::string all;
  for (const char* json : {"{}", R"({"headers": {}})", R"({"status": 42})", R"({"status": true})",
                           R"({"stauts": 429})", R"({"status": {"like": "4"}})", "[]",
                           R"({"headers": {"a": 1, "b": {"match": "("}}, "fault": 7})"}) {
    diags_ = base::DiagList();
    EXPECT_EQ(read(json), nullptr) << json;
    all += diags_.render_all() + "\n";
  }
  test::expect_golden("awaits/answer_selector_errors.txt", all);
}

}  // namespace
}  // namespace ricochet::awaits

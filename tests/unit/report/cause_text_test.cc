#include "runner/report/cause_text.h"

#include <gmock/gmock.h>

#include "runner/report/explanation.h"

namespace ricochet::runner {
namespace {

constexpr const char* kMessage = "the thing that went wrong";

base::Location at(std::size_t line, std::size_t column) {
  base::Location where;
  where.file = "s.json";
  where.line = line;
  where.column = column;
  where.source_line = "{ \"expect\": {} }";
  return where;
}

awaits::Verdict verdict() {
  awaits::Verdict out;
  out.kind = awaits::VerdictKind::kFailed;
  out.reason = awaits::Reason::kTimeout;
  out.message = kMessage;
  return out;
}

Trouble trouble() {
  Trouble out;
  out.kind = ErrorKind::kSutCrashed;
  out.message = kMessage;
  out.last_output = {"line 1", "line 2"};
  return out;
}

Cause finding(base::Location where) {
  base::Diag diag("scenario/wrong", kMessage, "mend it");
  diag.where = std::move(where);
  base::DiagList diags;
  diags.add(std::move(diag));
  return diags;
}

/// Every kind of cause there is, each with the same message.
std::vector<Cause> all() {
  Trouble of_the_bus = trouble();
  of_the_bus.last_output.clear();
  of_the_bus.diag = base::Diag(base::Diag::Kind::kEnvironment, "bus/reading", kMessage);
  Unmet unmet;
  unmet.message = kMessage;
  unmet.expected = "something else";
  std::vector<Cause> causes{Remark(kMessage, "more about it"),
                            finding(at(3, 3)),
                            finding(at(9, 1)),
                            verdict(),
                            unmet,
                            NotSetUp{kMessage},
                            Stopped{trouble(), std::nullopt},
                            Stopped{std::move(of_the_bus), std::nullopt}};
  return causes;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

ScenarioResult scenario() {
  ScenarioResult out;
  out.file = "s.json";
  out.outcome = Outcome::kError;
  out.error = ErrorKind::kInput;
  out.where = at(3, 3);
  return out;
}

TEST(CauseText, WhatAStepCameToIsToldOnceWithItsPlace) {
  for (const Cause& cause : all()) {
    ScenarioResult result = scenario();
    StepResult& step = result.steps.emplace_back();
    step.outcome = result.outcome;
    step.error = result.error;
    step.where = result.where;
    step.title = "the step";
    step.cause = cause;
    const std::string text = explain(result, false);
    EXPECT_EQ(count(text, kMessage), 1u) << text;
    EXPECT_EQ(count(text, "--> s.json:3:3"), 1u) << text;
    EXPECT_EQ(headline(result, 100), kMessage);
  }
}

TEST(CauseText, WhatNoStepDecidedIsToldOnceWithItsPlace) {
  for (const Cause& cause : all()) {
    ScenarioResult result = scenario();
    result.cause = cause;
    const std::string text = explain(result, false);
    EXPECT_EQ(count(text, kMessage), 1u) << text;
    EXPECT_EQ(count(text, "--> s.json:3:3"), 1u) << text;
    EXPECT_EQ(headline(result, 100), kMessage);
  }
}

TEST(CauseText, APlaceThatOnlyBeginsTheSameIsAnother) {
  EXPECT_TRUE(names_place(finding(at(3, 3)), at(3, 3)));
  EXPECT_FALSE(names_place(finding(at(3, 34)), at(3, 3)));
  EXPECT_FALSE(names_place(finding({}), at(3, 3)));
  EXPECT_FALSE(names_place(verdict(), at(3, 3)));
}

TEST(CauseText, AnExpectationOfNoWait) {
  Unmet unmet;
  unmet.message = "2 calls that no stub knew: GET /a";
  unmet.expected = "every call fits a stub";
  unmet.actual = {{"GET /a", "uri: no"}, {"GET /b", ""}};
  unmet.more = 4;
  unmet.help = "add a stub for it";
  EXPECT_EQ(text_of(unmet).story,
            "expected: every call fits a stub\n"
            "actual:   GET /a\n"
            "          uri: no\n"
            "actual:   GET /b\n"
            "          and 4 more\n"
            "help:     add a stub for it\n");
}

TEST(CauseText, TroubleTellsWhatTheServiceSaidAndWhatWasAwaited) {
  EXPECT_EQ(text_of(Stopped{trouble(), std::nullopt}).story,
            "its last output:\n  line 1\n  line 2\n");
  auto waited = verdict();
  waited.message = "expected a call";
  EXPECT_THAT(text_of(Stopped{trouble(), waited}).story, testing::EndsWith("\nexpected a call\n"));
}

TEST(CauseText, ACrashTellsWhatWasPublishedLast) {
  Trouble crash = trouble();
  crash.published = "record 0 of orders: {\"type\":\"OrderPaid\"}";
  EXPECT_EQ(text_of(Stopped{crash, std::nullopt}).story,
            "published last: record 0 of orders: {\"type\":\"OrderPaid\"}\n"
            "its last output:\n  line 1\n  line 2\n");
  crash.last_output.clear();
  crash.diag = base::Diag("sut/crashed", kMessage, "look into its log");
  EXPECT_EQ(text_of(Stopped{crash, std::nullopt}).story,
            "error[sut/crashed]: the thing that went wrong\n  = help: look into its log\n"
            "published last: record 0 of orders: {\"type\":\"OrderPaid\"}\n");
}

TEST(CauseText, NoCauseIsNoText) {
  EXPECT_EQ(text_of(Cause()).message, "");
  EXPECT_EQ(text_of(base::DiagList()).story, "");
}

TEST(StepOutcome, TakesItsErrorFromWhatHappened) {
  using Kind = base::Diag::Kind;
  EXPECT_EQ(StepOutcome::error_of(base::Diag("a/b", "c")).error, ErrorKind::kInput);
  EXPECT_EQ(StepOutcome::error_of(base::Diag(Kind::kEnvironment, "a/b", "c")).error,
            ErrorKind::kEnvironment);
  EXPECT_EQ(StepOutcome::error_of(trouble()).error, ErrorKind::kSutCrashed);
  EXPECT_EQ(StepOutcome::of(verdict()).outcome, Outcome::kFailed);
  auto unclear = verdict();
  unclear.kind = awaits::VerdictKind::kInconclusive;
  EXPECT_EQ(StepOutcome::of(unclear).outcome, Outcome::kError);
  EXPECT_EQ(StepOutcome::of(unclear).error, ErrorKind::kEnvironment);
  unclear.kind = awaits::VerdictKind::kPassed;
  EXPECT_EQ(StepOutcome::of(unclear).outcome, Outcome::kPassed);
}

TEST(RunResult, CountsOutcomesOverAllSuites) {
  RunResult run;
  for (const Outcome outcome : {Outcome::kPassed, Outcome::kFailed, Outcome::kPassed,
                                Outcome::kSkipped, Outcome::kError, Outcome::kError}) {
    run.suites.emplace_back().scenarios.emplace_back().outcome = outcome;
  }
  EXPECT_EQ(run.count(Outcome::kPassed), 2u);
  EXPECT_EQ(run.count(Outcome::kFailed), 1u);
  EXPECT_EQ(run.count(Outcome::kSkipped), 1u);
  EXPECT_EQ(run.count(Outcome::kError), 2u);
}

}  // namespace
}  // namespace ricochet::runner

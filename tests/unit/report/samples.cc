#include "tests/unit/report/samples.h"

namespace ricochet::runner::test {

namespace {

using std::chrono::milliseconds;

// 2026-11-21T09:12:00Z
const base::WallTime kStart{std::chrono::seconds(1'795'252'320)};

base::Location at(const std::string& file, std::size_t line, std::string source, std::size_t column,
                  std::size_t length, std::string pointer) {
  base::Location where;
  where.file = file;
  where.line = line;
  where.column = column;
  where.length = length;
  where.pointer = std::move(pointer);
  where.source_line = std::move(source);
  return where;
}

StepResult passed(std::string title, int ms) {
  StepResult step;
  step.title = std::move(title);
  step.outcome = Outcome::kPassed;
  step.took = milliseconds(ms);
  return step;
}

ScenarioResult scenario(std::string suite, std::string file, std::string name, Outcome outcome,
                        int ms) {
  ScenarioResult s;
  s.suite = suite;
  s.file = suite + "/" + file;
  s.name = std::move(name);
  s.line = 2;
  s.outcome = outcome;
  s.started = kStart + std::chrono::seconds(1);
  s.took = milliseconds(ms);
  return s;
}

ScenarioResult downloaded() {
  auto s = scenario("scenarios/photo", "photo-is-downloaded.json",
                    "a photo is downloaded when a product gets one", Outcome::kPassed, 412);
  s.tags = {"photo"};
  s.steps = {passed("publish PhotoWasAdded to product-events", 2),
             passed("expect exactly 1 call of photos: GET /maillot.jpg", 401)};
  s.warnings = {"the stub at scenarios/photo/stubs/photos.json:7 was never called"};
  s.sut_output = "photo-service: downloading /maillot.jpg\n";
  return s;
}

ScenarioResult given_up() {
  auto s = scenario("scenarios/photo", "photo-is-given-up-after-5-tries.json",
                    "a photo is given up after 5 tries", Outcome::kFailed, 5'034);
  s.steps = {passed("publish PhotoWasAdded to product-events", 3), StepResult{}, StepResult{}};
  StepResult& failed = s.steps[1];
  failed.where = at(s.file, 12, R"(    { "expect": { "calls": "photos", "exactly": 5 } },)", 7, 8,
                    "/steps/1/expect");
  failed.title = "expect exactly 5 calls of photos: GET /maillot.jpg";
  failed.outcome = Outcome::kFailed;
  Unmet unmet;
  unmet.message = "expected exactly 5 calls of photos, saw 1 within 5 s";
  unmet.expected = "exactly 5 calls";
  unmet.actual.push_back({"1 call\n  1. GET /maillot.jpg at 0.004 s, answered 503", {}});
  failed.cause = unmet;
  failed.took = milliseconds(5'000);
  s.steps[2].title = "expect event PhotoWasNotDownloaded in product-events";
  s.where = failed.where;
  s.sut_output =
      "photo-service: \x1b[33mwarning\x1b[0m: 503 from /maillot.jpg\r\n"
      "photo-service: giving up\r\n";
  return s;
}

ScenarioResult crashed(int row) {
  auto s = scenario("scenarios/photo", "rows.json",
                    "a malformed event is survived [row " + std::to_string(row) + "]",
                    Outcome::kError, 38);
  s.error = ErrorKind::kSutCrashed;
  s.steps = {passed("publish \"{\" to product-events", 1), StepResult{}};
  s.steps[1].where = at(s.file, 9, R"(    { "expect": { "calls": "photos", "never": true } } ] })",
                        7, 8, "/steps/1/expect");
  s.steps[1].title = "expect no call of photos";
  s.steps[1].outcome = Outcome::kError;
  s.steps[1].error = ErrorKind::kSutCrashed;
  s.steps[1].cause =
      Remark("photo-service ended with signal 11 (SIGSEGV) while a call was awaited");
  s.where = s.steps[1].where;
  s.sut_output = "photo-service: terminate called\n";
  return s;
}

ScenarioResult unreachable() {
  auto s = scenario("scenarios/cart", "cart.json", "a cart is priced", Outcome::kError, 0);
  s.error = ErrorKind::kEnvironment;
  s.cause =
      StepOutcome::error_of(base::Diag(base::Diag::Kind::kEnvironment, "bus/unreachable",
                                       "the broker 127.0.0.1:1 does not answer", "check --bus"))
          .cause;
  return s;
}

ScenarioResult not_reached() {
  auto s = scenario("scenarios/cart", "later.json", "a customer is rejected", Outcome::kSkipped, 0);
  s.cause = Remark("not run: --fail-fast stopped after the first failure");
  s.started = {};
  return s;
}

}  // namespace

RunResult green_run() {
  RunResult run;
  run.seed = 4711;
  run.started = kStart;
  run.took = milliseconds(1'650);
  SuiteResult photo;
  photo.path = "scenarios/photo";
  photo.started = kStart;
  photo.took = milliseconds(1'600);
  photo.scenarios = {downloaded()};
  run.suites = {photo};
  return run;
}

RunResult sample_run() {
  RunResult run = green_run();
  run.took = milliseconds(12'345);
  auto& photo = run.suites[0].scenarios;
  photo.push_back(given_up());
  photo.push_back(crashed(1));
  photo.push_back(crashed(2));
  photo.back().outcome = Outcome::kPassed;
  photo.back().error = ErrorKind::kNone;
  photo.back().where = {};
  photo.back().steps[1].outcome = Outcome::kPassed;
  photo.back().steps[1].cause = {};
  SuiteResult cart;
  cart.path = "scenarios/cart";
  cart.started = kStart + std::chrono::seconds(10);
  cart.scenarios = {unreachable(), not_reached()};
  run.suites.push_back(cart);
  return run;
}

base::Status replay(const RunResult& run, Reporter& reporter) {
  RunPlan plan;
  plan.seed = run.seed;
  plan.suites = run.suites.size();
  for (const auto& suite : run.suites) plan.scenarios += suite.scenarios.size();
  reporter.run_started(plan);
  for (const auto& suite : run.suites) {
    reporter.suite_started(suite.path);
    reporter.suite_ready(suite.path, "bus embedded 127.0.0.1:40001, stubs photos 127.0.0.1:40002");
    for (const auto& scenario : suite.scenarios) {
      reporter.scenario_started(scenario);
      for (const auto& step : scenario.steps) {
        if (step.outcome != Outcome::kSkipped) reporter.step_finished(scenario, step);
      }
      reporter.scenario_finished(scenario);
    }
  }
  return reporter.run_finished(run);
}

}  // namespace ricochet::runner::test

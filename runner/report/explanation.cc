#include "runner/report/explanation.h"

#include <algorithm>
#include <cstdio>

#include "base/text/text.h"
#include "runner/report/bus_text.h"
#include "runner/report/cause_text.h"
#include "runner/report/paint.h"
#include "runner/result/clean_text.h"

namespace ricochet::runner {

namespace {

constexpr std::size_t kStepsShown = 10;
constexpr std::size_t kOutputLines = 20;
constexpr std::size_t kTitleBytes = 160;
/// The verdict in the first line; the whole of it stands below.
constexpr std::size_t kVerdictBytes = 100;

bool step_went_wrong(const StepResult& step) {
  return step.outcome == Outcome::kFailed || step.outcome == Outcome::kError;
}

/// Message, place, story; nothing is said twice.
std::string block(const Cause& cause, const std::string& title, const base::Location& where,
                  bool colour) {
  const CauseText text = text_of(cause);
  const std::string story = last_lines(text.story, std::string::npos);
  std::string out;
  if (!title.empty() && !text.story_has_message) out += paint(colour, kBold, title) + "\n";
  if (!names_place(cause, where)) {
    const std::string place = base::render_place(where, colour);
    if (!place.empty()) out += place + "\n";
  }
  if (!story.empty()) out += story + "\n";
  return out;
}

bool is_told(const Cause& cause) { return !std::holds_alternative<std::monostate>(cause); }

std::string passed_steps(const ScenarioResult& s) {
  const auto end = std::find_if(s.steps.begin(), s.steps.end(), step_went_wrong);
  const auto before = static_cast<std::size_t>(end - s.steps.begin());
  const auto passed = static_cast<std::size_t>(std::count_if(
      s.steps.begin(), end, [](const StepResult& x) { return x.outcome == Outcome::kPassed; }));
  if (passed == 0) return {};
  std::string out = "before it:\n";
  std::size_t hidden = passed > kStepsShown ? passed - kStepsShown : 0;
  if (hidden > 0) out += "  ... " + base::plural(hidden, "step") + " more\n";
  for (std::size_t i = 0; i < before; ++i) {
    if (s.steps[i].outcome != Outcome::kPassed) continue;
    if (hidden > 0) {
      --hidden;
      continue;
    }
    out += "  ok  " + one_line(s.steps[i].title, kTitleBytes) + "   " +
           short_time(s.steps[i].took) + "\n";
  }
  return out;
}

std::string steps_not_reached(const ScenarioResult& s) {
  const auto n = static_cast<std::size_t>(
      std::count_if(s.steps.begin(), s.steps.end(),
                    [](const StepResult& x) { return x.outcome == Outcome::kSkipped; }));
  return n == 0 ? std::string() : "not reached: " + base::plural(n, "step") + "\n";
}

std::string output_tail(const ScenarioResult& s) {
  const std::string tail = last_lines(s.sut_output, kOutputLines);
  if (tail.empty()) return {};
  return "what the services printed last:\n" + indent(tail, "  ") + "\n";
}

}  // namespace

const StepResult* deciding_step(const ScenarioResult& s) {
  // The scenario's outcome says which: a failure may stand before the error that ended it.
  for (const auto& step : s.steps) {
    if (step_went_wrong(step) && step.outcome == s.outcome) return &step;
  }
  return nullptr;
}

const base::Location& place_of(const ScenarioResult& s) {
  const StepResult* step = deciding_step(s);
  return !s.where.known() && step != nullptr ? step->where : s.where;
}

std::string headline(const ScenarioResult& s, std::size_t max_bytes) {
  const StepResult* step = deciding_step(s);
  const auto of = [max_bytes](const Cause& cause) {
    const CauseText text = text_of(cause);
    return one_line(text.brief.empty() ? text.message : text.brief, max_bytes);
  };
  std::string text = of(s.cause);
  if (text.empty() && step != nullptr) text = of(step->cause);
  if (!text.empty()) return text;
  if (s.outcome == Outcome::kError) return describe(s.error);
  return s.outcome == Outcome::kFailed ? "an expectation was not met" : "not run";
}

std::string explain(const ScenarioResult& s, bool colour) {
  if (s.outcome == Outcome::kPassed) return {};
  std::string out;
  // Without a file it is the run itself that went wrong, and its message is enough.
  if (s.outcome == Outcome::kError && !s.file.empty()) out += std::string(describe(s.error)) + "\n";
  const StepResult* decided = deciding_step(s);
  const std::string brief = text_of(decided != nullptr ? decided->cause : s.cause).brief;
  if (!brief.empty()) out += paint(colour, kBold, one_line(brief, kVerdictBytes)) + "\n";
  if (decided == nullptr) {
    out += block(s.cause, headline(s, 1000), s.where, colour);
  }
  for (const auto& step : s.steps) {
    if (!step_went_wrong(step)) continue;
    if (!step.title.empty())
      out += paint(colour, kDim, "step: " + one_line(step.title, kTitleBytes)) + "\n";
    const bool main = &step == decided;
    const Cause& cause = main && !is_told(step.cause) ? s.cause : step.cause;
    const bool untold = main && !is_told(cause);
    out += block(cause, untold ? headline(s, 1000) : clean_text(message_of(cause)),
                 step.where.known() || !main ? step.where : s.where, colour);
    out += clean_text(text_of(step.bus));
  }
  if (s.outcome != Outcome::kSkipped)
    out += passed_steps(s) + steps_not_reached(s) + output_tail(s);
  for (const auto& warning : s.warnings) out += "warning: " + clean_text(warning) + "\n";
  while (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

const char* name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPassed:
      return "passed";
    case Outcome::kFailed:
      return "failed";
    case Outcome::kError:
      return "error";
    case Outcome::kSkipped:
      return "skipped";
  }
  return "error";
}

const char* describe(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kNone:
    case ErrorKind::kBug:
      return "a fault of ricochet itself, not of the service: please report it";
    case ErrorKind::kInput:
      return "the scenario or a file that it names is wrong";
    case ErrorKind::kEnvironment:
      return "the environment kept the scenario from being judged";
    case ErrorKind::kSutCrashed:
      return "the service under test ended by itself";
    case ErrorKind::kInterrupted:
      return "interrupted before it was judged";
  }
  return "";
}

std::string short_time(base::Duration d) {
  const auto ms = std::chrono::duration<double, std::milli>(d).count();
  if (ms < 99.5 || ms >= 59'950) return base::humanize(std::max(d, base::Duration(0)));
  char buffer[16];
  std::snprintf(buffer, sizeof buffer, "%.1f s", ms / 1000);
  return buffer;
}

}  // namespace ricochet::runner

#include "runner/report/explanation.h"

#include <algorithm>
#include <cstdio>

#include "base/text/printable.h"
#include "base/text/text.h"
#include "runner/report/bus_text.h"
#include "runner/report/cause_text.h"
#include "runner/report/made_text.h"
#include "runner/report/paint.h"
#include "runner/report/short_uuids.h"
#include "runner/report/timeline_text.h"
#include "runner/result/clean_text.h"

namespace ricochet::runner {

namespace {

constexpr std::size_t kStepsShown = 10;
constexpr std::size_t kOutputLines = 20;
constexpr std::size_t kTitleBytes = 160;
/// The verdict in the first line, with its margin on one of 100 columns; the whole of it stands
/// below.
constexpr std::size_t kVerdictBytes = 92;
constexpr std::size_t kMessageBytes = 1000;
/// Of the line of a file that is shown: with its margin it stands on one of 100 columns.
constexpr std::size_t kSourceBytes = 84;

bool step_went_wrong(const StepResult& step) {
  return step.outcome == Outcome::kFailed || step.outcome == Outcome::kError;
}

/// A longer source line is cut behind the place.
base::Location on_one_line(base::Location where) {
  constexpr std::size_t kLeastBehind = 24;  // what carets may mark
  if (where.column + kLeastBehind < kSourceBytes)
    where.source_line = base::shorten(where.source_line, kSourceBytes);
  return where;
}

/// Message, place, what was made of the record, story; nothing is said twice.
std::string block(const Cause& cause, const std::string& title, const base::Location& where,
                  bool colour, const MadeOf& made = {}) {
  const CauseText text = text_of(cause);
  const std::string story = short_uuids(last_lines(text.story, std::string::npos));
  std::string out;
  if (!title.empty() && !text.story_has_message) out += paint(colour, kBold, title) + "\n";
  if (!names_place(cause, where)) {
    const std::string place = base::render_place(on_one_line(where), colour);
    if (!place.empty()) out += place + "\n";
  }
  out += text_of(made);
  if (!story.empty()) out += story + "\n";
  return out;
}

/// One line without what only machines read.
std::string short_line(const std::string& text, std::size_t max_bytes) {
  return one_line(short_uuids(clean_text(text)), max_bytes);
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
    out += "  ok  " + short_line(s.steps[i].title, kTitleBytes) + "   " +
           short_time(s.steps[i].took) + "\n";
  }
  return out;
}

/// The line that stands first.
struct FirstLine {
  explicit FirstLine(const CauseText& text)
      : shown(short_line(text.brief, kVerdictBytes)),
        says_all(!shown.empty() && shown == short_line(text.message, kMessageBytes)),
        story_begins_with_it(text.story_has_message) {}

  std::string shown;
  bool says_all;  ///< there is no more of the message
  bool story_begins_with_it;
};

/// A step that was not met; `verdict`: it decided, and this was said of it.
std::string of_step(const ScenarioResult& s, const StepResult& step, const FirstLine* verdict,
                    bool colour) {
  const bool main = verdict != nullptr;
  const Cause& cause = main && !is_told(step.cause) ? s.cause : step.cause;
  std::string out;
  // A story that begins with the verdict says what the title says, but for where the step stands:
  // "setup: expect ...". What a title begins with is asked only for whether to repeat it.
  const bool titled = !main || verdict->shown.empty() || !verdict->story_begins_with_it ||
                      !step.title.starts_with(step.kind);
  if (!step.title.empty() && titled)
    out += paint(colour, kDim, "step: " + short_line(step.title, kTitleBytes)) + "\n";
  // Elsewhere what was found is the first line of all.
  if (const CauseText text = text_of(cause); !main && text.story_has_message && !text.brief.empty())
    out += short_line(text.message, kMessageBytes) + "\n";
  std::string message;
  if (!main || !verdict->says_all)
    message =
        short_uuids(is_told(cause) ? clean_text(message_of(cause)) : headline(s, kMessageBytes));
  // A service did not crash over the step that waited.
  const bool elsewhere = main && s.error == ErrorKind::kSutCrashed && s.where.known();
  out += block(cause, message, elsewhere || (main && !step.where.known()) ? s.where : step.where,
               colour, step.made);
  return out + clean_text(text_of(step.bus, BusLines::kOpen));
}

/// What the first line is a short form of.
std::string in_full(const Cause& cause, const FirstLine& verdict) {
  if (verdict.shown.empty() || verdict.says_all || !verdict.story_begins_with_it) return {};
  return "in full: " + short_line(message_of(cause), kMessageBytes) + "\n";
}

std::string steps_not_reached(const ScenarioResult& s) {
  const auto n = static_cast<std::size_t>(
      std::count_if(s.steps.begin(), s.steps.end(),
                    [](const StepResult& x) { return x.outcome == Outcome::kSkipped; }));
  return n == 0 ? std::string() : "not reached: " + base::plural(n, "step") + "\n";
}

/// Unless the timeline has it.
std::string output_tail(const ScenarioResult& s) {
  if (s.timeline.has_all_lines()) return {};
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
    return short_line(text.brief.empty() ? text.message : text.brief, max_bytes);
  };
  std::string text = of(s.cause);
  if (text.empty() && step != nullptr) text = of(step->cause);
  if (!text.empty()) return text;
  if (s.outcome == Outcome::kError) return describe(s.error);
  return s.outcome == Outcome::kFailed ? "an expectation was not met" : "not run";
}

std::string explain(const ScenarioResult& s, bool colour) {
  if (s.outcome == Outcome::kPassed) return {};
  const StepResult* decided = deciding_step(s);
  const Cause& deciding = decided != nullptr && is_told(decided->cause) ? decided->cause : s.cause;
  const FirstLine verdict(text_of(deciding));
  std::string out;
  if (!verdict.shown.empty()) out += paint(colour, kBold, verdict.shown) + "\n";
  // Without a file it is the run itself that went wrong, and its message is enough.
  const bool said = s.error == ErrorKind::kSutCrashed && !verdict.shown.empty();
  if (s.outcome == Outcome::kError && !s.file.empty() && !said)
    out += std::string(describe(s.error)) + "\n";
  if (decided == nullptr)
    out += block(s.cause, verdict.says_all ? "" : headline(s, kMessageBytes), s.where, colour);
  for (const auto& step : s.steps) {
    if (step_went_wrong(step))
      out += of_step(s, step, &step == decided ? &verdict : nullptr, colour);
  }
  out += short_uuids(clean_text(text_of(s.timeline)));
  for (const auto& step : s.steps) {
    if (step_went_wrong(step)) out += clean_text(text_of(step.bus, BusLines::kCommitted));
  }
  out += in_full(deciding, verdict);
  if (s.outcome != Outcome::kSkipped)
    out += passed_steps(s) + steps_not_reached(s) + output_tail(s);
  for (const auto& warning : s.warnings)
    out += "warning: " + short_uuids(clean_text(warning)) + "\n";
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

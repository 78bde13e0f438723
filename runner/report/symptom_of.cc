#include "runner/report/symptom_of.h"

#include <algorithm>

#include "runner/report/brief.h"
#include "runner/report/cause_text.h"
#include "runner/report/explanation.h"

namespace ricochet::runner {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A message without what differs from one time to the next: quoted values, numbers, and words with
/// numbers in them, such as identifiers. A message is looked into nowhere else: its sentence is all
/// that failures of steps without data of their own have in common, and a wrong guess only puts two
/// failures under one line.
std::string without_values(const std::string& message) {
  std::string out, word;
  bool has_digit = false;
  const auto end_word = [&] {
    out += has_digit ? "*" : word;
    word.clear();
    has_digit = false;
  };
  for (std::size_t i = 0; i < message.size(); ++i) {
    const char c = message[i];
    if (c == '"') {
      const auto end = message.find('"', i + 1);
      if (end == std::string::npos) break;
      word += "*";
      i = end;
    } else if (c == ' ') {
      end_word();
      out += ' ';
    } else {
      has_digit = has_digit || is_digit(c);
      word += c;
    }
  }
  end_word();
  return out;
}

/// What is wrong with the nearest miss: the names of the conditions that failed.
std::string difference_of(const awaits::Verdict& verdict) {
  std::string out;
  if (verdict.observed > 0 || verdict.near.empty()) return out;
  for (const auto& condition : verdict.near.front().conditions) {
    if (!condition.ok) out += "|" + condition.name;
  }
  return out;
}

std::string key_of(const awaits::Verdict& verdict) {
  // None and too few are the same with another count.
  const bool few = verdict.reason == awaits::Reason::kTimeout;
  std::string key =
      "wait|" + std::string(to_string(few ? awaits::Reason::kTooFew : verdict.reason)) + "|";
  for (const auto& source : verdict.sources) key += source.bin + ",";
  key += "|" + verdict.noun;
  if (verdict.steps.empty()) return key + difference_of(verdict);
  for (std::size_t i = 0; i < verdict.steps.size(); ++i) {
    const auto& step = verdict.steps[i];
    if (step.came < step.times) return key + "|step " + std::to_string(i) + "|" + step.name;
  }
  return key;
}

struct KeyOfCause {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(const Remark& remark) const {
    return "remark|" + without_values(remark.message);
  }
  std::string operator()(const base::DiagList& diags) const {
    return diags.all().empty() ? "" : "diag|" + diags.all().front().code;
  }
  std::string operator()(const awaits::Verdict& verdict) const { return key_of(verdict); }
  std::string operator()(const Unmet& unmet) const {
    return "unmet|" + without_values(unmet.message);
  }
  std::string operator()(const NotSetUp&) const { return "set up"; }
  std::string operator()(const Stopped& stopped) const {
    return "stopped|" + without_values(stopped.trouble.message);
  }
  std::string operator()(const Finding& finding) const {
    return "finding|" + without_values(finding.message);
  }
  std::string operator()(const Told& told) const {
    return "told|" + without_values(told.brief.empty() ? told.message : told.brief);
  }
};

Symptom::Rank rank_of(const ScenarioResult& scenario, const Cause& cause) {
  if (scenario.error == ErrorKind::kSutCrashed) return Symptom::Rank::kCrash;
  if (scenario.outcome == Outcome::kError) return Symptom::Rank::kError;
  const auto* verdict = std::get_if<awaits::Verdict>(&cause);
  const bool timing = verdict != nullptr && verdict->reason == awaits::Reason::kWrongSpacing;
  return timing ? Symptom::Rank::kTiming : Symptom::Rank::kContent;
}

/// Near misses that all differ alike are the work that was expected, each time.
std::size_t telling(const awaits::Verdict& verdict) {
  const bool missing =
      verdict.reason == awaits::Reason::kTimeout || verdict.reason == awaits::Reason::kTooFew;
  if (!missing || (!verdict.steps.empty() && verdict.observed > 0)) return 1;
  const auto differences = [](const awaits::NearMiss& miss) {
    std::string names;
    for (const auto& condition : miss.conditions) names += condition.ok ? "" : condition.name + "|";
    return names;
  };
  if (verdict.observed > 0 || verdict.near.empty()) return 0;
  const std::string first = differences(verdict.near.front());
  const auto alike = static_cast<std::size_t>(
      std::count_if(verdict.near.begin(), verdict.near.end(),
                    [&](const auto& miss) { return differences(miss) == first; }));
  return alike > 1 || names_difference(verdict) ? alike : 0;
}

}  // namespace

Symptom symptom_of(const ScenarioResult& scenario) {
  Symptom symptom;
  if (scenario.outcome != Outcome::kFailed && scenario.outcome != Outcome::kError) return symptom;
  const StepResult* step = deciding_step(scenario);
  const bool by_step = step != nullptr && !std::holds_alternative<std::monostate>(step->cause);
  const Cause& cause = by_step ? step->cause : scenario.cause;
  symptom.rank = rank_of(scenario, cause);
  const auto* verdict = std::get_if<awaits::Verdict>(&cause);
  const auto* unmet = std::get_if<Unmet>(&cause);
  const bool says_why =
      std::holds_alternative<Finding>(cause) ||
      (unmet != nullptr && !unmet->actual.empty() && !unmet->actual.front().why.empty());
  symptom.telling = verdict != nullptr ? telling(*verdict) : says_why ? 1 : 0;
  symptom.key = std::string(name_of(scenario.outcome)) + "|" +
                (step != nullptr ? step->kind : std::string()) + "|" +
                std::visit(KeyOfCause(), cause);
  return symptom;
}

}  // namespace ricochet::runner

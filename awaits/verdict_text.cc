// render_verdict(): the story of a wait for a reader who knows neither the scenario nor Ricochet.
#include <algorithm>

#include "awaits/verdict.h"
#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::awaits {

namespace {

constexpr std::size_t kMaxShown = 5;
constexpr std::size_t kMaxShownOfStep = 2;
constexpr std::size_t kMaxValue = 200;

std::string offset(const Verdict& verdict, const journal::Record& record) {
  const auto off = record.received - verdict.registered;
  return (off < base::Duration::zero() ? "-" : "+") + base::humanize(std::max(off, -off));
}

std::string answered(const journal::Record& record) {
  if (record.request() == nullptr) return {};
  if (record.refused) return " -> refused: " + record.refusal();
  std::string text =
      record.answer.status == 0 ? " -> no answer" : " -> " + std::to_string(record.answer.status);
  if (record.answer.delay > base::Duration::zero())
    text += " after " + base::humanize(record.answer.delay);
  if (!record.rule.empty()) text += " (" + record.rule + ")";
  if (!record.matched && !record.why_not.empty())
    text += ", no rule fitted: " + base::shorten(record.why_not, kMaxValue);
  if (record.matched && !record.why_not.empty())
    text += ", " + base::shorten(record.why_not, kMaxValue);
  return text;
}

std::string pad(std::string text, std::size_t width) {
  const auto have = base::display_width(text);
  if (have < width) text.append(width - have, ' ');
  return text;
}

void add_record(std::string& out, const Verdict& verdict, const journal::Record& record,
                const std::string& remark) {
  out += "  " + pad("#" + std::to_string(record.seq), 5) + pad(offset(verdict, record), 10) + " " +
         record.title() + answered(record) + remark + "\n";
}

/// Each step with what came for it.
void add_steps(std::string& out, const Verdict& verdict) {
  for (std::size_t i = 0; i < verdict.steps.size(); ++i) {
    const auto& step = verdict.steps[i];
    const std::string place = " in " + step.bin;
    out += "  " + pad("step " + std::to_string(i + 1), 8) +
           (step.came >= step.times ? " came  " : " open  ") + base::printable(step.name) +
           (step.name.ends_with(place) ? "" : place) + "\n";
    for (const auto& record : step.records)
      out += "         " + pad("#" + std::to_string(record->seq), 5) +
             pad(offset(verdict, *record), 10) + " " + record->title() + answered(*record) + "\n";
    if (step.came > step.records.size())
      out += "         and " + std::to_string(step.came - step.records.size()) + " more\n";
  }
}

void add_matched(std::string& out, const Verdict& verdict) {
  if (!verdict.steps.empty()) return add_steps(out, verdict);
  if (verdict.matched.empty()) return;
  out += "counted (number in its bin, time since the wait began):\n";
  const auto& matched = verdict.matched;
  const bool surplus = verdict.reason == Reason::kTooMany;
  const auto head = matched.size() <= kMaxShown ? matched.size()
                    : surplus                   ? kMaxShown - 1
                                                : kMaxShown;
  for (std::size_t i = 0; i < head; ++i) {
    const bool over = surplus && verdict.count.max && i >= *verdict.count.max;
    add_record(out, verdict, *matched[i], over ? "   <- one too many" : "");
  }
  if (matched.size() <= kMaxShown) return;
  const auto shown = surplus ? kMaxShown : head;
  out += "  ... and " + std::to_string(verdict.observed - shown) + " more\n";
  if (surplus) add_record(out, verdict, *matched.back(), "   <- one too many");
}

void add_funnel(std::string& out, const Verdict& verdict) {
  if (verdict.funnel.empty()) return;
  out += "of " + base::plural(verdict.window, verdict.noun) +
         " looked at, so many passed each condition:\n";
  for (const auto& step : verdict.funnel) {
    const auto count = std::to_string(step.passed);
    out += "  " + std::string(count.size() < 5 ? 5 - count.size() : 0, ' ') + count + "  " +
           base::printable(step.condition) + " " +
           base::printable(base::shorten(step.expected, kMaxValue));
    if (!step.seen.empty()) out += "; the others:";
    for (std::size_t i = 0; i < step.seen.size(); ++i) {
      out += (i == 0 ? " " : ", ") + base::printable(step.seen[i].first);
      if (step.seen[i].second > 1) out += " x" + std::to_string(step.seen[i].second);
    }
    if (step.other_kinds > 0) out += " and " + std::to_string(step.other_kinds) + " more";
    out += "\n";
  }
}

void add_near(std::string& out, const Verdict& verdict) {
  if (verdict.near.empty() || verdict.reason == Reason::kTooMany) return;
  out += "nearest misses:\n";
  for (const auto& miss : verdict.near) {
    const auto met = std::count_if(miss.conditions.begin(), miss.conditions.end(),
                                   [](const auto& c) { return c.ok; });
    add_record(out, verdict, *miss.record,
               "   (" + std::to_string(met) + " of " +
                   base::plural(miss.conditions.size(), "condition") + " met)");
    for (const auto& condition : miss.conditions) {
      if (condition.ok) continue;
      out += "         " + base::printable(condition.name) + ": expected " +
             base::printable(base::shorten(condition.expected, kMaxValue)) + ", was " +
             base::printable(base::shorten(condition.actual, kMaxValue));
      if (!condition.detail.empty()) out += " (" + base::printable(condition.detail) + ")";
      out += "\n";
    }
  }
}

}  // namespace

std::string Gap::describe() const {
  return "gap " + std::to_string(number) + " was " + base::humanize(actual) + ", expected " +
         base::humanize(asked) + (fits ? " (fits)" : " (does not fit)");
}

void keep_what_is_shown(Verdict& verdict) {
  auto& matched = verdict.matched;
  if (matched.size() > kMaxShown + 1)
    matched.erase(matched.begin() + kMaxShown, matched.end() - 1);  // the last may be one too many
  for (auto& step : verdict.steps) {
    if (step.records.size() > kMaxShownOfStep) step.records.resize(kMaxShownOfStep);
  }
}

std::string render_verdict(const Verdict& verdict) {
  std::string out = base::printable(verdict.message) + "\n";
  add_matched(out, verdict);
  for (const auto& gap : verdict.spacing) out += "  " + gap.describe() + "\n";
  add_funnel(out, verdict);
  add_near(out, verdict);
  for (const auto& hint : verdict.hints) out += "hint: " + base::printable(hint) + "\n";
  if (verdict.passed() && !verdict.evidence.empty())
    out += "evidence: " + base::printable(verdict.evidence) + "\n";
  return out;
}

}  // namespace ricochet::awaits

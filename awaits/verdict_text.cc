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
/// A longer value beside its detail only repeats what the detail says.
constexpr std::size_t kMaxBesideDetail = 80;
/// Of what two long texts have in common, so much stands before the place where they part.
constexpr std::size_t kShownBefore = 40;

std::string offset(const Verdict& verdict, const journal::Record& record) {
  const auto off = record.received - verdict.registered;
  return (off < base::Duration::zero() ? "-" : "+") + span_text(std::max(off, -off));
}

/// With the place of the rule that answered, unless it is that of the record before.
std::string answered(const journal::Record& record, const std::string& rule_before) {
  if (record.request() == nullptr) return {};
  if (record.refused) return " -> refused: " + record.refusal();
  std::string text =
      record.answer.status == 0 ? " -> no answer" : " -> " + std::to_string(record.answer.status);
  if (record.answer.delay > base::Duration::zero())
    text += " after " + base::humanize(record.answer.delay);
  // The name of the file is enough: it stands among those of the suite.
  if (!record.rule.empty() && record.rule != rule_before)
    text += " (" + record.rule.substr(record.rule.rfind('/') + 1) + ")";
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

/// How the value of an event begins: its type is there, as a rule.
std::string value_of(const journal::Record& record) {
  constexpr std::size_t kBeginning = 60;
  const auto* event = record.event();
  if (event == nullptr || event->body.empty()) return {};
  return ": " + base::printable(base::shorten(event->body, kBeginning));
}

/// A line for each, behind `margin`.
class Records {
 public:
  Records(std::string& out, const Verdict& verdict, std::string margin)
      : out_(out), verdict_(verdict), margin_(std::move(margin)) {}

  void add(const journal::Record& record, const std::string& remark = {}) {
    out_ += margin_ + pad("#" + std::to_string(record.seq), 5) + pad(offset(verdict_, record), 10) +
            " " + record.title() + value_of(record) + answered(record, rule_) + remark + "\n";
    rule_ = record.rule;
  }

 private:
  std::string& out_;
  const Verdict& verdict_;
  const std::string margin_;
  std::string rule_;  ///< of the one before
};

/// Each step with what came for it.
void add_steps(std::string& out, const Verdict& verdict) {
  Records list(out, verdict, "         ");
  for (std::size_t i = 0; i < verdict.steps.size(); ++i) {
    const auto& step = verdict.steps[i];
    const std::string place = " in " + step.bin;
    out += "  " + pad("step " + std::to_string(i + 1), 8) +
           (step.came >= step.times ? " came  "
            : step.early            ? " early "
                                    : " open  ") +
           base::printable(step.name) + (step.name.ends_with(place) ? "" : place) + "\n";
    for (const auto& record : step.records) list.add(*record);
    if (step.early) list.add(*step.early, "   <- early by " + span_text(step.early_by));
    if (step.came > step.records.size())
      out += "         and " + std::to_string(step.came - step.records.size()) + " more\n";
  }
}

/// Which of the matched records are listed, in order: the first ones, and of a surplus where it
/// begins, with the one before.
std::vector<std::size_t> shown_of(const Verdict& verdict) {
  const std::size_t size = verdict.matched.size();
  std::vector<std::size_t> shown;
  const bool surplus = verdict.reason == Reason::kTooMany && verdict.count.max.has_value();
  // Of those beyond Verdict::kMaxKept the newest alone is there, at the end.
  const std::size_t over =
      surplus && size > 0 ? std::min<std::size_t>(*verdict.count.max, size - 1) : 0;
  const bool gap = size > kMaxShown && over > kMaxShown - 2;
  const std::size_t from = gap ? over - 1 : 0;
  for (std::size_t i = 0; gap && i < 2; ++i) shown.push_back(i);
  for (std::size_t i = from; i < size && shown.size() < kMaxShown; ++i) shown.push_back(i);
  return shown;
}

void add_matched(std::string& out, const Verdict& verdict) {
  if (!verdict.steps.empty()) return add_steps(out, verdict);
  if (verdict.matched.empty()) return;
  out += "counted (number in its bin, time since the wait began):\n";
  const bool surplus = verdict.reason == Reason::kTooMany;
  Records list(out, verdict, "  ");
  std::uint64_t told = 0;
  for (const std::size_t i : shown_of(verdict)) {
    const std::uint64_t place = verdict.place_of(i);
    if (place > told) out += "  ... and " + std::to_string(place - told) + " more\n";
    const bool over = surplus && verdict.count.max && place >= *verdict.count.max;
    const bool first = over && place == *verdict.count.max;
    list.add(*verdict.matched[i], first ? "   <- one too many" : over ? "   <- too many" : "");
    told = place + 1;
  }
  if (verdict.observed > told)
    out += "  ... and " + std::to_string(verdict.observed - told) + " more\n";
}

void add_funnel(std::string& out, const Verdict& verdict) {
  if (verdict.funnel.empty() || verdict.reason == Reason::kTooMany) return;
  const auto looked_at = verdict.window - std::min(verdict.own, verdict.window);
  if (looked_at <= verdict.near.size()) return;  // each of them stands above
  out +=
      "of " + base::plural(looked_at, verdict.noun) + " looked at" +
      (verdict.own > 0 ? ", beside " + std::to_string(verdict.own) + " of the test itself" : "") +
      ", so many meet each condition alone:\n";
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

std::string cut(const std::string& text) { return base::printable(base::shorten(text, kMaxValue)); }

/// "expected A, was B (detail)". Of two long texts the place where they part is shown, not what
/// they have in common: the detail has it, or they are cut around it.
std::string contrast(const match::Condition& condition) {
  const std::string &expected = condition.expected, &actual = condition.actual;
  const std::size_t longest = std::max(expected.size(), actual.size());
  const bool is_long = longest > kMaxValue;
  const bool compared =  // as a whole, and the detail has the places
      condition.name == "json" || condition.name == "xml" || condition.name == "struct";
  if (compared && longest > kMaxBesideDetail && !condition.detail.empty())
    return base::printable(condition.detail);
  std::size_t same = 0;
  while (same < std::min(expected.size(), actual.size()) && expected[same] == actual[same]) ++same;
  std::string out;
  if (is_long && same > kShownBefore * 2) {
    std::size_t from = same - kShownBefore;
    while (from < same && (static_cast<unsigned char>(expected[from]) & 0xC0) == 0x80) ++from;
    out = "from byte " + std::to_string(from) + " on expected ..." + cut(expected.substr(from)) +
          ", was ..." + cut(actual.substr(from));
  } else {
    out = "expected " + cut(expected) + ", was " + cut(actual);
  }
  return out + (condition.detail.empty() ? "" : " (" + base::printable(condition.detail) + ")");
}

void add_near(std::string& out, const Verdict& verdict) {
  if (verdict.near.empty() || verdict.reason == Reason::kTooMany) return;
  out += "nearest misses:\n";
  Records list(out, verdict, "  ");
  for (const auto& miss : verdict.near) {
    const auto met = std::count_if(miss.conditions.begin(), miss.conditions.end(),
                                   [](const auto& c) { return c.ok; });
    list.add(*miss.record, "   (" + std::to_string(met) + " of " +
                               base::plural(miss.conditions.size(), "condition") + " met)");
    for (const auto& condition : miss.conditions) {
      if (condition.ok) continue;
      out += "         " + base::printable(condition.name) + ": " + contrast(condition) + "\n";
    }
  }
}

}  // namespace

std::string Gap::describe() const {
  return "gap " + std::to_string(number) + " was " + span_text(actual) + ", expected " +
         base::humanize(asked) + (fits ? " (fits)" : " (does not fit)");
}

void keep_what_is_shown(Verdict& verdict) {
  const auto shown = shown_of(verdict);
  std::vector<journal::RecordPtr> kept;
  std::vector<std::uint64_t> places;
  for (const std::size_t i : shown) {
    kept.push_back(verdict.matched[i]);
    places.push_back(verdict.place_of(i));
  }
  verdict.matched = std::move(kept);
  verdict.places = std::move(places);
  verdict.unkept.clear();
  for (auto& step : verdict.steps) {
    if (step.records.size() > kMaxShownOfStep) step.records.resize(kMaxShownOfStep);
  }
}

std::string render_details(const Verdict& verdict) {
  std::string out;
  for (const auto& hint : verdict.hints) out += "hint: " + base::printable(hint) + "\n";
  add_matched(out, verdict);
  for (const auto& gap : verdict.spacing) out += "  " + gap.describe() + "\n";
  add_near(out, verdict);
  add_funnel(out, verdict);
  if (verdict.passed() && !verdict.evidence.empty())
    out += "evidence: " + base::printable(verdict.evidence) + "\n";
  return out;
}

std::string render_verdict(const Verdict& verdict) {
  return base::printable(verdict.message) + "\n" + render_details(verdict);
}

}  // namespace ricochet::awaits

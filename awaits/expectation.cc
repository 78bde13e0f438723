#include "awaits/expectation.h"

#include <algorithm>
#include <cmath>

#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::awaits {

namespace {

constexpr base::Duration kLongest = std::chrono::hours(24);

std::string percent(double share) { return std::to_string(std::llround(share * 100)) + "%"; }

base::Status check_spacing(const Spacing& spacing, const Count& count) {
  if (spacing.tolerance < 0 || !std::isfinite(spacing.tolerance)) {
    return base::Diag("await/bad-spacing", "the tolerance of a spacing cannot be negative",
                      "write a share such as \"20%\"");
  }
  for (const auto gap : spacing.gaps) {
    if (gap < base::Duration::zero())
      return base::Diag("await/bad-spacing", "a gap cannot be negative",
                        "write gaps such as \"100ms\"");
  }
  if (spacing.gaps.empty() && (spacing.initial <= base::Duration::zero() || !(spacing.factor > 0) ||
                               !std::isfinite(spacing.factor))) {
    return base::Diag("await/bad-spacing",
                      "a back-off needs an initial gap and a factor above zero",
                      R"(write "backoff": {"initial": "100ms", "factor": 2})");
  }
  const auto needed = spacing.gaps.empty() ? 2 : spacing.gaps.size() + 1;
  if (count.min < needed) {
    return base::Diag("await/bad-spacing",
                      base::plural(needed - 1, "gap") + " cannot be seen with a minimum of " +
                          std::to_string(count.min),
                      "ask for at least " + std::to_string(needed) + ", or list fewer gaps");
  }
  return {};
}

}  // namespace

std::string Count::describe() const {
  if (!max) return "at least " + std::to_string(min);
  if (*max == 0) return "no";
  if (min == *max) return "exactly " + std::to_string(min);
  if (min == 0) return "at most " + std::to_string(*max);
  return "between " + std::to_string(min) + " and " + std::to_string(*max);
}

std::optional<base::Duration> Spacing::gap(std::size_t k) const {
  if (!gaps.empty()) return k < gaps.size() ? std::optional(gaps[k]) : std::nullopt;
  const double wanted =
      static_cast<double>(initial.count()) * std::pow(factor, static_cast<double>(k));
  const double longest = static_cast<double>(kLongest.count());
  return base::Duration(static_cast<base::Duration::rep>(wanted < longest ? wanted : longest));
}

bool Spacing::fits(std::size_t k, base::Duration actual) const {
  const auto wanted = gap(k);
  if (!wanted) return true;
  const auto off = static_cast<double>((actual - *wanted).count());
  const auto early = static_cast<double>(wanted->count()) * tolerance;
  return off >= -early && off <= early * kLateness;
}

std::string Spacing::describe() const {
  std::string text;
  if (gaps.empty()) {
    text = "with gaps that start at " + base::format_duration(initial) +
           " and grow by a factor of " + std::to_string(factor);
    text.erase(text.find_last_not_of('0') + 1);  // 2.000000 -> 2.
    if (text.back() == '.') text.pop_back();
  } else {
    text = gaps.size() == 1 ? "with a gap of " : "with gaps of ";
    for (std::size_t i = 0; i < gaps.size(); ++i)
      text += (i == 0 ? "" : ", ") + base::format_duration(gaps[i]);
  }
  return text + " (" + percent(tolerance) + " early to " + percent(tolerance * kLateness) +
         " late)";
}

const char* to_string(Order order) {
  switch (order) {
    case Order::kAny:
      return "any";
    case Order::kSubsequence:
      return "subsequence";
    case Order::kStrict:
      return "strict";
    case Order::kPerKey:
      return "per_key";
  }
  return "any";
}

bool Expectation::takes_preflights() const {
  if (preflights) return true;
  const auto asks = [](const match::Matcher* matcher) {
    if (matcher == nullptr) return false;
    const auto methods = matcher->selective_key().methods;
    return methods && std::find(methods->begin(), methods->end(), "OPTIONS") != methods->end();
  };
  return asks(selector.get()) || std::any_of(steps.begin(), steps.end(), [&](const auto& step) {
           return asks(step.selector.get());
         });
}

bool Expectation::leaves_out(const journal::Record& record) const {
  return record.is_preflight() && !takes_preflights();
}

bool Expectation::selects(const journal::Record& record, const match::Subject& subject) const {
  if (answer && !answer->fits(record.answer)) return false;
  return !selector || selector->matches(subject);
}

std::string Expectation::describe_steps(bool names) const {
  std::string text = base::plural(steps.size(), "step");
  text += order == Order::kAny      ? " in any order"
          : order == Order::kStrict ? " one right behind the other"
          : order == Order::kPerKey ? " in this order for each key"
                                    : " in this order";
  if (spacing) text += " " + spacing->describe();
  for (std::size_t i = 0; i < keeps.size(); ++i)
    text += (i == 0 ? " that keep " : ", ") + keeps[i]->text();
  if (!names) return text;
  text += ": ";
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto& step = steps[i];
    text += i == 0 ? "" : ", ";
    text += !step.name.empty() ? step.name : step.selector ? step.selector->describe() : "anything";
    text += " in " + step.bin;
    if (step.answer) text += " answered with " + step.answer->describe();
    if (step.times > 1) text += " x" + std::to_string(step.times);
  }
  return text;
}

std::string Expectation::describe() const { return describe_whole(true); }

std::string Expectation::describe_in_brief() const { return describe_whole(false); }

std::string Expectation::describe_selector() const {
  std::string text = selector ? selector->describe() : std::string();
  if (answer) text += (text.empty() ? "answered with " : " answered with ") + answer->describe();
  return text;
}

std::string Expectation::describe_whole(bool names) const {
  const bool one = count.max.value_or(count.min) == 1;
  std::string text;
  if (!steps.empty()) {
    text = describe_steps(names);
  } else {
    text = count.describe() + " " + noun + (one ? "" : "s") + " of ";
    for (std::size_t i = 0; i < sources.size(); ++i)
      text += (i == 0 ? "" : " or ") + sources[i].bin;
    if (selector) text += ": " + selector->describe();
    if (answer) text += " answered with " + answer->describe();
    if (spacing) text += " " + spacing->describe();
  }
  if (correlate) {
    text += " with the same " + correlate->by->text();
    if (correlate->value) text += " " + base::in_quotes(*correlate->value);
  }
  if (now) return text + " by now";
  return text + (count.only_upper() ? " for " : " within ") + base::format_duration(within);
}

base::Status Expectation::check_steps() const {
  std::uint64_t times = 0;
  for (const auto& step : steps) {
    times += step.times;
    if (step.times == 0 || step.times > kMaxStepTimes)
      return base::Diag("await/bad-steps",
                        step.times == 0
                            ? std::string("a step must come at least once")
                            : "a step cannot come " + std::to_string(step.times) + " times",
                        "write \"times\" from 1 to " + std::to_string(kMaxStepTimes));
  }
  if (steps.size() > kMaxSteps || times > kMaxStepTimes) {
    return base::Diag("await/bad-steps",
                      base::plural(steps.size(), "step") + " with " +
                          base::plural(times, "record") + " in all are too many",
                      "at most " + std::to_string(kMaxSteps) + " steps and " +
                          std::to_string(kMaxStepTimes) + " records");
  }
  if (count != Count::at_least(times)) {
    return base::Diag("await/bad-steps", "steps have their own counts",
                      "use \"times\" of a step, and no count beside \"steps\"");
  }
  if (keeps.size() > kMaxKeeps || (!keeps.empty() && (correlate || order == Order::kPerKey))) {
    return base::Diag("await/bad-steps",
                      keeps.size() > kMaxKeeps
                          ? base::plural(keeps.size(), "value") + " to keep are too many"
                          : "a route keeps its values by itself",
                      "at most " + std::to_string(kMaxKeeps) +
                          ", and neither \"correlate\" nor the order per_key beside them");
  }
  if (!spacing) return {};
  if (order == Order::kAny || order == Order::kPerKey) {
    return base::Diag("await/bad-spacing", "gaps between steps need one order of all of them",
                      R"(write "order": "subsequence" or "strict")");
  }
  return check_spacing(*spacing, count);
}

base::Status Expectation::check() const {
  if (sources.empty()) {
    return base::Diag(base::Diag::Kind::kNotFound, "await/no-bin",
                      "an expectation needs a bin to look at", "name a stub, a bin or a topic");
  }
  if (count.max && *count.max < count.min) {
    return base::Diag("await/bad-count",
                      "between " + std::to_string(count.min) + " and " +
                          std::to_string(*count.max) + " can never be",
                      "put the smaller number first");
  }
  if (count.min == 0 && !count.max) {
    return base::Diag("await/asserts-nothing", "\"at least 0\" is always true",
                      "ask for at least 1, or use at_most or never");
  }
  if (count.only_upper() && !now && within <= base::Duration::zero()) {
    return base::Diag(
        "await/zero-window",
        "a window of no length asserts nothing: " + noun + "s that come later are never seen",
        "give the time to watch, such as \"for\": \"200ms\"");
  }
  if (within < base::Duration::zero() || within > kLongest || settle < base::Duration::zero() ||
      settle > kLongest) {
    return base::Diag("await/bad-time", "the times of an expectation must be between 0 and 24h",
                      "give \"within\" and \"settle\" such as \"5s\" and \"150ms\"");
  }
  if (!steps.empty()) return check_steps();
  if (!keeps.empty())
    return base::Diag("await/bad-steps", "values are kept from step to step, and there are none",
                      "list the steps of the route");
  return spacing ? check_spacing(*spacing, count) : base::Status();
}

}  // namespace ricochet::awaits

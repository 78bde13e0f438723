#include "stubserver/faults/condition.h"

#include <algorithm>

#include "base/text/printable.h"
#include "stubserver/values/duration_value.h"

namespace ricochet::stubserver {

namespace {

constexpr std::int64_t kMaxCalls = 1'000'000'000;

}  // namespace

const std::vector<std::string>& FaultCondition::keys() {
  static const std::vector<std::string> keys = {"calls", "first", "every", "probability",
                                                "between"};
  return keys;
}

bool FaultCondition::read_calls(const base::JsonReader& list) {
  if (list.is_array() && list.elements().empty()) {
    list.error("empty", "\"calls\" names no call", "write which ones: [1, 3]");
    return false;
  }
  for (const auto& element : list.elements()) {
    const auto number = element.integer(1, kMaxCalls);
    if (!number) return false;
    calls_.push_back(static_cast<std::uint64_t>(*number));
  }
  return !calls_.empty();
}

bool FaultCondition::read_window(const base::JsonReader& list) {
  const auto elements = list.elements();
  if (!list.is_array()) return false;
  if (elements.empty() || elements.size() > 2) {
    list.error("bad-window", "\"between\" is a list of two times since the start or the last reset",
               R"(write ["2s", "5s"], or ["2s"] for ever after)");
    return false;
  }
  const auto from = read_duration_value(elements[0]);
  if (!from) return false;
  from_ = *from;
  if (elements.size() == 1) return true;
  const auto to = read_duration_value(elements[1]);
  if (!to) return false;
  to_ = *to;
  if (to_ > from_) return true;
  elements[1].error("bad-window", "this window ends before it begins",
                    "write the earlier time first");
  return false;
}

bool FaultCondition::read_counts(const base::JsonReader& value) {
  std::optional<base::JsonReader> given;
  for (const char* key : {"calls", "first", "every"}) {
    const auto member = value.find(key);
    if (!member) continue;
    if (given) {
      member->error_at_key("two-conditions",
                           base::in_quotes(given->key()) + " and " + base::in_quotes(key) +
                               " both say which calls are broken",
                           "keep one of them, or make a list of two faults");
      return false;
    }
    given = member;
  }
  if (!given) return true;
  if (given->key() == "calls") return read_calls(*given);
  const auto number = given->integer(1, kMaxCalls);
  if (!number) return false;
  (given->key() == "first" ? first_ : every_) = static_cast<std::uint64_t>(*number);
  return true;
}

std::optional<FaultCondition> FaultCondition::compile(const base::JsonReader& value) {
  FaultCondition out;
  if (!out.read_counts(value)) return std::nullopt;
  if (const auto probability = value.find("probability")) {
    const auto number = probability->number();
    if (!number) return std::nullopt;
    if (!(*number > 0 && *number <= 1)) {
      probability->error("bad-number", "a probability is above 0 and at most 1",
                         "write 0.3 for three calls of ten");
      return std::nullopt;
    }
    out.probability_ = *number;
  }
  if (const auto between = value.find("between"); between && !out.read_window(*between))
    return std::nullopt;
  return out;
}

bool FaultCondition::holds(std::uint64_t call, base::Duration running, base::Random& random) const {
  if (!calls_.empty() && std::find(calls_.begin(), calls_.end(), call) == calls_.end())
    return false;
  if (first_ != 0 && call > first_) return false;
  if (every_ != 0 && call % every_ != 0) return false;
  if (running < from_ || running >= to_) return false;
  return probability_ >= 1 || random.uniform() < probability_;
}

}  // namespace ricochet::stubserver

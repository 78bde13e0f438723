#include "requestbin/expectation_reader.h"

#include <charconv>

#include "base/text.h"

namespace ricochet::requestbin {

namespace {

using base::JsonReader;

constexpr std::int64_t kMaxCount = 1'000'000;

/// "20%" or 0.2.
std::optional<double> read_tolerance(const JsonReader& value) {
  double share = -1;
  if (value.is_number()) {
    share = *value.number();
  } else {
    const auto text = value.string();
    if (!text) return std::nullopt;
    const auto digits = std::string_view(*text).substr(0, text->find('%'));
    const auto [end, problem] =
        std::from_chars(digits.data(), digits.data() + digits.size(), share);
    const bool whole = problem == std::errc() && end == digits.data() + digits.size() &&
                       digits.size() + 1 == text->size();
    share = whole ? share / 100 : -1;
  }
  if (share > 0 && share < 10) return share;
  value.error("bad-tolerance", JsonReader::describe(value.value()) + " is no tolerance",
              R"(write "20%" or 0.2)");
  return std::nullopt;
}

std::optional<Spacing> read_spacing(const JsonReader& value) {
  Spacing spacing;
  if (value.is_array()) {
    for (const auto& gap : value.elements()) {
      if (const auto length = gap.duration()) spacing.gaps.push_back(*length);
    }
    if (!spacing.gaps.empty()) return spacing;
    value.error("bad-spacing", "a spacing without gaps asserts nothing",
                R"(list the gaps: ["1s", "2s"])");
    return std::nullopt;
  }
  if (!value.object({"backoff"})) return std::nullopt;
  const auto backoff = value.require("backoff");
  if (!backoff || !backoff->object({"initial", "factor", "tolerance"})) return std::nullopt;
  spacing.factor = 2;
  if (const auto initial = backoff->require("initial"))
    spacing.initial = initial->duration().value_or(spacing.initial);
  if (const auto factor = backoff->find("factor"))
    spacing.factor = factor->number().value_or(spacing.factor);
  if (const auto share = backoff->find("tolerance"))
    spacing.tolerance = read_tolerance(*share).value_or(spacing.tolerance);
  return spacing;
}

std::optional<std::uint64_t> read_number(const JsonReader& value) {
  const auto number = value.integer(0, kMaxCount);
  return number ? std::optional(static_cast<std::uint64_t>(*number)) : std::nullopt;
}

std::optional<Count> read_count(const JsonReader& value) {
  const auto& key = value.key();
  if (key == "never") {
    const auto yes = value.boolean();
    if (yes && !*yes)
      value.error("bad-count", "\"never\": false says nothing", "remove it, or write true");
    return yes && *yes ? std::optional(Count::never()) : std::nullopt;
  }
  if (key == "between") {
    const auto ends = value.elements();
    if (ends.size() != 2) {
      if (value.is_array())
        value.error("bad-count", "\"between\" takes two numbers", "write \"between\": [1, 3]");
      return std::nullopt;
    }
    const auto low = read_number(ends[0]);
    const auto high = read_number(ends[1]);
    return low && high ? std::optional(Count::between(*low, *high)) : std::nullopt;
  }
  const auto number = read_number(value);
  if (!number) return std::nullopt;
  if (key == "exactly") return Count::exactly(*number);
  return key == "at_least" ? Count::at_least(*number) : Count::at_most(*number);
}

std::optional<Count> read_counts(const JsonReader& body) {
  std::optional<JsonReader> given;
  for (const char* key : {"exactly", "at_least", "at_most", "between", "never"}) {
    const auto value = body.find(key);
    if (!value) continue;
    if (given) {
      value->error_at_key("two-counts",
                          base::in_quotes(key) + " beside " + base::in_quotes(given->key()),
                          "keep one; a range is \"between\": [1, 3]");
      return std::nullopt;
    }
    given.emplace(*value);
  }
  return given ? read_count(*given) : Count::at_least(1);
}

void read_times(const JsonReader& body, const ExpectationDefaults& defaults,
                Expectation& expectation) {
  const bool window = expectation.count.only_upper();
  expectation.within = window ? defaults.window : defaults.within;
  expectation.settle = defaults.settle;
  const auto within = body.find("within");
  const auto length = body.find("for");
  if (within && length) {
    length->error_at_key("two-windows", "\"for\" beside \"within\"",
                         "keep one: \"for\" with never and at_most, \"within\" with the others");
  } else if (length && !window) {
    length->error_at_key("bad-window", "\"for\" is the window of never and at_most",
                         "the deadline of the others is \"within\"");
  }
  if (const auto& time = length ? length : within)
    expectation.within = time->duration().value_or(expectation.within);
  if (const auto settle = body.find("settle"))
    expectation.settle = settle->duration().value_or(expectation.settle);
}

}  // namespace

const std::vector<std::string>& expectation_keys() {
  static const std::vector<std::string> kKeys = {"exactly", "at_least", "at_most", "between",
                                                 "never",   "within",   "for",     "settle",
                                                 "spacing", "tolerance"};
  return kKeys;
}

bool read_expectation(const JsonReader& body, const ExpectationDefaults& defaults,
                      Expectation& expectation) {
  const auto errors = [&body] { return body.diags().error_count() + body.diags().suppressed(); };
  const auto before = errors();
  if (const auto count = read_counts(body)) expectation.count = *count;
  read_times(body, defaults, expectation);
  const auto tolerance = body.find("tolerance");
  if (const auto spacing = body.find("spacing")) {
    expectation.spacing = read_spacing(*spacing);
    if (tolerance && expectation.spacing)
      expectation.spacing->tolerance = read_tolerance(*tolerance).value_or(0.2);
  } else if (tolerance) {
    tolerance->error_at_key("no-spacing", "\"tolerance\" without \"spacing\"",
                            "add \"spacing\" or remove it");
  }
  if (errors() > before) return false;
  auto probe =
      expectation;  // what the engine itself would refuse, said at the place where it stands
  if (probe.sources.empty()) probe.sources.push_back({"bin", 0});
  const auto fine = probe.check();
  if (fine) return true;
  const auto& diag = fine.error();
  body.error(diag.code.substr(diag.code.find('/') + 1), diag.message, diag.hint);
  return false;
}

}  // namespace ricochet::requestbin

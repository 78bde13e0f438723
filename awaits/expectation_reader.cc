#include "awaits/expectation_reader.h"

#include <charconv>

#include "base/error_mark.h"
#include "base/json/json.h"
#include "base/json/time.h"
#include "base/text/printable.h"

namespace ricochet::awaits {

namespace {

using base::JsonReader;
using base::KeyRule;
using base::Shape;

constexpr std::int64_t kMaxCount = 1'000'000;

Shape tolerance_shape() { return Shape::either({Shape::nonempty(), Shape::number()}); }

Shape spacing_shape() {
  const Shape backoff = Shape::object(
      {required("initial", Shape::time(), "the first gap"),
       {"factor", Shape::number(), "each further gap is so many times the one before", "2"},
       {"tolerance", tolerance_shape(),
        "how far each gap may be too short, and twice as far too long: \"20%\" or 0.2", "20%"}});
  return Shape::either(
      {Shape::list(Shape::time(), 1),
       Shape::object({required("backoff", backoff, "gaps that grow by a factor")})});
}

/// "20%" or 0.2.
std::optional<double> read_tolerance(const JsonReader& value) {
  double number = 0;
  if (value.is_number()) {
    const auto given = value.number();
    if (!given) return std::nullopt;
    number = *given;
  } else {
    const auto text = value.string();
    if (!text) return std::nullopt;
    const auto [end, ec] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (ec != std::errc() ||
        std::string_view(end, static_cast<std::size_t>(text->data() + text->size() - end)) != "%") {
      value.error("bad-tolerance", base::in_quotes(*text) + " is not a tolerance",
                  R"(write "20%" or 0.2)");
      return std::nullopt;
    }
    number /= 100;
  }
  if (number > 0 && number < 10) return number;
  value.error("bad-tolerance", "the tolerance must lie above 0 and below 1000%",
              R"(write "20%" or 0.2)");
  return std::nullopt;
}

/// The tolerance is a share of the gap, so that only calls of the same instant would fit a zero.
std::optional<base::Duration> read_gap(const JsonReader& value) {
  const auto gap = base::read_time(value);
  if (!gap || gap->count() > 0) return gap;
  value.error("bad-spacing", "no two calls have a gap of zero",
              R"(write a duration above zero, such as "100ms")");
  return std::nullopt;
}

/// `"spacing": ["1s", "2s"]` or `"spacing": { "backoff": { "initial": "100ms", "factor": 2 } }`.
std::optional<Spacing> read_spacing(const JsonReader& value) {
  Spacing spacing;
  if (value.is_array()) {
    for (const auto& gap : value.elements()) {
      if (auto d = read_gap(gap)) spacing.gaps.push_back(*d);
    }
    if (value.value().empty()) {
      value.error("bad-spacing", "a spacing without gaps asserts nothing",
                  R"(list the gaps: ["1s", "2s"])");
    }
    return spacing;
  }
  if (!value.object()) return std::nullopt;
  const auto backoff = value.find("backoff");
  if (!backoff || !backoff->object()) return std::nullopt;
  if (auto initial = backoff->find("initial"))
    spacing.initial = read_gap(*initial).value_or(spacing.initial);
  spacing.factor = 2;
  if (auto factor = backoff->find("factor"))
    spacing.factor = factor->number().value_or(spacing.factor);
  if (auto tolerance = backoff->find("tolerance"))
    spacing.tolerance = read_tolerance(*tolerance).value_or(spacing.tolerance);
  return spacing;
}

std::optional<Count> read_count(const JsonReader& body) {
  std::vector<JsonReader> given;
  for (const char* key : {"exactly", "at_least", "at_most", "between", "never"}) {
    if (auto value = body.find(key)) given.push_back(*value);
  }
  if (given.empty()) return Count::at_least(1);
  const JsonReader& value = given[0];
  if (given.size() > 1) {
    given[1].error_at_key(
        "two-counts", base::in_quotes(given[1].key()) + " beside " + base::in_quotes(value.key()),
        "keep one; a range is \"between\": [1, 3]");
    return std::nullopt;
  }
  if (value.key() == "never") {
    if (value.boolean() != true) {
      if (value.is_bool())
        value.error("bad-count", "\"never\": false says nothing", "remove it, or write true");
      return std::nullopt;
    }
    return Count::never();
  }
  if (value.key() == "between") {
    const auto ends = value.elements();
    if (ends.size() != 2) {
      if (value.is_array())
        value.error("bad-count", "\"between\" takes two numbers", "write \"between\": [1, 3]");
      return std::nullopt;
    }
    const auto low = ends[0].integer(), high = ends[1].integer();
    if (!low || !high) return std::nullopt;
    return Count::between(static_cast<std::uint64_t>(*low), static_cast<std::uint64_t>(*high));
  }
  const auto n = value.integer();
  if (!n) return std::nullopt;
  const auto count = static_cast<std::uint64_t>(*n);
  if (value.key() == "exactly") return Count::exactly(count);
  return value.key() == "at_least" ? Count::at_least(count) : Count::at_most(count);
}

}  // namespace

const base::Shape& expectation_shape() {
  static const Shape kShape = Shape::object(
      {{"exactly", Shape::integer(0, kMaxCount), "so many, and then quiet for settle"},
       {"at_least", Shape::integer(1, kMaxCount), "passes with the last of so many", "1"},
       {"at_most", Shape::integer(0, kMaxCount), "so many and no more during the whole of for"},
       {"between", Shape::list(Shape::integer(0, kMaxCount), 2, 2),
        "from the first to the second number, and then quiet for settle"},
       {"never", Shape::boolean(), "true: none during the whole of for"},
       {"within", Shape::time(), "the time for the minimum", "defaults.within of the suite"},
       {"for", Shape::time(), "the window of never and at_most", "defaults.for of the suite"},
       {"settle", Shape::time(), "how long it must stay quiet before an upper bound is believed",
        "defaults.settle of the suite"},
       {"spacing", spacing_shape(), "the gaps between one and the next"},
       {"tolerance", tolerance_shape(),
        "how far each gap may be too short, and twice as far too long: \"20%\" or 0.2", "20%"}},
      {KeyRule::at_most_one_of({"exactly", "at_least", "at_most", "between", "never"}),
       KeyRule::at_most_one_of({"within", "for"}),
       KeyRule::needs("for", {"never", "at_most", "exactly", "between"}),
       KeyRule::needs("tolerance", {"spacing"})});
  return kShape;
}

std::vector<std::string> expectation_keys() { return expectation_shape().key_names(); }

bool read_expectation(const JsonReader& object, const ExpectationDefaults& defaults,
                      Expectation& expectation) {
  const JsonReader body = object.as(expectation_shape());
  const base::ErrorMark mark(body.diags());
  std::uint64_t times = 0;
  for (const auto& step : expectation.steps) times += step.times;
  const auto count = times > 0 ? Count::at_least(times) : read_count(body);
  if (count) expectation.count = *count;
  const bool window = expectation.count.only_upper();
  expectation.within = window ? defaults.window : defaults.within;
  expectation.settle = defaults.settle;

  const auto within = body.find("within"), window_length = body.find("for"),
             settle = body.find("settle");
  if (within && window_length) {
    window_length->error_at_key(
        "two-windows", "\"for\" beside \"within\"",
        "keep one: \"for\" belongs to never and at_most, \"within\" to the others");
  }
  if (const auto& time = window_length ? window_length : within) {
    const auto d = defaults.may_ask_now && !window
                       ? base::read_time(*time)
                       : base::read_window_time(*time, "a window of zero would assert nothing");
    if (d) expectation.within = *d;
    if (window_length && count && !window) {
      window_length->error_at_key("bad-window",
                                  "\"for\" is the window of \"never\" and \"at_most\"",
                                  "the deadline of a count is \"within\"");
    }
  }
  if (settle) {
    // Whoever may ask what is there now may also believe it now.
    const auto d = defaults.may_ask_now
                       ? base::read_time(*settle)
                       : base::read_window_time(
                             *settle, "a settle of zero would believe an upper bound unseen");
    expectation.settle = d.value_or(expectation.settle);
  }
  if (const auto spacing = body.find("spacing")) {
    expectation.spacing = read_spacing(*spacing);
    if (const auto tolerance = body.find("tolerance"); tolerance && expectation.spacing) {
      expectation.spacing->tolerance = read_tolerance(*tolerance).value_or(0.2);
    }
  } else if (const auto tolerance = body.find("tolerance")) {
    tolerance->error_at_key("no-spacing", "\"tolerance\" without \"spacing\"",
                            "add \"spacing\" or remove it");
  }
  if (!mark.clean()) return false;
  // What the engine itself refuses, said at the place where it stands.
  Expectation probe = expectation;
  Source source;
  source.bin = "x";
  probe.sources.push_back(source);
  if (const auto status = probe.check(); !status) {
    body.repeat(status.error());
    return false;
  }
  return true;
}

}  // namespace ricochet::awaits

#include "stubserver/values/duration_value.h"

#include <array>
#include <utility>

#include "base/error_mark.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "base/text/text.h"

namespace ricochet::stubserver {

namespace {

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};

constexpr std::array<Unit, 7> kUnits = {{{"nanosecond", 1},
                                         {"microsecond", 1'000},
                                         {"millisecond", 1'000'000},
                                         {"second", 1'000'000'000},
                                         {"minute", 60'000'000'000},
                                         {"hour", 3'600'000'000'000},
                                         {"day", 86'400'000'000'000}}};

/// A hundred years: above it the arithmetic of nanoseconds ends, and nobody waits that long.
constexpr std::int64_t kMaxNanoseconds = 36'500 * kUnits[6].nanoseconds;

std::optional<std::int64_t> read_unit(const base::JsonReader& value) {
  const auto word = value.string();
  if (!word) return std::nullopt;
  const std::string lower = base::to_lower(base::trim(*word));
  std::vector<std::string> names;
  for (const auto& unit : kUnits) {
    if (unit.name == lower) return unit.nanoseconds;
    names.emplace_back(unit.name);
  }
  value.error("bad-unit", base::in_quotes(*word) + " is not a unit of time",
              base::did_you_mean(lower, names));
  return std::nullopt;
}

}  // namespace

base::Shape duration_value_shape() {
  using base::Shape;
  return Shape::either(
      {Shape::integer(0, 1'000'000'000), Shape::nonempty(),
       Shape::object({required("duration", Shape::integer(0, Shape::kNoBound), "how many"),
                      required("unit", Shape::nonempty(), "\"millisecond\", \"second\" ...")})});
}

std::optional<base::Duration> read_duration_value(const base::JsonReader& place) {
  if (!place.is_object()) return place.duration();
  static const base::Shape kShape = duration_value_shape();
  const base::JsonReader value = place.as(kShape);
  const base::ErrorMark mark(value.diags());
  value.object();
  if (!mark.clean()) return std::nullopt;  // the unknown key was meant to be one of these
  const auto duration = value.find("duration");
  const auto unit = value.find("unit");
  if (!duration || !unit) return std::nullopt;
  const auto factor = read_unit(*unit);
  if (!factor) return std::nullopt;
  const auto amount = duration->integer(0, kMaxNanoseconds / *factor);
  if (!amount) return std::nullopt;
  return base::Duration(*amount * *factor);
}

}  // namespace ricochet::stubserver

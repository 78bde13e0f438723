#include "stubserver/values/distribution.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/json/json.h"
#include "stubserver/values/duration_value.h"

namespace ricochet::stubserver {

namespace {

constexpr base::Duration kDefaultMax = std::chrono::minutes(1);

double nanoseconds(base::Duration d) { return static_cast<double>(d.count()); }

/// Box and Muller's transform: the standard library's normal_distribution differs from one
/// implementation to the next, and a seed must mean the same everywhere.
double standard_normal(base::Random& random) {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - random.uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * random.uniform());
}

/// `max`, which must not be below what is usual.
std::optional<double> read_max(const base::JsonReader& object, base::Duration usual) {
  const auto given = object.find("max");
  if (!given) return nanoseconds(std::max(kDefaultMax, usual));
  const auto max = read_duration_value(*given);
  if (!max) return std::nullopt;
  if (*max >= usual) return nanoseconds(*max);
  given->error("bad-latency", "\"max\" is below the usual latency", "raise it");
  return std::nullopt;
}

}  // namespace

bool Distribution::is_one(const base::JsonReader& value) {
  return value.is_object() &&
         (value.find("uniform") || value.find("normal") || value.find("lognormal"));
}

std::optional<Distribution> Distribution::uniform(const base::JsonReader& list) {
  const auto ends = list.elements();
  if (!list.is_array()) return std::nullopt;
  if (ends.size() != 2) {
    list.error("bad-latency", "\"uniform\" is a list of the shortest and the longest latency",
               R"(write ["10ms", "50ms"])");
    return std::nullopt;
  }
  const auto from = read_duration_value(ends[0]);
  const auto to = read_duration_value(ends[1]);
  if (!from || !to) return std::nullopt;
  if (*to <= *from) {
    ends[1].error("bad-latency", "the longest latency must be longer than the shortest",
                  "write the shorter one first");
    return std::nullopt;
  }
  Distribution out;
  out.middle_ = nanoseconds(*from);
  out.spread_ = nanoseconds(*to - *from);
  out.max_ = nanoseconds(*to);
  return out;
}

std::optional<Distribution> Distribution::normal(const base::JsonReader& object) {
  if (!object.object({"mean", "deviation", "max"})) return std::nullopt;
  const auto mean = object.require("mean");
  const auto deviation = object.require("deviation");
  if (!mean || !deviation) return std::nullopt;
  const auto middle = read_duration_value(*mean);
  const auto spread = read_duration_value(*deviation);
  if (!middle || !spread) return std::nullopt;
  const auto max = read_max(object, *middle);
  if (!max) return std::nullopt;
  Distribution out;
  out.kind_ = Kind::kNormal;
  out.middle_ = nanoseconds(*middle);
  out.spread_ = nanoseconds(*spread);
  out.max_ = *max;
  return out;
}

std::optional<Distribution> Distribution::lognormal(const base::JsonReader& object) {
  if (!object.object({"median", "sigma", "max"})) return std::nullopt;
  const auto median = object.require("median");
  const auto sigma = object.require("sigma");
  if (!median || !sigma) return std::nullopt;
  const auto middle = read_duration_value(*median);
  const auto spread = sigma->number();
  if (!middle || !spread) return std::nullopt;
  if (!(*spread > 0 && *spread <= 10)) {
    sigma->error("bad-latency", "\"sigma\" must be above 0 and at most 10",
                 "0.5 makes one latency of six longer than 1.6 medians");
    return std::nullopt;
  }
  const auto max = read_max(object, *middle);
  if (!max) return std::nullopt;
  Distribution out;
  out.kind_ = Kind::kLognormal;
  out.middle_ = nanoseconds(*middle);
  out.spread_ = *spread;
  out.max_ = *max;
  return out;
}

std::optional<Distribution> Distribution::compile(const base::JsonReader& value) {
  value.object({"uniform", "normal", "lognormal"});
  if (value.value().size() != 1) {
    value.error("bad-latency", "a random latency has one distribution",
                "keep one of \"uniform\", \"normal\" and \"lognormal\"");
    return std::nullopt;
  }
  if (const auto list = value.find("uniform")) return uniform(*list);
  if (const auto object = value.find("normal")) return normal(*object);
  if (const auto object = value.find("lognormal")) return lognormal(*object);
  return std::nullopt;
}

base::Duration Distribution::draw(base::Random& random) const {
  double drawn = 0;
  switch (kind_) {
    case Kind::kUniform:
      drawn = middle_ + spread_ * random.uniform();
      break;
    case Kind::kNormal:
      drawn = middle_ + spread_ * standard_normal(random);
      break;
    case Kind::kLognormal:
      drawn = middle_ * std::exp(spread_ * standard_normal(random));
      break;
  }
  return base::Duration(static_cast<base::Duration::rep>(std::clamp(drawn, 0.0, max_)));
}

}  // namespace ricochet::stubserver

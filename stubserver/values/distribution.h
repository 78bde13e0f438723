#pragma once
#include <optional>

#include "base/duration.h"
#include "base/json/reader.h"
#include "base/random.h"

namespace ricochet::stubserver {

/// A random length of time (ours): `{"uniform": ["10ms", "50ms"]}`, `{"normal": {"mean": "100ms",
/// "deviation": "20ms"}}`, `{"lognormal": {"median": "80ms", "sigma": 0.5}}`. The latter two may
/// have a `max` (default 1 minute); what is below nothing is nothing. Immutable.
class Distribution {
 public:
  /// The keys of which exactly one makes an object a distribution.
  static bool is_one(const base::JsonReader& value);
  /// Findings go to the reader's list, nullopt then.
  static std::optional<Distribution> compile(const base::JsonReader& value);

  base::Duration draw(base::Random& random) const;

 private:
  enum class Kind { kUniform, kNormal, kLognormal };
  static std::optional<Distribution> uniform(const base::JsonReader& list);
  static std::optional<Distribution> normal(const base::JsonReader& object);
  static std::optional<Distribution> lognormal(const base::JsonReader& object);

  Kind kind_ = Kind::kUniform;
  double middle_ = 0;  ///< nanoseconds: from, mean or median
  double spread_ = 0;  ///< nanoseconds: width or deviation; sigma without a unit
  double max_ = 0;     ///< nanoseconds
};

}  // namespace ricochet::stubserver

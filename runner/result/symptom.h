#pragma once
#include <string>

namespace ricochet::runner {

/// What failures have in common that one bug is likely to have caused.
struct Symptom {
  /// In the order in which they are told.
  enum class Rank {
    kCrash,    ///< a service ended by itself
    kError,    ///< it could not be judged
    kContent,  ///< what came, how often, or what is in it
    kTiming,   ///< all that was expected came, only not when
  };
  Rank rank = Rank::kContent;
  /// Equal for failures that look alike: same step, same place, same kind of difference. Not for
  /// people. Empty: it was not looked for.
  std::string key;
  /// How much the failure says by itself, for who chooses among several: 0, what was expected is
  /// not there; 1, it was there otherwise, or too often, or too early; more, several were.
  std::size_t telling = 0;
  bool known() const { return !key.empty(); }
};

}  // namespace ricochet::runner

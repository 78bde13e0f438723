#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ricochet::match {

/// A family of values that an index can find: one value, those with a prefix, or paths by segments.
struct ValueKey {
  enum class Kind { kLiteral, kPrefix, kSegments } kind = Kind::kLiteral;
  std::string text;  ///< the value, or the prefix
  /// kSegments: the non-empty segments of a path in order; nullopt is any one segment.
  std::vector<std::optional<std::string>> segments;
  bool open = false;  ///< kSegments: further segments may follow

  static ValueKey literal(std::string value);
  static ValueKey prefix(std::string value);
  /// What every such value begins with, as far as it is known.
  std::string head() const;
  bool operator==(const ValueKey&) const = default;
};

/// A value that fits none of the keys can never match; nullopt: any value may. An empty list:
/// nothing can. What fits a key need not match: who uses the keys verifies.
using ValueKeys = std::optional<std::vector<ValueKey>>;

/// Values that fit one of both.
ValueKeys either(ValueKeys a, ValueKeys b);
/// Values that fit both: the more telling of the two, which is not a promise that the other one
/// fits.
ValueKeys both(ValueKeys a, ValueKeys b);

/// What an index may rely on when it looks for the matchers that a request or an event could fit. A
/// matcher that names paths fits no event, one that names event keys no request.
struct SelectiveKey {
  ValueKeys paths;                                  ///< of the decoded path
  std::optional<std::vector<std::string>> methods;  ///< in upper case; nullopt: any method may fit
  ValueKeys event_keys;                             ///< of an event's key
};

/// The non-empty segments of a path: `/a//b/` has a and b.
std::vector<std::string_view> path_segments(std::string_view path);

}  // namespace ricochet::match

#pragma once
#include <cstddef>
#include <memory>
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

class Subject;

/// A place of a message at which one exact value may be asked for: a header, what a JSONPath leads
/// to, an event's key. Immutable, shared between threads.
class ValuePlace {
 public:
  /// Of one place; a message that has more there is taken for one that may have any value.
  static constexpr std::size_t kMostValues = 100;

  virtual ~ValuePlace() = default;
  /// Places of one name are one place: "header x-id".
  virtual std::string name() const = 0;
  /// A cut body makes the values unknown.
  virtual bool needs_body() const = 0;
  /// What stands there, as ExactKey::values has it; nullopt: that is not known, as a search gave up
  /// (give_up.h) or there are too many, so that any value may be there.
  virtual std::optional<std::vector<std::string>> values_in(const Subject& subject) const = 0;
};

/// A message that has none of these values at the place does not fit, and no search gives up before
/// that is found (so that the verdict is a "no", and not that there is none). One that has one of
/// them need not fit: who uses the key verifies. The values mean something to their place only.
struct ExactKey {
  std::shared_ptr<const ValuePlace> place;
  std::vector<std::string> values;
};

/// Of matchers one of which must fit: the places that each of them names, with the values of all.
std::vector<ExactKey> either(std::vector<ExactKey> a, const std::vector<ExactKey>& b);

/// What an index may rely on when it looks for the matchers that a request or an event could fit. A
/// matcher that names paths fits no event.
struct SelectiveKey {
  ValueKeys paths;                                  ///< of the decoded path
  std::optional<std::vector<std::string>> methods;  ///< in upper case; nullopt: any method may fit
  std::vector<ExactKey> exact;                      ///< each of them holds
};

/// The non-empty segments of a path: `/a//b/` has a and b.
std::vector<std::string_view> path_segments(std::string_view path);

}  // namespace ricochet::match

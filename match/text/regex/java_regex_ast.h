#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/diag.h"

/// A pattern of another dialect as a tree; shared by its readers and its writer, of no use
/// elsewhere.
namespace ricochet::match::java_regex {

/// Most repeats that PCRE2 counts.
inline constexpr std::uint32_t kMaxRepeat = 65535;

/// Thrown while a pattern is read or written, caught at the entry: recursion is clearer without a
/// check at every call.
struct Failure {
  base::Diag diag;
};

struct Node {
  enum class Kind {
    kItem,          ///< `text`, which a quantifier may follow
    kSequence,      ///< of children
    kAlternatives,  ///< of children
    kGroup,         ///< `text` opens it; one child
    kLook,          ///< the same, but takes no characters
    kRepeat,        ///< of the child
    kReference      ///< back to the group `min`
  };
  static constexpr std::size_t kNoLength = static_cast<std::size_t>(-1);
  static constexpr std::uint32_t kEndless = UINT32_MAX;

  Kind kind = Kind::kItem;
  std::size_t at = 0;              ///< offset in the user's pattern
  std::string text;                ///< PCRE2's
  bool caseless = false;           ///< kReference: without regard to case
  std::size_t length = 0;          ///< kItem: characters that it takes; kNoLength: some
  std::uint32_t min = 0, max = 0;  ///< kRepeat
  std::string mode;                ///< kRepeat: "", "?" or "+"
  std::vector<Node> children;
};

/// Reads the quantifier `*`, `+` or `?` by `eat`, which says whether a character stood there;
/// false: none of them, and nothing is changed.
template <class Eat>
bool read_sign(Node& repeat, Eat eat) {
  if (eat('*')) {
    repeat.max = Node::kEndless;
  } else if (eat('+')) {
    repeat.min = 1;
    repeat.max = Node::kEndless;
  } else if (eat('?')) {
    repeat.max = 1;
  } else {
    return false;
  }
  return true;
}

}  // namespace ricochet::match::java_regex

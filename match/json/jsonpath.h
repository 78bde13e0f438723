#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json/fwd.h"
#include "base/result.h"

namespace ricochet::match {

namespace jsonpath {
struct Query;
}

/// A JSONPath: RFC 9535, and what users of Jayway (Moco's library) are used to besides: a path
/// without `$`, names with `- $ : #`, functions behind a dot (`.length()`, `.sum()` ...), operators
/// in filters (`=~ /x/i`, `in`, `size` ...), and in `[?(...)]` a number that equals its text.
/// docs/stubs.md has the table. Immutable, shared between threads.
class JsonPath {
 public:
  /// Nodes that one evaluation may touch, unless its scope has less work left (work.h).
  static constexpr std::size_t kMaxSteps = 1'000'000;
  /// Nesting of filters, brackets and negations in one path.
  static constexpr std::size_t kMaxNesting = 64;

  /// Error match/bad-json-path, pointing into the text (match/text/error.h).
  static base::Result<JsonPath> parse(std::string_view text);

  struct Nodes {
    std::vector<const base::Json*> values;  ///< into the root, or into `computed`
    std::vector<std::shared_ptr<const base::Json>> computed;
    bool gave_up =
        false;  ///< kMaxSteps was reached: `values` is not all, so no verdict may rest on it
  };
  /// Nodes in RFC order (objects in file order). Never throws; the root must outlive the result.
  Nodes evaluate(const base::Json& root) const;

  /// True when it can lead to at most one node: names and single indexes only.
  bool definite() const;
  const std::string& text() const { return text_; }

 private:
  JsonPath() = default;
  std::string text_;
  std::shared_ptr<const jsonpath::Query> query_;
};

}  // namespace ricochet::match

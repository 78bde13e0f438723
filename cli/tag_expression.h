#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ricochet::cli {

/// What `--tag` takes: a tag, or tags with `and`, `or`, `not` and parentheses: "photo and not
/// slow". `not` binds closest, then `and`. A tag with spaces or one of those words as its name
/// stands in double quotes. Immutable.
class TagExpression {
 public:
  /// Error run/bad-tag, which shows the place.
  static base::Result<TagExpression> parse(std::string_view text);
  bool fits(const std::vector<std::string>& tags) const { return test_(tags); }

 private:
  using Test = std::function<bool(const std::vector<std::string>& tags)>;
  friend class TagParser;
  explicit TagExpression(Test test) : test_(std::move(test)) {}
  Test test_;
};

}  // namespace ricochet::cli

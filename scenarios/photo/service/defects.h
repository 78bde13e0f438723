#pragma once

#include <cstddef>
#include <string_view>

#include "steps.h"

namespace photo {

/// One bug, switched on by the environment variable DEFECT, so that the scenarios can be tested:
/// each bug must turn at least one of them red. All of it is in defects.cc.
class Defect {
 public:
  /// The bug of that name, none for the empty name; throws std::invalid_argument that lists the
  /// names.
  explicit Defect(std::string_view name);

  RetryPolicy spoil(RetryPolicy policy) const;
  Steps spoil(Steps steps) const;
  Handle spoil(Handle handle, Commit commit) const;
  std::size_t spoil_memory(std::size_t capacity) const;

 private:
  std::string_view name_;
};

}  // namespace photo

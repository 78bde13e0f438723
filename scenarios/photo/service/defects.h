#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include "steps.h"

namespace photo {

/// One bug, switched on by the environment variable DEFECT, so that the scenarios can be tested:
/// each bug must turn at least one of them red, one only when the suite is explored. All of it is
/// in defects.cc.
class Defect {
 public:
  /// The bug of that name, none for the empty name; throws std::invalid_argument that lists the
  /// names.
  explicit Defect(std::string_view name);

  RetryPolicy spoil(RetryPolicy policy) const;
  Steps spoil(Steps steps) const;
  Handle spoil(Handle handle, Commit commit) const;
  /// What is done when the group gives this member partitions; `forget`: all handled events.
  std::function<void()> spoil_assigned(std::function<void()> ready,
                                       std::function<void()> forget) const;
  std::size_t spoil_memory(std::size_t capacity) const;

 private:
  std::string_view name_;
};

}  // namespace photo

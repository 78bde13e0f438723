#pragma once
#include <cstddef>

#include "base/diag.h"

namespace ricochet::base {

/// How many errors a list had, for the end of a reader, which asks whether any came since: what it
/// has read is whole only then. Warnings do not count; errors too many to be kept do. The list must
/// outlive it.
class ErrorMark {
 public:
  explicit ErrorMark(const DiagList& diags) : diags_(diags), before_(count()) {}
  bool clean() const { return count() == before_; }

 private:
  std::size_t count() const { return diags_.error_count() + diags_.suppressed(); }

  const DiagList& diags_;
  std::size_t before_;
};

}  // namespace ricochet::base

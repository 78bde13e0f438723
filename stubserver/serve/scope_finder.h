#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "match/subject.h"

namespace ricochet::stubserver {

/// Tells whose a request is, where several scenarios run at a time. Empty: one does, and all
/// requests are nobody's.
struct ScopeFinder {
  /// What a request says of it. Looks at nothing but the subject, so that a worker may ask; in
  /// passing (match::Work) it falls short where that takes long.
  std::function<std::vector<std::string>(const match::Subject&)> marks_of;
  /// The number of the scope that has one of these; 0: nobody's. On the loop.
  std::function<std::uint64_t(const std::vector<std::string>&)> scope_of;
  explicit operator bool() const { return marks_of != nullptr; }
};

}  // namespace ricochet::stubserver

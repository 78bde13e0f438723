#pragma once
#include <optional>
#include <string>

#include "base/duration.h"

namespace ricochet::runner {

/// How long something on this machine was ready to run and found no processor, since it was made.
/// Linux: /proc/pressure/cpu ("some", Documentation/accounting/psi.rst); where that is not there,
/// of this process alone (/proc/self/schedstat).
class CpuWait {
 public:
  CpuWait();

  /// nullopt: the system does not say.
  std::optional<base::Duration> so_far() const;
  /// What so_far() is about: "processes of this machine", "this process".
  std::string whose() const;

  /// Of the text of /proc/pressure/cpu, or of a schedstat; nullopt: it is neither.
  static std::optional<base::Duration> parse(const std::string& text);

 private:
  std::string path_;  ///< empty: the system does not say
  base::Duration began_{0};
};

}  // namespace ricochet::runner

#include "runner/sut/signals.h"

#include <csignal>
#include <cstring>

namespace ricochet::runner {

std::optional<int> signal_number(std::string_view name) {
  if (name.substr(0, 3) == "SIG") name.remove_prefix(3);
  for (int number = 1; number < NSIG; ++number) {
    const char* known = ::sigabbrev_np(number);
    if (known && name == known) return number;
  }
  return std::nullopt;
}

std::string signal_name(int number) {
  const char* known = ::sigabbrev_np(number);
  return known ? std::string("SIG") + known : "signal " + std::to_string(number);
}

}  // namespace ricochet::runner

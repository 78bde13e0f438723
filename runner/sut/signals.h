#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace ricochet::runner {

/// The number of "TERM" or "SIGTERM"; nullopt when there is no such signal.
std::optional<int> signal_number(std::string_view name);
/// "SIGTERM"; "signal 42" when it has no name.
std::string signal_name(int number);

}  // namespace ricochet::runner

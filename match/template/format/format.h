#pragma once
#include <string>
#include <string_view>

#include "base/duration.h"
#include "base/result.h"

namespace ricochet::match {

/// Error template/bad-argument.
base::Diag bad_argument(std::string message, std::string hint);
/// Java's DateTimeFormatter patterns (y u M d D E H h k m s S n a z Z X x, quotes) in local time,
/// by the C library's idea of it; error template/bad-argument.
base::Result<std::string> format_date(base::WallTime time, std::string_view pattern);

}  // namespace ricochet::match

#pragma once
#include <string>
#include <string_view>

#include "base/duration.h"
#include "base/json_fwd.h"
#include "base/result.h"

namespace ricochet::match {

/// Error template/bad-argument.
base::Diag bad_argument(std::string message, std::string hint);
/// FreeMarker's `#.#` as Moco sets it: at most one decimal, half-even on the binary value: 0.25 is
/// 0.2.
std::string format_moco_number(const base::Json& number);
/// For programs: no exponent for whole numbers, no trailing `.0`, else exact.
std::string format_plain_number(const base::Json& number);
/// Java's DecimalFormat as far as `0`, `#`, `,` and `.` with text around them; error
/// template/bad-argument.
base::Result<std::string> format_decimal(double number, std::string_view pattern);
/// Java's DateTimeFormatter patterns (y u M d D E H h k m s S n a z Z X x, quotes) in local time,
/// by the C library's idea of it; error template/bad-argument.
base::Result<std::string> format_date(base::WallTime time, std::string_view pattern);

}  // namespace ricochet::match

#pragma once
#include <string>

#include "awaits/verdict.h"

namespace ricochet::runner {

/// Why a wait did not pass, in one line that begins with what was found: "got 6 calls, expected 5:
/// photos GET /a.jpg", "$.quantity: got 1, expected 3". Empty: it says nothing of its own.
std::string brief(const awaits::Verdict& verdict);

/// Whether the nearest miss surely was what is missed, so that the brief says how it differs.
bool names_difference(const awaits::Verdict& verdict);

}  // namespace ricochet::runner

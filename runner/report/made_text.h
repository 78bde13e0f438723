#pragma once
#include <string>

#include "runner/result/made_of.h"

namespace ricochet::runner {

/// "made of orders#0 OrderWasPlaced: POST /charges to payments -> 402, event OrderWasRejected,
/// commit" on lines of at most 92 columns, UUIDs cut. Ends with a newline; empty for nothing.
std::string text_of(const MadeOf& made);

}  // namespace ricochet::runner

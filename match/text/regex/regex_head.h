#pragma once
#include <string>
#include <string_view>

#include "match/selective_key.h"

namespace ricochet::match {

/// What every text that fits the whole pattern (Java's dialect) must begin with; empty when that
/// cannot be told. `/orders/\d+` begins with "/orders/". Sound, not complete.
std::string regex_literal_head(std::string_view pattern);

/// The keys of a pattern: the alternatives of `get|post`, else its literal head as a prefix, else
/// nullopt.
ValueKeys regex_keys(std::string_view pattern);

}  // namespace ricochet::match

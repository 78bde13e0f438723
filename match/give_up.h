#pragma once
#include <cstdint>

namespace ricochet::match {

/// How often a bounded search of this thread (a regular expression, a JSONPath, a comparison in any
/// order) reached its limit. Such a search answers "no match"; a negation compares the count before
/// and after, because a verdict that is not known must not become its opposite.
std::uint64_t& give_ups();

}  // namespace ricochet::match

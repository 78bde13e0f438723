#pragma once
#include "http/exchange.h"

namespace ricochet::journal {

/// A refused call without anything in which the name of a bin could stand, whatever the bytes were
/// taken for: without target, headers, body and first bytes, and without what its reason quotes of
/// them. What stays: when it came, from whom, and why it was refused.
http::Exchange nameless(http::Exchange exchange);

}  // namespace ricochet::journal

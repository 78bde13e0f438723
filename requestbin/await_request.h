#pragma once
#include <string>

#include "base/diag.h"
#include "requestbin/capture_log.h"
#include "requestbin/expectation.h"

namespace ricochet::requestbin {

/// Reads the body of POST /api/v2/bins/{bin}/await:
///   {"request": {Moco request object}, "exactly|at_least|at_most|between|never": ..., "within":
///   "5s",
///    "settle": "150ms", "for": "200ms", "after": 17, "name": "payment webhook", "spacing": ...}
/// For the bin of a topic the selector is "event" instead. Without a selector every record counts.
/// `after` defaults to the start of the bin. Files cannot be named here: the sender has none on
/// this machine. False: `diags` says why.
bool read_await_request(const std::string& body, const BinInfo& bin, base::DiagList& diags,
                        Expectation& expectation);

}  // namespace ricochet::requestbin

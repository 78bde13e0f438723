#pragma once
#include <string>

#include "awaits/expectation.h"
#include "base/diag.h"
#include "journal/capture_log.h"
#include "requestbin/v2/await_body.h"

namespace ricochet::requestbin {

/// What a request for a verdict says besides the expectation.
struct AwaitRequest {
  awaits::Expectation expectation;
  /// `after` was given, so that the same request sent again means the same window.
  bool anchored = false;
};

/// Reads the rest of the body of POST /api/v2/bins/{bin}/await and verify (`bin` is set), and of
/// POST /api/v2/await and verify (nullptr: the body has `bins`, or each of its steps a `bin`). The
/// keys are told in docs/bins.md. `after` is a cursor, a mark, or an object of bins to either; in a
/// request for several bins a number is a gseq. It defaults to what the bins hold. Files cannot be
/// named: the sender has none on this machine. `verify`: there are no times, what is there is
/// judged. False: `diags` says why.
bool read_await_request(const AwaitBody& body, const journal::CaptureLog& log,
                        const journal::BinInfo* bin, bool verify, base::DiagList& diags,
                        AwaitRequest& request);

/// A cursor or the name of a mark in a query parameter or body. Errors: await/no-mark with
/// did-you-mean, await/bad-cursor.
base::Result<journal::Seq> read_cursor(const journal::CaptureLog& log, const std::string& bin,
                                       const std::string& text);

}  // namespace ricochet::requestbin

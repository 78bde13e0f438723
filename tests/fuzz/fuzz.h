#pragma once
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/diag.h"
#include "match/message.h"

// What the targets share: how they say that something must hold, and how an input is cut into
// parts.
namespace ricochet::fuzz {

/// abort() is a finding.
inline void require(bool holds) {
  if (!holds) std::abort();
}

/// Cuts off what stands before the separator, or everything.
std::string_view take(std::string_view& rest, std::string_view separator);

/// "METHOD TARGET", headers, an empty line, body.
match::Request read_request(std::string_view text);

/// Every finding has a code, a message and a place inside `text`, and can be rendered.
void require_places(const base::DiagList& diags, std::string_view text);

}  // namespace ricochet::fuzz

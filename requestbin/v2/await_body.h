#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "awaits/expectation.h"
#include "base/diag.h"
#include "base/json/reader.h"
#include "match/matcher.h"

namespace ricochet::requestbin {

/// Bins that one request may wait for.
inline constexpr std::size_t kMaxAwaitBins = 100;

/// The body of a request for a verdict as far as it can be read without knowing what there is: what
/// takes long of a long one, which a worker may do. Moves only.
struct AwaitBody {
  /// A selector with what is wrong with it.
  struct Selector {
    std::shared_ptr<const match::Matcher> matcher;
    base::DiagList diags;
  };
  std::shared_ptr<const base::JsonDocument> document;
  base::DiagList diags;   ///< of its syntax and its keys
  bool readable = false;  ///< else `diags` says why there is nothing more to find
  std::map<std::string, Selector> selectors;  ///< by the pointer of each `request` and `event`
};

/// `of_bin`: the path of the request names the bin. `verify`: nobody waits, so there are no times.
/// Lists that are longer than they may be are not read.
AwaitBody read_await_body(const std::string& body, bool of_bin, bool verify);

}  // namespace ricochet::requestbin

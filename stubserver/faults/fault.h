#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json/reader.h"
#include "base/random.h"
#include "stubserver/answer/delivery.h"

namespace ricochet::stubserver {

/// One way to break answers, read from a `fault` value: makes the delivery that breaks one of them.
/// `random` is for that one answer. Empty: there were findings.
using Fault = std::function<std::unique_ptr<Delivery>(base::Random random)>;

struct FaultKind {
  std::string_view name;          ///< the word after `fault` or `kind`
  std::vector<std::string> keys;  ///< what may stand beside `kind`
  /// `value` is the word alone or an object, whose keys have been checked. Each key needs a
  /// default, so that the word alone is enough.
  Fault (*compile)(const base::JsonReader& value);
};

/// Every kind of fault. docs/adding-a-fault.md says how to add one.
const std::vector<FaultKind>& fault_kinds();

// One per file of this folder.
Fault compile_reset(const base::JsonReader& value);
Fault compile_close(const base::JsonReader& value);
Fault compile_no_answer(const base::JsonReader& value);
Fault compile_half_status_line(const base::JsonReader& value);
Fault compile_garbage(const base::JsonReader& value);
Fault compile_truncate(const base::JsonReader& value);
Fault compile_wrong_length(const base::JsonReader& value);
Fault compile_bad_chunk(const base::JsonReader& value);
Fault compile_dribble(const base::JsonReader& value);
Fault compile_bandwidth(const base::JsonReader& value);

/// Most bytes that a fault may be told to send or to leave.
inline constexpr std::int64_t kMaxFaultBytes = 64 << 20;

/// A fault of this kind that needs nothing but its options.
template <class BrokenDelivery, class... Options>
Fault fault_of(Options... options) {
  return [options...](base::Random) { return std::make_unique<BrokenDelivery>(options...); };
}

}  // namespace ricochet::stubserver

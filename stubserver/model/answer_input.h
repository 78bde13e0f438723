#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "base/diag.h"
#include "base/random.h"
#include "match/subject.h"
#include "stubserver/model/state.h"

namespace ricochet::stubserver {

/// What a part may look at while it adds to the answer.
struct AnswerInput {
  const match::Subject& subject;
  RuleState& state;
  StubState& stub;
  /// What `req.path` means instead of what the session's own matcher captures: for a request that
  /// another session took (`replay`). May be nullptr.
  const std::map<std::string, std::string>* path_variables = nullptr;
  StubWorld& world() const { return stub.world(); }
  /// What is random about the `call`-th use of a cursor: the same for the same seed, whatever else
  /// the server was asked.
  base::Random random(std::size_t cursor, std::uint64_t call) const;
};

/// The code of an apply() failure that the client caused.
inline constexpr const char* kClientsFault = "stub/bad-request";
/// Such a failure: its kind is kRequest, and it is answered with 400. All others are 500.
inline base::Diag clients_fault(std::string message, std::string hint = {}) {
  return {base::Diag::Kind::kRequest, kClientsFault, std::move(message), std::move(hint)};
}

}  // namespace ricochet::stubserver

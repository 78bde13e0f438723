#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

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

/// The code of an apply() failure that the client caused: answered with 400. All others are 500.
inline constexpr const char* kClientsFault = "stub/bad-request";

}  // namespace ricochet::stubserver

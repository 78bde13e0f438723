#pragma once
#include <memory>
#include <vector>

#include "stubserver/response/response.h"

namespace ricochet::stubserver {

/// The responses of `seq` and `cycle`, and the session's cursor that counts how often they were
/// asked.
struct Elements {
  std::vector<std::unique_ptr<const CompiledResponse>> responses;
  std::size_t cursor = 0;

  /// Which hit this is, counted from 0; each number is handed out once.
  std::uint64_t next(const AnswerInput& input) const {
    return input.state.cursors[cursor].fetch_add(1);
  }
  bool sets_body() const;
  const ResponsePart* preflight() const;  ///< of the first that has one
};

/// Reads the array, of two responses at least. Findings go to the reader's list; no elements then.
Elements compile_elements(const base::JsonReader& array, PartContext& context);

}  // namespace ricochet::stubserver

#pragma once
#include <memory>
#include <vector>

#include "stubserver/answer/part.h"

namespace ricochet::stubserver {

/// A compiled `response` object: its parts, in the order in which they act. Immutable.
class CompiledResponse {
 public:
  /// Findings go to the reader's list, nullptr then. At most one part may set a body.
  static std::unique_ptr<const CompiledResponse> compile(const base::JsonReader& object,
                                                         PartContext&);

  explicit CompiledResponse(std::vector<std::unique_ptr<const ResponsePart>> parts)
      : parts_(std::move(parts)) {}
  base::Status apply(AnswerDraft& answer, const AnswerInput& input) const;
  bool sets_body() const;
  /// See ResponsePart::preflight(); the first of its parts that has an answer.
  const ResponsePart* preflight() const;

 private:
  std::vector<std::unique_ptr<const ResponsePart>> parts_;
};

}  // namespace ricochet::stubserver

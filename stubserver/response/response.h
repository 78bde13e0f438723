#pragma once
#include <memory>
#include <vector>

#include "base/json/shape.h"
#include "stubserver/answer/part.h"

namespace ricochet::stubserver {

/// What a response may be: the keys of part_kinds().
const base::Shape& response_shape();

/// A compiled `response` object: its parts, in the order in which they act. Immutable.
class CompiledResponse {
 public:
  /// Findings go to the reader's list, nullptr then. At most one part may set a body.
  static std::unique_ptr<const CompiledResponse> compile(const base::JsonReader& place,
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

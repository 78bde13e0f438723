#pragma once
#include <memory>
#include <vector>

#include "stubserver/answer/part.h"

namespace ricochet::stubserver {

/// A compiled `response` object: its parts, in the order in which they act. Immutable.
class Response {
 public:
  /// Findings go to the reader's list, nullptr then. At most one part may set a body.
  static std::unique_ptr<const Response> compile(const base::JsonReader& object, PartContext&);

  explicit Response(std::vector<std::unique_ptr<const Part>> parts) : parts_(std::move(parts)) {}
  base::Status apply(Answer& answer, const Moment& moment) const;
  bool sets_body() const;
  /// See Part::preflight(); the first of its parts that has an answer.
  const Part* preflight() const;

 private:
  std::vector<std::unique_ptr<const Part>> parts_;
};

}  // namespace ricochet::stubserver

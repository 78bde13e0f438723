#pragma once
#include <memory>
#include <optional>
#include <string>

#include "base/json/reader.h"
#include "base/json/shape.h"
#include "stubserver/answer/part.h"
#include "stubserver/values/text_value.h"

namespace ricochet::stubserver {

/// Where `record` puts a request and `replay` looks for it: group, identifier (which may be a
/// template over the request that comes in) and tape. Immutable.
class RecordingPlace {
 public:
  /// A string (the identifier) or an object, with one more key than it has itself.
  static base::Shape shape(base::ShapeKey more);
  /// `value` is read by that. Findings go to the reader's list, nullopt then.
  static std::optional<RecordingPlace> compile(const base::JsonReader& value,
                                               const PartContext& context);

  /// Path of the tape; empty: in memory.
  const std::string& tape() const { return tape_; }
  /// Failures: those of its template.
  base::Result<std::string> identifier(const AnswerInput& input) const;

  /// In memory. Failures: those of the identifier.
  base::Status record(const AnswerInput& input) const;
  /// The same; nullptr: nothing_there().
  std::shared_ptr<const Recording> find(const std::string& identifier, StubState& stub) const {
    return stub.recording(group_, identifier);
  }
  /// The failure kClientsFault of who finds nothing.
  base::Diag nothing_there(const std::string& identifier, StubState& stub) const;

 private:
  std::string group_;  ///< empty: the common one
  std::optional<TextValue> identifier_;
  std::string tape_;  ///< path; empty: in memory
};

}  // namespace ricochet::stubserver

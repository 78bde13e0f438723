#pragma once
#include <cstddef>

#include "base/json/reader.h"
#include "base/result.h"
#include "stubserver/answer/draft.h"
#include "stubserver/model/answer_input.h"
#include "stubserver/model/load_options.h"

namespace ricochet::stubserver {

/// One key of a `response` object, compiled and immutable.
class ResponsePart {
 public:
  virtual ~ResponsePart() = default;
  /// Must not throw. A failure ends the answer: see kClientsFault.
  virtual base::Status apply(AnswerDraft& answer, const AnswerInput& input) const = 0;
  virtual bool sets_body() const { return false; }
  /// What answers a browser that asks ahead for the session (CORS): nullptr when nothing does.
  virtual const ResponsePart* preflight() const { return nullptr; }
};

/// What compiling a part needs beside its value, and leaves behind.
struct PartContext {
  /// Positions begin after those of the response that a settings file adds.
  explicit PartContext(const LoadOptions& o);
  const LoadOptions& options;
  std::size_t cursors;  ///< positions handed out so far in this session
  /// The object whose key is being compiled, for a key that depends on another; never nullptr then.
  const base::JsonReader* object = nullptr;
};

}  // namespace ricochet::stubserver

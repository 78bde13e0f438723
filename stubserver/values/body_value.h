#pragma once
#include <optional>
#include <string>

#include "stubserver/model/load_options.h"
#include "stubserver/values/file_value.h"
#include "stubserver/values/text_value.h"

namespace ricochet::stubserver {

/// Something to send: a string, a template, or the content of a file, in Moco's shapes: "text",
/// `{"text": ...}`, `{"template": ...}`, `{"json": "..."}`, `{"file": ...}`, `{"path_resource":
/// ...}`. Immutable.
class BodyValue {
 public:
  using Content = FileValue::Content;

  /// Findings go to the reader's list, nullopt then.
  static std::optional<BodyValue> compile(const base::JsonReader& value, const LoadOptions&);
  /// Any JSON, compact; a string is sent as it is (Moco).
  static BodyValue json(const base::JsonReader& value);

  /// Failures: those of TextValue and FileValue.
  base::Result<Content> content(const AnswerInput& input) const;

 private:
  std::optional<TextValue> text_;
  std::optional<FileValue> file_;
  std::string type_;
};

}  // namespace ricochet::stubserver

#pragma once
#include <memory>
#include <optional>
#include <string>

#include "stubserver/model/answer_input.h"

namespace ricochet::stubserver {

/// Moco's text value, as far as answers take it: a string (trimmed), or `{"template": ...}` that is
/// filled in for each request. Immutable, cheap to copy.
class TextValue {
 public:
  /// Findings go to the reader's list, nullopt then.
  static std::optional<TextValue> compile(const base::JsonReader& value);
  /// The value under a `template` key: a string, or `{"with": ..., "vars": {...}}`.
  static std::optional<TextValue> compile_template(const base::JsonReader& value);
  /// A template that stands elsewhere, in a file. Errors: stub/bad-template.
  static base::Result<TextValue> of_template(const std::string& source);
  static TextValue fixed(std::string_view text);

  /// Failures: kClientsFault when the request lacks what the template asks for.
  base::Result<std::string> text(const AnswerInput& input) const;
  /// The text, when it is the same for every request.
  const std::string* constant() const { return filled_ ? nullptr : &text_; }
  /// What every text begins with, whatever is filled in.
  std::string head() const;

 private:
  class Filled;
  std::string text_;
  std::shared_ptr<const Filled> filled_;
};

}  // namespace ricochet::stubserver

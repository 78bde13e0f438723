#pragma once
#include <memory>
#include <optional>
#include <string>

#include "stubserver/model/answer_input.h"

namespace ricochet::stubserver {

/// A string (trimmed), or `{"template": ...}` that is filled in for each request: the part of a
/// TextValue that reads no file. Immutable, cheap to copy.
class FilledText {
 public:
  /// Findings go to the reader's list, nullopt then.
  static std::optional<FilledText> compile(const base::JsonReader& value);
  /// The value under a `template` key: a string, or `{"with": ..., "vars": {...}}`.
  static std::optional<FilledText> compile_template(const base::JsonReader& value);
  /// A template that is the content of a file. Errors: template/syntax, with the place in it. `key`
  /// stands for it although it is read anew each time (match::FilledValues).
  static base::Result<FilledText> of_file(const std::string& content, const std::string& path,
                                          std::shared_ptr<const void> key = nullptr);
  static FilledText fixed(std::string_view text);

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

#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "stubserver/model/load_options.h"
#include "stubserver/values/file_value.h"
#include "stubserver/values/filled_text.h"

namespace ricochet::stubserver {

/// Moco's text value: "text", `{"text": ...}`, `{"template": ...}`, `{"json": "..."}`, `{"file":
/// ...}` or `{"path_resource": ...}`. The one reader for every key that takes a text, so that each
/// of them takes every form. Immutable.
class TextValue {
 public:
  using Content = FileValue::Content;

  /// Findings go to the reader's list, nullopt then.
  static std::optional<TextValue> compile(const base::JsonReader& value, const LoadOptions&);
  /// The same of an object in which the key of the form (`file`, `template` ...) stands beside
  /// others, which the caller has checked. nullopt without a finding: it has none of them.
  static std::optional<TextValue> compile_beside(const base::JsonReader& object,
                                                 const LoadOptions&);
  /// Any JSON, compact; a string is sent as it is (Moco).
  static TextValue json(const base::JsonReader& value);
  static TextValue fixed(std::string_view text);

  /// The bytes, and the type that goes with the form. Failures: those of FilledText and FileValue.
  base::Result<Content> content(const AnswerInput& input) const;
  /// The same where a line is wanted, not a body: of a file without white space at both ends.
  base::Result<std::string> text(const AnswerInput& input) const;
  /// The text, when it is the same for every request.
  const std::string* constant() const { return text_ ? text_->constant() : nullptr; }
  /// What every text begins with, whatever is filled in.
  std::string head() const { return text_ ? text_->head() : std::string(); }
  /// No request has a hand in it: a plain text, or the content of a file that the stub file names.
  bool is_ours() const { return text_ ? text_->constant() != nullptr : file_->is_fixed(); }
  /// The failure when a text cannot stand where it is used: the client's, unless it is ours.
  base::Diag unfit(std::string message, std::string hint = {}) const {
    return is_ours() ? base::Diag("stub/bad-value", std::move(message), std::move(hint))
                     : clients_fault(std::move(message), std::move(hint));
  }

 private:
  std::optional<FilledText> text_;
  std::optional<FileValue> file_;
  std::string type_;
};

}  // namespace ricochet::stubserver

#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json/json.h"
#include "base/json/reader.h"
#include "match/template/template.h"
#include "stubserver/model/answer_input.h"
#include "stubserver/values/template_vars.h"

namespace ricochet::stubserver {

/// A JSON value whose strings and keys are templates, parsed once. A string that is exactly one
/// `${x}` becomes the value with its own type. Immutable.
class JsonTemplate {
 public:
  /// Findings go to the reader's list, nullopt then. `vars` may be nullptr.
  static std::optional<JsonTemplate> compile(const base::JsonReader& value,
                                             std::shared_ptr<const TemplateVars> vars);

  /// The text of the JSON; with `raw`, of a string what it says. Failures: kClientsFault when the
  /// request lacks what is asked for, or makes two keys equal.
  base::Result<std::string> text(const AnswerInput& input, bool raw) const;

  /// True when some string looks like a template.
  static bool looks_like_one(const base::Json& value);

 private:
  struct Node;
  struct Member;
  class Compiler;
  base::Result<base::Json> fill(const AnswerInput& input) const;
  static base::Result<base::Json> fill(const Node& node, const match::NameScope& scope);
  static base::Result<base::Json> fill_object(const Node& node, const match::NameScope& scope);

  std::shared_ptr<const Node> root_;
  std::shared_ptr<const TemplateVars> vars_;
};

}  // namespace ricochet::stubserver

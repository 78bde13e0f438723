#include "stubserver/values/text_value.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "match/template/template.h"
#include "stubserver/values/stub_scope.h"
#include "stubserver/values/template_vars.h"

namespace ricochet::stubserver {

/// A template with its variables.
class TextValue::Filled {
 public:
  Filled(match::Template text, std::shared_ptr<const TemplateVars> vars)
      : text_(std::move(text)), vars_(std::move(vars)) {}

  base::Result<std::string> fill(const AnswerInput& input) const {
    const auto values = values_of(vars_.get(), input);
    if (!values) return values.error();
    const StubScope scope(input, *values);
    auto text = text_.render(scope.scope());
    if (!text) return for_client_or_us(text.error());
    return text;
  }

  const match::Template& source() const { return text_; }

 private:
  match::Template text_;
  std::shared_ptr<const TemplateVars> vars_;
};

TextValue TextValue::fixed(std::string_view text) {
  TextValue value;
  value.text_ = base::trim(text);
  return value;
}

std::optional<TextValue> TextValue::compile(const base::JsonReader& value) {
  if (value.is_string()) return fixed(*value.string());
  const std::string name = value.key().empty() ? "this" : base::in_quotes(value.key());
  if (!value.is_object()) {
    value.error(
        "wrong-type",
        name + " must be a string or a template, got " + base::JsonReader::describe(value.value()),
        value.value().is_primitive() ? "write it in double quotes"
                                     : R"(one value: "text" or { "template": "..." })");
    return std::nullopt;
  }
  value.object({"template"});
  // Another key has been reported already: it was meant to be this one.
  const auto inner = value.value().empty() ? value.require("template") : value.find("template");
  return inner ? compile_template(*inner) : std::nullopt;
}

std::optional<TextValue> TextValue::compile_template(const base::JsonReader& value) {
  base::JsonReader source = value;
  std::shared_ptr<const TemplateVars> vars;
  if (value.is_object()) {
    value.object({"with", "vars"});
    const auto with = value.require("with");
    const auto entries = value.require("vars");
    if (!with || !entries) return std::nullopt;
    vars = TemplateVars::compile(*entries);
    if (vars == nullptr) return std::nullopt;
    source = *with;
  }
  auto text = parse_template(source, vars.get(), true);
  if (!text) return std::nullopt;
  TextValue out;
  out.filled_ = std::make_shared<const Filled>(std::move(*text), std::move(vars));
  return out;
}

base::Result<TextValue> TextValue::of_template(const std::string& source) {
  auto text = match::Template::parse(source, match::Dialect::kMoco);
  if (!text) return text.error();
  TextValue out;
  out.filled_ = std::make_shared<const Filled>(std::move(*text), nullptr);
  return out;
}

std::string TextValue::head() const {
  if (!filled_) return text_;
  const std::string& source = filled_->source().text();
  return source.substr(0, std::min(source.find("${"), source.find("<#")));
}

base::Result<std::string> TextValue::text(const AnswerInput& input) const {
  return filled_ ? filled_->fill(input) : base::Result<std::string>(text_);
}

}  // namespace ricochet::stubserver

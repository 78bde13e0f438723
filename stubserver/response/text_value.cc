#include "stubserver/response/text_value.h"

#include "base/json.h"
#include "base/text.h"
#include "match/template.h"
#include "match/template_request.h"
#include "match/text_error.h"
#include "stubserver/response/template_vars.h"

namespace ricochet::stubserver {

namespace {

base::Diag for_client_or_us(base::Diag error) {
  if (error.code == "template/request") error.code = kBadRequest;
  return error;
}

/// The names that the template uses, checked before the first request: a warning only, because a
/// name that has a default, or is never reached, does no harm.
void warn_of_unknown_names(const base::JsonReader& source, const match::Template& text,
                           const TemplateVars* vars) {
  const match::Request request;
  const match::Subject subject(request);
  base::Json names = base::Json::object();
  if (vars != nullptr) {
    for (const auto& name : vars->names()) names[name] = "";
  }
  base::Random random(0);
  const match::FunctionScope functions(
      random, [] { return base::WallTime(); }, match::Dialect::kMoco);
  const match::JsonScope with_vars(names, &functions);
  const match::RequestScope scope(subject, {}, &with_vars);
  for (const auto& unknown : text.check(scope))
    source.warning("unknown-name", unknown.message, unknown.hint);
}

}  // namespace

/// A template with its variables.
class TextValue::Filled {
 public:
  Filled(match::Template text, std::shared_ptr<const TemplateVars> vars)
      : text_(std::move(text)), vars_(std::move(vars)) {}

  base::Result<std::string> fill(const Moment& moment) const {
    base::Json values = base::Json::object();
    if (vars_ != nullptr) {
      auto extracted = vars_->values(moment.subject);
      if (!extracted) return extracted.error();
      values = std::move(*extracted);
    }
    const match::FunctionScope functions(moment.world().random, moment.world().wall_now,
                                         match::Dialect::kMoco);
    const match::JsonScope with_vars(values, &functions);
    const match::RequestScope scope(
        moment.subject, moment.state.rule->matcher->path_variables(moment.subject), &with_vars);
    auto text = text_.render(scope);
    if (!text) return for_client_or_us(text.error());
    return text;
  }

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
  const auto written = source.string();
  if (!written) return std::nullopt;
  const std::string_view trimmed = base::trim(*written);
  const auto shift = static_cast<std::size_t>(trimmed.data() - written->data());
  auto text = match::Template::parse(trimmed, match::Dialect::kMoco);
  if (!text) {
    match::report(source, text.error(), shift);
    return std::nullopt;
  }
  warn_of_unknown_names(source, *text, vars.get());
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

base::Result<std::string> TextValue::text(const Moment& moment) const {
  return filled_ ? filled_->fill(moment) : base::Result<std::string>(text_);
}

}  // namespace ricochet::stubserver

#include "stubserver/values/filled_text.h"

#include <algorithm>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "match/part/findings.h"
#include "stubserver/values/stub_scope.h"
#include "stubserver/values/stub_template.h"
#include "stubserver/values/template_vars.h"

namespace ricochet::stubserver {

/// A template with its variables.
class FilledText::Filled {
 public:
  Filled(StubTemplate text, std::shared_ptr<const TemplateVars> vars,
         std::shared_ptr<const void> key = nullptr)
      : text_(std::move(text)), vars_(std::move(vars)), key_(std::move(key)) {}

  base::Result<std::string> fill(const AnswerInput& input) const {
    const auto values = values_of(vars_.get(), input);
    if (!values) return values.error();
    const StubScope scope(input, *values);
    return text_.render(scope.scope());
  }

  const std::string& source() const { return text_.text(); }
  const std::shared_ptr<const void>& key() const { return key_; }

 private:
  StubTemplate text_;
  std::shared_ptr<const TemplateVars> vars_;
  std::shared_ptr<const void> key_;
};

FilledText FilledText::fixed(std::string_view text) {
  FilledText value;
  value.text_ = base::trim(text);
  return value;
}

std::optional<FilledText> FilledText::compile(const base::JsonReader& value) {
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

std::optional<FilledText> FilledText::compile_template(const base::JsonReader& value) {
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
  auto text = StubTemplate::compile(source, vars.get(), true);
  if (!text) return std::nullopt;
  FilledText out;
  out.filled_ = std::make_shared<const Filled>(std::move(*text), std::move(vars));
  return out;
}

base::Result<FilledText> FilledText::of_file(const std::string& content, const std::string& path,
                                             std::shared_ptr<const void> key) {
  auto text = StubTemplate::of_file(content, path);
  if (!text) return text.error();
  FilledText out;
  out.filled_ = std::make_shared<const Filled>(std::move(*text), nullptr, std::move(key));
  return out;
}

std::string FilledText::head() const {
  if (!filled_) return text_;
  const std::string& source = filled_->source();
  return source.substr(0, std::min(source.find("${"), source.find("<#")));
}

base::Result<std::string> FilledText::text(const AnswerInput& input) const {
  if (!filled_) return text_;
  auto* known = input.subject.findings();
  if (known == nullptr) return filled_->fill(input);
  const std::shared_ptr<const void> key = filled_->key() != nullptr ? filled_->key() : filled_;
  return known->filled().once(key, [&] { return filled_->fill(input); });
}

}  // namespace ricochet::stubserver

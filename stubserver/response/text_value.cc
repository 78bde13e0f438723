#include "stubserver/response/text_value.h"

#include "base/json.h"
#include "base/text.h"
#include "stubserver/response/response.h"

namespace ricochet::stubserver {

class TextValue::Filled {};

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
        value.value().is_primitive() ? "write it in double quotes" : "");
    return std::nullopt;
  }
  value.object({"template"});
  const auto inner = value.require("template");
  return inner ? compile_template(*inner) : std::nullopt;
}

std::optional<TextValue> TextValue::compile_template(const base::JsonReader& value) {
  report_not_supported_yet(value);
  return std::nullopt;
}

base::Result<TextValue> TextValue::of_template(const std::string&) {
  return base::Diag("stub/bad-template", "templates");
}

base::Result<std::string> TextValue::text(const Moment&) const { return text_; }

}  // namespace ricochet::stubserver

#include "stubserver/values/text_value.h"

#include "base/error_mark.h"
#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::stubserver {

namespace {

constexpr const char* kPlainText = "text/plain; charset=utf-8";
constexpr const char* kJson = "application/json; charset=utf-8";

}  // namespace

std::optional<TextValue> TextValue::compile(const base::JsonReader& value,
                                            const LoadOptions& options) {
  if (!value.is_object()) {
    TextValue out;
    out.type_ = kPlainText;
    out.text_ = FilledText::compile(value);
    return out.text_ ? std::optional(std::move(out)) : std::nullopt;
  }
  const base::ErrorMark mark(value.diags());
  value.object({"text", "template", "json", "file", "path_resource"});
  if (!mark.clean()) return std::nullopt;
  if (value.value().size() != 1) {
    const std::string name = value.key().empty() ? "this" : base::in_quotes(value.key());
    value.error("wrong-type", name + " has exactly one kind of content",
                R"(write "text", { "template": "..." }, { "file": "a.txt" } ...)");
    return std::nullopt;
  }
  return compile_beside(value, options);
}

std::optional<TextValue> TextValue::compile_beside(const base::JsonReader& object,
                                                   const LoadOptions& options) {
  TextValue out;
  out.type_ = kPlainText;
  if (const auto text = object.find("text")) {
    out.text_ = FilledText::compile(*text);
  } else if (const auto filled = object.find("template")) {
    out.text_ = FilledText::compile_template(*filled);
  } else if (const auto json = object.find("json")) {
    return TextValue::json(*json);
  } else if (const auto file = object.find("file")) {
    out.file_ = compile_file_value(*file, options);
  } else if (const auto resource = object.find("path_resource")) {
    out.file_ = compile_resource_value(*resource, options);
  }
  return out.text_ || out.file_ ? std::optional(std::move(out)) : std::nullopt;
}

TextValue TextValue::json(const base::JsonReader& value) {
  const base::Json& json = value.value();
  TextValue out = fixed(json.is_string() ? json.get<std::string>() : base::compact_json(json));
  out.type_ = kJson;
  return out;
}

TextValue TextValue::fixed(std::string_view text) {
  TextValue out;
  out.type_ = kPlainText;
  out.text_ = FilledText::fixed(text);
  return out;
}

base::Result<TextValue::Content> TextValue::content(const AnswerInput& input) const {
  if (file_) return file_->read(input);
  auto text = text_->text(input);
  if (!text) return text.error();
  Content out;
  out.bytes = std::move(*text);
  out.type = type_;
  return out;
}

base::Result<std::string> TextValue::text(const AnswerInput& input) const {
  if (text_) return text_->text(input);
  const auto content = file_->read(input);
  if (!content) return content.error();
  return std::string(base::trim(content->bytes));
}

}  // namespace ricochet::stubserver

#include "stubserver/values/body_value.h"

#include "base/json.h"
#include "base/text.h"

namespace ricochet::stubserver {

namespace {

constexpr const char* kPlainText = "text/plain; charset=utf-8";
constexpr const char* kJson = "application/json; charset=utf-8";

}  // namespace

std::optional<BodyValue> BodyValue::compile(const base::JsonReader& value,
                                            const LoadOptions& options) {
  BodyValue out;
  out.type_ = kPlainText;
  if (!value.is_object() || value.find("template")) {
    out.text_ = TextValue::compile(value);
    return out.text_ ? std::optional(std::move(out)) : std::nullopt;
  }
  value.object({"text", "template", "json", "file", "path_resource"});
  if (value.value().size() != 1) {
    value.error("wrong-type", base::in_quotes(value.key()) + " has exactly one kind of content",
                R"(write "text", { "template": "..." }, { "file": "a.txt" } ...)");
    return std::nullopt;
  }
  if (const auto text = value.find("text")) {
    out.text_ = TextValue::compile(*text);
  } else if (const auto json = value.find("json")) {
    return BodyValue::json(*json);
  } else if (const auto file = value.find("file")) {
    out.file_ = FileValue::compile(*file, options, {options.file_root}, "write the path of a file");
  } else if (const auto resource = value.find("path_resource")) {
    out.file_ = FileValue::compile(*resource, options, options.resources,
                                   "name the folder that holds it with --resources");
  }
  return out.text_ || out.file_ ? std::optional(std::move(out)) : std::nullopt;
}

BodyValue BodyValue::json(const base::JsonReader& value) {
  const base::Json& json = value.value();
  BodyValue out;
  out.type_ = kJson;
  out.text_ =
      TextValue::fixed(json.is_string() ? json.get<std::string>() : base::compact_json(json));
  return out;
}

base::Result<BodyValue::Content> BodyValue::content(const AnswerInput& input) const {
  if (file_) return file_->read(input);
  auto text = text_->text(input);
  if (!text) return text.error();
  Content out;
  out.bytes = std::move(*text);
  out.type = type_;
  return out;
}

}  // namespace ricochet::stubserver

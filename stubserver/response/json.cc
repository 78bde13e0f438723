#include "stubserver/response/parts.h"

#include "base/json/json.h"

#include "stubserver/values/json_template.h"

namespace ricochet::stubserver {

namespace {

constexpr const char* kType = "application/json; charset=utf-8";

class JsonBody final : public ResponsePart {
 public:
  explicit JsonBody(std::string text) : text_(std::move(text)) {}
  bool sets_body() const override { return true; }
  base::Status apply(AnswerDraft& answer, const AnswerInput&) const override {
    answer.set_body(text_, kType);
    return {};
  }

 private:
  std::string text_;
};

class FilledJsonBody final : public ResponsePart {
 public:
  /// `raw`: the template is one string, whose text is sent as it is.
  FilledJsonBody(JsonTemplate json, bool raw) : json_(std::move(json)), raw_(raw) {}
  bool sets_body() const override { return true; }
  base::Status apply(AnswerDraft& answer, const AnswerInput& input) const override {
    auto text = json_.text(input, raw_);
    if (!text) return text.error();
    answer.set_body(std::move(*text), kType);
    return {};
  }

 private:
  JsonTemplate json_;
  bool raw_;
};

/// The switch beside `json`.
struct Switch {
  bool given = false;
  bool on = false;
  std::shared_ptr<const TemplateVars> vars;
};

Switch read_switch(const base::JsonReader& object) {
  Switch out;
  const auto value = object.find("template");
  if (!value) return out;
  out.given = true;
  if (value->is_object()) {
    value->object({"vars"});
    const auto vars = value->require("vars");
    if (vars) out.vars = TemplateVars::compile(*vars);
    out.on = out.vars != nullptr;
  } else {
    out.on = value->boolean().value_or(false);
  }
  return out;
}

}  // namespace

/// Written compactly once, keys in the order of the file. A string is sent as it is, without
/// quotes: that is how Moco takes JSON that somebody has written as text.
std::unique_ptr<const ResponsePart> compile_json(const base::JsonReader& value,
                                                 PartContext& context) {
  const Switch fill = read_switch(*context.object);
  const base::Json& json = value.value();
  if (fill.on) {
    auto filled = JsonTemplate::compile(value, fill.vars);
    if (!filled) return nullptr;
    return std::make_unique<FilledJsonBody>(std::move(*filled), json.is_string());
  }
  if (!fill.given && JsonTemplate::looks_like_one(json)) {
    value.warning("looks-like-template", "the ${...} in this json is sent as it stands, as in Moco",
                  R"(put "template": true beside "json" to have it filled in, or false to say so)");
  }
  return std::make_unique<JsonBody>(json.is_string() ? json.get<std::string>()
                                                     : base::compact_json(json));
}

/// compile_json() has read it; here it is only seen to that there is something to switch.
std::unique_ptr<const ResponsePart> compile_template_switch(const base::JsonReader& value,
                                                            PartContext& context) {
  if (!context.object->find("json")) {
    value.error_at_key("misplaced", "\"template\" as a key of its own belongs beside \"json\"",
                       R"(other values take it inside: "text": { "template": "${req.method}" })");
  }
  return nullptr;
}

}  // namespace ricochet::stubserver

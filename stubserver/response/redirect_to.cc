#include "stubserver/response/parts.h"

#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "stubserver/values/file_value.h"
#include "stubserver/values/header_field.h"
#include "stubserver/values/text_value.h"

namespace ricochet::stubserver {

namespace {

/// Where to go: a text, or what a file holds.
class Target {
 public:
  explicit Target(TextValue text) : text_(std::move(text)) {}
  explicit Target(FileValue file) : file_(std::move(file)) {}
  base::Result<std::string> url(const AnswerInput& input) const {
    if (text_) return text_->text(input);
    auto content = file_->read(input);
    if (!content) return content.error();
    return std::string(base::trim(content->bytes));
  }

 private:
  std::optional<TextValue> text_;
  std::optional<FileValue> file_;
};

class RedirectTo final : public ResponsePart {
 public:
  explicit RedirectTo(Target target) : target_(std::move(target)) {}
  base::Status apply(AnswerDraft& answer, const AnswerInput& input) const override {
    auto target = target_.url(input);
    if (!target) return target.error();
    if (target->empty() || !is_field_value(*target)) {
      return base::Diag(kClientsFault, "the target of the redirect is not a URL on one line: " +
                                           base::in_quotes(base::shorten(*target, 60)));
    }
    answer.response.status = 302;
    answer.response.set_header("Location", std::move(*target));
    return {};
  }

 private:
  Target target_;
};

std::optional<Target> read_text(const base::JsonReader& value) {
  auto text = TextValue::compile(value);
  if (!text) return std::nullopt;
  if (const std::string* fixed = text->constant();
      fixed != nullptr && (fixed->empty() || !is_field_value(*fixed))) {
    value.error("bad-header", "\"redirectTo\" must be a URL on one line",
                "write where to go: \"/login\"");
    return std::nullopt;
  }
  return Target(std::move(*text));
}

/// Nothing, when the value has no such form.
std::optional<base::JsonReader> file_form(const base::JsonReader& value, std::string_view key) {
  if (!value.is_object() || value.value().size() != 1) return std::nullopt;
  return value.find(key);
}

}  // namespace

std::unique_ptr<const ResponsePart> compile_redirect_to(const base::JsonReader& value,
                                                        PartContext& context) {
  std::optional<Target> target;
  if (const auto name = file_form(value, "file")) {
    if (auto file = compile_file_value(*name, context.options)) target.emplace(std::move(*file));
  } else if (const auto resource = file_form(value, "path_resource")) {
    if (auto file = compile_resource_value(*resource, context.options))
      target.emplace(std::move(*file));
  } else {
    target = read_text(value);
  }
  if (!target) return nullptr;
  return std::make_unique<RedirectTo>(std::move(*target));
}

}  // namespace ricochet::stubserver

#include "stubserver/response/parts.h"

#include <utility>

#include "base/text/printable.h"
#include "stubserver/values/header_field.h"
#include "stubserver/values/text_value.h"

namespace ricochet::stubserver {

namespace {

class RedirectTo final : public ResponsePart {
 public:
  explicit RedirectTo(TextValue target) : target_(std::move(target)) {}
  base::Status apply(AnswerDraft& answer, const AnswerInput& input) const override {
    auto target = target_.text(input);
    if (!target) return target.error();
    if (target->empty() || !is_field_value(*target)) {
      return target_.unfit("the target of the redirect is not a URL on one line: " +
                           base::in_quotes(base::shorten(*target, 60)));
    }
    answer.response.status = 302;
    answer.response.set_header("Location", std::move(*target));
    return {};
  }

 private:
  TextValue target_;
};

}  // namespace

std::unique_ptr<const ResponsePart> compile_redirect_to(const base::JsonReader& value,
                                                        PartContext& context) {
  auto target = TextValue::compile(value, context.options);
  if (!target) return nullptr;
  if (const std::string* fixed = target->constant();
      fixed != nullptr && (fixed->empty() || !is_field_value(*fixed))) {
    value.error("bad-header", "\"redirectTo\" must be a URL on one line",
                "write where to go: \"/login\"");
    return nullptr;
  }
  return std::make_unique<RedirectTo>(std::move(*target));
}

}  // namespace ricochet::stubserver

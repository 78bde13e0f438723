#include "stubserver/response/header_field.h"
#include "stubserver/response/text_value.h"

#include "base/text.h"

namespace ricochet::stubserver {

namespace {

class RedirectTo final : public Part {
 public:
  explicit RedirectTo(TextValue target) : target_(std::move(target)) {}
  base::Status apply(Answer& answer, const Moment& moment) const override {
    auto target = target_.text(moment);
    if (!target) return target.error();
    if (!is_field_value(*target)) {
      return base::Diag(kBadRequest, "the target of the redirect would hold control characters: " +
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

std::unique_ptr<const Part> compile_redirect_to(const base::JsonReader& value, PartContext&) {
  auto target = TextValue::compile(value);
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

#include "stubserver/response/parts.h"

#include "stubserver/values/text_value.h"

namespace ricochet::stubserver {

namespace {

class Text final : public ResponsePart {
 public:
  explicit Text(TextValue text) : text_(std::move(text)) {}
  bool sets_body() const override { return true; }
  base::Status apply(AnswerDraft& answer, const AnswerInput& input) const override {
    auto content = text_.content(input);
    if (!content) return content.error();
    answer.set_body(std::move(content->bytes), content->type);
    return {};
  }

 private:
  TextValue text_;
};

}  // namespace

std::unique_ptr<const ResponsePart> compile_text(const base::JsonReader& value,
                                                 PartContext& context) {
  auto text = TextValue::compile(value, context.options);
  if (!text) return nullptr;
  return std::make_unique<Text>(std::move(*text));
}

}  // namespace ricochet::stubserver

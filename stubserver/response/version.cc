#include "stubserver/response/parts.h"

#include "base/text/printable.h"
#include "base/text/text.h"
#include "stubserver/values/text_value.h"

namespace ricochet::stubserver {

namespace {

bool is_version(std::string_view text) { return text == "HTTP/1.0" || text == "HTTP/1.1"; }

class Version final : public ResponsePart {
 public:
  explicit Version(TextValue text) : text_(std::move(text)) {}
  base::Status apply(AnswerDraft& answer, const AnswerInput& input) const override {
    auto text = text_.text(input);
    if (!text) return text.error();
    std::string version = base::to_upper(base::trim(*text));
    if (!is_version(version)) {
      return text_.unfit("\"version\" became " + base::in_quotes(*text),
                         "it must be HTTP/1.0 or HTTP/1.1");
    }
    answer.response.version = std::move(version);
    return {};
  }

 private:
  TextValue text_;
};

}  // namespace

std::unique_ptr<const ResponsePart> compile_version(const base::JsonReader& value,
                                                    PartContext& context) {
  auto text = TextValue::compile(value, context.options);
  if (!text) return nullptr;
  if (const std::string* fixed = text->constant();
      fixed != nullptr && !is_version(base::to_upper(*fixed))) {
    value.error("bad-version",
                base::in_quotes(*fixed) + " is not a version that we can answer with",
                "write HTTP/1.0 or HTTP/1.1");
    return nullptr;
  }
  return std::make_unique<Version>(std::move(*text));
}

}  // namespace ricochet::stubserver

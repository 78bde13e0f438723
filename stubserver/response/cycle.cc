#include "stubserver/response/parts.h"

#include "stubserver/response/elements.h"

namespace ricochet::stubserver {

namespace {

/// Round robin.
class Cycle final : public ResponsePart {
 public:
  explicit Cycle(Elements elements) : elements_(std::move(elements)) {}
  bool sets_body() const override { return elements_.sets_body(); }
  const ResponsePart* preflight() const override { return elements_.preflight(); }
  base::Status apply(AnswerDraft& answer, const AnswerInput& input) const override {
    return elements_.responses[elements_.next(input) % elements_.responses.size()]->apply(answer,
                                                                                          input);
  }

 private:
  Elements elements_;
};

}  // namespace

std::unique_ptr<const ResponsePart> compile_cycle(const base::JsonReader& value,
                                                  PartContext& context) {
  auto elements = compile_elements(value, context);
  if (elements.responses.empty()) return nullptr;
  return std::make_unique<Cycle>(std::move(elements));
}

}  // namespace ricochet::stubserver

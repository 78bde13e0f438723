#include "stubserver/response/parts.h"

#include <algorithm>

#include "stubserver/response/elements.h"
#include "stubserver/response/response.h"

namespace ricochet::stubserver {

namespace {

/// The n-th hit gets the n-th response, every later one the last.
class Seq final : public ResponsePart {
 public:
  explicit Seq(Elements elements) : elements_(std::move(elements)) {}
  bool sets_body() const override { return elements_.sets_body(); }
  const ResponsePart* preflight() const override { return elements_.preflight(); }
  base::Status apply(AnswerDraft& answer, const AnswerInput& input) const override {
    const std::uint64_t last = elements_.responses.size() - 1;
    return elements_.responses[std::min(elements_.next(input), last)]->apply(answer, input);
  }

 private:
  Elements elements_;
};

}  // namespace

base::Shape shape_of_responses() { return base::Shape::list(response_shape(), 2); }

std::unique_ptr<const ResponsePart> compile_seq(const base::JsonReader& value,
                                                PartContext& context) {
  auto elements = compile_elements(value, context);
  if (elements.responses.empty()) return nullptr;
  return std::make_unique<Seq>(std::move(elements));
}

}  // namespace ricochet::stubserver

#include "stubserver/response/parts.h"

#include <algorithm>

#include "stubserver/response/elements.h"

namespace ricochet::stubserver {

namespace {

/// The n-th hit gets the n-th response, every later one the last.
class Seq final : public Part {
 public:
  explicit Seq(Elements elements) : elements_(std::move(elements)) {}
  bool sets_body() const override { return elements_.sets_body(); }
  const Part* preflight() const override { return elements_.preflight(); }
  base::Status apply(Answer& answer, const Moment& moment) const override {
    const std::uint64_t last = elements_.responses.size() - 1;
    return elements_.responses[std::min(elements_.next(moment), last)]->apply(answer, moment);
  }

 private:
  Elements elements_;
};

}  // namespace

std::unique_ptr<const Part> compile_seq(const base::JsonReader& value, PartContext& context) {
  auto elements = compile_elements(value, context);
  if (elements.responses.empty()) return nullptr;
  return std::make_unique<Seq>(std::move(elements));
}

}  // namespace ricochet::stubserver

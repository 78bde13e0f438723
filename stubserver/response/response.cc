#include "stubserver/response/response.h"

#include <algorithm>
#include <utility>

#include "base/text/printable.h"
#include "stubserver/response/parts.h"

namespace ricochet::stubserver {

namespace {

const base::Shape& response_form() {
  static const base::Shape kShape = [] {
    std::vector<base::ShapeKey> keys;
    for (const auto& kind : part_kinds())
      keys.push_back({std::string(kind.key), kind.shape(), std::string(kind.text)});
    return base::Shape::object(std::move(keys), {base::KeyRule::needs("template", {"json"})});
  }();
  return kShape;
}

}  // namespace

const base::Shape& response_shape() {
  static const base::Shape kShape = base::Shape::named("response", response_form);
  return kShape;
}

std::unique_ptr<const CompiledResponse> CompiledResponse::compile(const base::JsonReader& place,
                                                                  PartContext& context) {
  const base::JsonReader object = place.as(response_shape());
  if (!object.object()) return nullptr;
  const base::JsonReader* const around = std::exchange(context.object, &object);

  std::vector<std::unique_ptr<const ResponsePart>> parts;
  std::string body_key;
  for (const auto& kind : part_kinds()) {
    const auto value = object.find(kind.key);
    if (!value) continue;
    auto part = kind.compile(*value, context);
    if (part == nullptr) continue;
    if (part->sets_body()) {
      if (!body_key.empty()) {
        value->error_at_key("two-bodies",
                            "both " + base::in_quotes(body_key) + " and " +
                                base::in_quotes(kind.key) + " set the body of the answer",
                            "keep one of them");
      }
      body_key = kind.key;
    }
    parts.push_back(std::move(part));
  }
  context.object = around;
  return std::make_unique<const CompiledResponse>(std::move(parts));
}

base::Status CompiledResponse::apply(AnswerDraft& answer, const AnswerInput& input) const {
  for (const auto& part : parts_) {
    if (auto done = part->apply(answer, input); !done) return done;
    if (answer.complete) break;
  }
  return {};
}

const ResponsePart* CompiledResponse::preflight() const {
  for (const auto& part : parts_) {
    if (const ResponsePart* found = part->preflight()) return found;
  }
  return nullptr;
}

bool CompiledResponse::sets_body() const {
  return std::any_of(parts_.begin(), parts_.end(),
                     [](const auto& part) { return part->sets_body(); });
}

}  // namespace ricochet::stubserver

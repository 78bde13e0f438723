#include "runner/steps/publish.h"

#include "base/text/printable.h"
#include "base/text/text.h"
#include "runner/steps/publication.h"
#include "runner/steps/publish_stream.h"
#include "runner/world/scenario_context.h"

namespace ricochet::runner {

namespace {

using base::JsonReader;

/// `{ "publish": { "topic": ..., "key": ..., "json": ... } }`, or a list of those for a batch.
class PublishStep final : public Step {
 public:
  explicit PublishStep(std::vector<Publication> all) : all_(std::move(all)) {}

  std::string title() const override {
    const Publication& first = all_.front();
    std::string out = "publish to " + first.record.topic + ": " +
                      (first.record.value ? base::shorten(base::printable(*first.record.value), 80)
                                          : "a tombstone");
    if (first.deliveries > 1) out += ", " + std::to_string(first.deliveries) + " times";
    if (all_.size() > 1) out += " and " + base::plural(all_.size() - 1, "more record");
    return out;
  }

  Task<StepOutcome> run(ScenarioContext& context) const override {
    for (const auto& publication : all_) {
      for (int i = 0; i < publication.deliveries; ++i) {
        StepOutcome sent = co_await context.publish(publication.record, where());
        if (sent.outcome != Outcome::kPassed) co_return sent;
      }
    }
    co_return StepOutcome::passed();
  }

 private:
  std::vector<Publication> all_;
};

}  // namespace

const base::Shape& publish_shape() {
  using base::Shape;
  static const Shape kShape = Shape::either(
      {publication_shape(), Shape::list(publication_shape(), 1), publish_stream_shape()});
  return kShape;
}

std::unique_ptr<Step> parse_publish(const JsonReader& body, const Scenario& scenario) {
  if (body.find("ndjson")) return parse_publish_stream(body, scenario);
  std::vector<Publication> all;
  bool ok = true;
  auto add = [&](const JsonReader& one) {
    auto publication = read_publication(one, scenario);
    ok = ok && publication.has_value();
    if (publication) all.push_back(std::move(*publication));
  };
  if (body.is_array()) {
    for (const auto& element : body.elements()) add(element);
    if (body.elements().empty())
      body.error("empty", "an empty batch publishes nothing", "add a record or remove the step");
  } else {
    add(body);
  }
  if (!ok || all.empty()) return nullptr;
  return std::make_unique<PublishStep>(std::move(all));
}

}  // namespace ricochet::runner

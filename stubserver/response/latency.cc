#include "stubserver/response/parts.h"

#include "stubserver/values/distribution.h"
#include "stubserver/values/duration_value.h"

namespace ricochet::stubserver {

namespace {

/// Only notes the wait: whoever performs the decision holds the answer back on a timer.
class Latency final : public ResponsePart {
 public:
  explicit Latency(base::Duration wait) : wait_(wait) {}
  base::Status apply(AnswerDraft& answer, const AnswerInput&) const override {
    answer.delay += wait_;  // a `seq` element's own latency comes on top, as in Moco
    return {};
  }

 private:
  base::Duration wait_;
};

/// The same with a wait that differs from call to call; the n-th is the same in every run with the
/// same seed.
class RandomLatency final : public ResponsePart {
 public:
  RandomLatency(Distribution wait, std::size_t cursor) : wait_(wait), cursor_(cursor) {}
  base::Status apply(AnswerDraft& answer, const AnswerInput& input) const override {
    base::Random random = input.random(cursor_, input.state.cursors[cursor_].fetch_add(1) + 1);
    answer.delay += wait_.draw(random);
    return {};
  }

 private:
  Distribution wait_;
  std::size_t cursor_;
};

}  // namespace

std::unique_ptr<const ResponsePart> compile_latency(const base::JsonReader& value,
                                                    PartContext& context) {
  if (Distribution::is_one(value)) {
    const auto distribution = Distribution::compile(value);
    if (!distribution) return nullptr;
    return std::make_unique<RandomLatency>(*distribution, context.cursors++);
  }
  const auto wait = read_duration_value(value);
  if (!wait) return nullptr;
  if (*wait <= base::Duration::zero()) {
    value.error("bad-latency", "\"latency\" must be longer than nothing",
                "remove it, or write 1 or more");
    return nullptr;
  }
  return std::make_unique<Latency>(*wait);
}

}  // namespace ricochet::stubserver

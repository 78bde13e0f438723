#include "stubserver/response/duration_value.h"
#include "stubserver/response/part.h"

namespace ricochet::stubserver {

namespace {

/// Only notes the wait: whoever performs the decision holds the answer back on a timer.
class Latency final : public Part {
 public:
  explicit Latency(base::Duration wait) : wait_(wait) {}
  base::Status apply(Answer& answer, const Moment&) const override {
    answer.delay += wait_;  // a `seq` element's own latency comes on top, as in Moco
    return {};
  }

 private:
  base::Duration wait_;
};

}  // namespace

std::unique_ptr<const Part> compile_latency(const base::JsonReader& value, PartContext&) {
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

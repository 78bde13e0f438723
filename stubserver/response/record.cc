#include "stubserver/response/recording_place.h"

namespace ricochet::stubserver {

namespace {

/// Keeps the request for `replay`. Moco's answer is an empty text; ours leaves a body alone that
/// another part has set.
class Record final : public Part {
 public:
  explicit Record(RecordingPlace place) : place_(std::move(place)) {}
  base::Status apply(Answer& answer, const Moment& moment) const override {
    if (auto done = place_.record(moment); !done) return done;
    if (answer.response.body.empty()) answer.set_body({}, "text/plain; charset=utf-8");
    return {};
  }

 private:
  RecordingPlace place_;
};

}  // namespace

std::unique_ptr<const Part> compile_record(const base::JsonReader& value, PartContext& context) {
  auto place = RecordingPlace::compile(value, context);
  if (!place) return nullptr;
  return std::make_unique<Record>(std::move(*place));
}

}  // namespace ricochet::stubserver

#include "stubserver/response/parts.h"

#include "base/worker.h"
#include "stubserver/response/recording_place.h"
#include "stubserver/response/shapes.h"
#include "stubserver/response/tape.h"

namespace ricochet::stubserver {

namespace {

/// Writes to a tape. The answer leaves when it has been written (Moco).
class TapeWrite final : public Errand {
 public:
  TapeWrite(std::string tape, std::string identifier, match::Request request)
      : tape_(std::move(tape)), identifier_(std::move(identifier)), request_(std::move(request)) {}

  void start(ErrandContext context, std::function<void(base::Status)> done) override {
    const std::size_t bytes = request_.body.size();
    writing_ = context.loop.worker().run(
        bytes,
        [tape = std::move(tape_), identifier = std::move(identifier_),
         request = std::move(request_)] { return tape.record(identifier, request); },
        std::move(done));
  }

 private:
  Tape tape_;
  std::string identifier_;
  match::Request request_;
  base::Worker::Ticket writing_;
};

/// Keeps the request for `replay`. Moco's answer is an empty text; ours leaves a body alone that
/// another part has set.
class RecordPart final : public ResponsePart {
 public:
  explicit RecordPart(RecordingPlace place) : place_(std::move(place)) {}
  base::Status apply(AnswerDraft& answer, const AnswerInput& input) const override {
    if (auto done = keep(answer, input); !done) return done;
    if (answer.response.body.empty()) answer.set_body({}, "text/plain; charset=utf-8");
    return {};
  }

 private:
  base::Status keep(AnswerDraft& answer, const AnswerInput& input) const {
    const match::Request* request = input.subject.request();
    if (place_.tape().empty() || request == nullptr) return place_.record(input);
    auto identifier = place_.identifier(input);
    if (!identifier) return identifier.error();
    answer.errands.push_back(
        std::make_unique<TapeWrite>(place_.tape(), std::move(*identifier), *request));
    return {};
  }

  RecordingPlace place_;
};

}  // namespace

base::Shape shape_of_record() {
  return RecordingPlace::shape({"modifier", base::Shape::any(), "of `replay`: no effect here"});
}

std::unique_ptr<const ResponsePart> compile_record(const base::JsonReader& at,
                                                   PartContext& context) {
  static const base::Shape kShape = shape_of_record();
  const base::JsonReader value = at.as(kShape);
  auto place = RecordingPlace::compile(value, context);
  if (const auto modifier = value.find("modifier")) {
    modifier->warning("ignored", "\"modifier\" has no effect in a \"record\"",
                      "put it into the \"replay\"");
  }
  if (!place) return nullptr;
  return std::make_unique<RecordPart>(std::move(*place));
}

}  // namespace ricochet::stubserver

#include "stubserver/response/parts.h"

#include "base/worker.h"
#include "stubserver/response/recording_place.h"
#include "stubserver/response/response.h"
#include "stubserver/response/shapes.h"
#include "stubserver/response/tape.h"

namespace ricochet::stubserver {

namespace {

/// What is replayed, and how it is modified. Immutable.
struct Script {
  RecordingPlace place;
  // What a recorded request is made into: its body, a template, or a whole response. In both of
  // them `req` is the recorded request.
  std::optional<FilledText> text;
  std::unique_ptr<const CompiledResponse> response;

  base::Status play(const Recording& recording, AnswerDraft& answer, RuleState& state,
                    StubState& stub) const {
    const match::Subject recorded(recording.request);
    const AnswerInput then{recorded, state, stub, &recording.path_variables};
    if (response != nullptr) return response->apply(answer, then);
    auto body = text ? text->text(then) : base::Result<std::string>(recording.request.body);
    if (!body) return body.error();
    answer.set_body(std::move(*body), "text/plain; charset=utf-8");
    return {};
  }
};

/// Reads a tape and goes on with the answer then: behind all other parts, which did not wait.
class TapeReplay final : public Errand {
 public:
  TapeReplay(std::shared_ptr<const Script> script, std::string identifier, const AnswerInput& input)
      : script_(std::move(script)),
        identifier_(std::move(identifier)),
        state_(input.state.shared_from_this()),
        stub_(input.stub) {}

  void start(ErrandContext context, std::function<void(base::Status)> done) override {
    reading_ = context.loop.worker().run(
        0,
        [tape = Tape(script_->place.tape()), identifier = identifier_] {
          return tape.find(identifier);
        },
        [this, context, done = std::move(done)](base::Result<std::optional<match::Request>> found) {
          done(found ? go_on(context, std::move(*found)) : base::Status(found.error()));
        });
  }

 private:
  base::Status go_on(const ErrandContext& context, std::optional<match::Request> found) {
    if (!found) return script_->place.nothing_there(identifier_, stub_);
    Recording recording;
    recording.request = std::move(*found);
    AnswerDraft made;
    made.response = std::move(context.response);
    auto done = script_->play(recording, made, *state_, stub_);
    context.response = std::move(made.response);
    context.delay += made.delay;
    if (context.delivery == nullptr) context.delivery = std::move(made.delivery);
    context.more = std::move(made.errands);
    return done;
  }

  std::shared_ptr<const Script> script_;
  std::string identifier_;
  std::shared_ptr<RuleState> state_;  // the stub may drop it while the tape is read
  StubState& stub_;
  base::Worker::Ticket reading_;
};

class Replay final : public ResponsePart {
 public:
  explicit Replay(Script script) : script_(std::make_shared<const Script>(std::move(script))) {}
  bool sets_body() const override {
    return script_->response == nullptr || script_->response->sets_body();
  }
  const ResponsePart* preflight() const override {
    return script_->response == nullptr ? nullptr : script_->response->preflight();
  }

  base::Status apply(AnswerDraft& answer, const AnswerInput& input) const override {
    if (script_->place.tape().empty()) {
      const auto found = script_->place.find(input);
      if (!found) return found.error();
      return script_->play(*found, answer, input.state, input.stub);
    }
    auto identifier = script_->place.identifier(input);
    if (!identifier) return identifier.error();
    answer.errands.push_back(std::make_unique<TapeReplay>(script_, std::move(*identifier), input));
    return {};
  }

 private:
  std::shared_ptr<const Script> script_;
};

/// False after a finding.
bool read_modifier(const base::JsonReader& value, PartContext& context, Script& out) {
  if (value.is_object()) {
    out.response = CompiledResponse::compile(value, context);
    return out.response != nullptr;
  }
  out.text = FilledText::compile_template(value);
  return out.text.has_value();
}

}  // namespace

base::Shape shape_of_replay() {
  using base::Shape;
  return RecordingPlace::shape(
      {"modifier", Shape::either({Shape::text(), response_shape()}),
       "a template, or a response, made of the request that was recorded"});
}

std::unique_ptr<const ResponsePart> compile_replay(const base::JsonReader& at,
                                                   PartContext& context) {
  static const base::Shape kShape = shape_of_replay();
  const base::JsonReader value = at.as(kShape);
  auto place = RecordingPlace::compile(value, context);
  Script script;
  const auto modifier = value.find("modifier");
  if (modifier && !read_modifier(*modifier, context, script)) return nullptr;
  if (!place) return nullptr;
  script.place = std::move(*place);
  return std::make_unique<Replay>(std::move(script));
}

}  // namespace ricochet::stubserver

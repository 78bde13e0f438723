#include "stubserver/response/parts.h"

#include <exception>
#include <utility>
#include <vector>

#include "base/worker.h"
#include "match/part/findings.h"
#include "match/work.h"
#include "stubserver/response/recording_place.h"
#include "stubserver/response/response.h"
#include "stubserver/response/shapes.h"
#include "stubserver/response/tape.h"

namespace ricochet::stubserver {

namespace {

/// A recorded request while an answer is made of it.
struct Kept {
  explicit Kept(std::shared_ptr<const Recording> r) : recording(std::move(r)) {
    match::keep_findings(subject);
  }
  std::shared_ptr<const Recording> recording;
  match::Subject subject{recording->request};
};

/// What is replayed, and how it is modified. Immutable.
struct Script {
  RecordingPlace place;
  // What a recorded request is made into: its body, a template, or a whole response. In both of
  // them `req` is the recorded request.
  std::optional<FilledText> text;
  std::unique_ptr<const CompiledResponse> response;

  bool is_modified() const { return text.has_value() || response != nullptr; }

  base::Status play(const Kept& kept, AnswerDraft& answer, RuleState& state,
                    StubState& stub) const {
    const AnswerInput then{kept.subject, state, stub, &kept.recording->path_variables};
    if (response != nullptr) return response->apply(answer, then);
    auto body = text ? text->text(then) : base::Result<std::string>(kept.recording->request.body);
    if (!body) return body.error();
    answer.set_body(std::move(*body), "text/plain; charset=utf-8");
    return {};
  }

  /// Plays it for nothing, so that `kept` knows what its templates come to.
  void rehearse(const Kept& kept, const std::shared_ptr<const Rule>& rule,
                const std::vector<std::uint64_t>& positions, StubState& scratch) const {
    scratch.set_rehearsal();
    auto& state = scratch.of(rule);
    state.move_to(positions);
    try {
      AnswerDraft made;
      play(kept, made, state, scratch);
    } catch (const std::exception&) {
      // who plays it in earnest will meet it, too, and says so
    }
  }
};

/// Whether making the answer may hold the loop up.
bool is_dear(const Script& script, const match::Request& recorded, const RuleState& state) {
  return script.is_modified() &&
         (state.dear || state.files != FilesAre::kQuick || match::Subject(recorded).is_large());
}

/// Goes on with the answer when the tape has been read, and when a worker has made it for nothing
/// where that takes long: behind all other parts, which did not wait.
class LaterReplay final : public Errand {
 public:
  /// `recording`: nullptr when it is on the tape.
  LaterReplay(std::shared_ptr<const Script> script, std::string identifier,
              std::shared_ptr<const Recording> recording, const AnswerInput& input)
      : script_(std::move(script)),
        identifier_(std::move(identifier)),
        recording_(std::move(recording)),
        state_(input.state.shared_from_this()),
        stub_(input.stub.keep()) {}

  void start(ErrandContext context, std::function<void(base::Status)> done) override {
    done_ = std::move(done);
    if (recording_ != nullptr) return rehearse(context, std::make_shared<Kept>(recording_));
    working_ = context.loop.worker().run(
        0,
        [tape = Tape(script_->place.tape()), identifier = identifier_] {
          return tape.find(identifier);
        },
        [this, context](base::Result<std::optional<match::Request>> found) {
          if (!found) return done_(found.error());
          if (!*found) return done_(script_->place.nothing_there(identifier_, *stub_));
          read(context, std::move(**found));
        });
  }

 private:
  void read(const ErrandContext& context, match::Request found) {
    auto recording = std::make_shared<Recording>();
    recording->request = std::move(found);
    const Kept kept(recording);
    const bool dear = is_dear(*script_, recording->request, *state_);
    // What a try that fell short leaves in its findings is not worth anything.
    if (dear || (script_->is_modified() && !try_out(kept)))
      return rehearse(context, std::make_shared<Kept>(std::move(recording)));
    play(context, kept);
  }

  /// False: it takes long, which the session is known for from now on.
  bool try_out(const Kept& kept) {
    const match::Work work(match::Work::Size::kInPassing);
    StubState scratch(stub_->world());
    script_->rehearse(kept, state_->rule, state_->positions(), scratch);
    state_->dear = match::Work::is_short();
    if (!state_->dear)
      stub_->world().random = scratch.world().random;  // what was drawn stays drawn
    return !state_->dear;
  }

  void rehearse(const ErrandContext& context, const std::shared_ptr<Kept>& kept) {
    working_ = context.loop.pool().run(
        kept->recording->request.body.size(),
        [script = script_, kept, rule = state_->rule, positions = state_->positions(),
         world = frozen(stub_->world())] {
          const match::Work work;
          StubState scratch(world);
          script->rehearse(*kept, rule, positions, scratch);
          return base::Status();
        },
        [this, context, kept = kept](const base::Status& looked) mutable {
          const auto held = std::exchange(kept, nullptr);
          if (!looked) return done_(looked);
          play(context, *held);
          context.loop.pool().discard(held);
        });
  }

  void play(const ErrandContext& context, const Kept& kept) {
    const match::Work work;
    AnswerDraft made;
    made.response = std::move(context.response);
    const auto played = script_->play(kept, made, *state_, *stub_);
    context.response = std::move(made.response);
    context.delay += made.delay;
    if (context.delivery == nullptr) context.delivery = std::move(made.delivery);
    context.more = std::move(made.errands);
    done_(played);
  }

  std::shared_ptr<const Script> script_;
  std::string identifier_;
  std::shared_ptr<const Recording> recording_;
  // The stub may drop both meanwhile.
  std::shared_ptr<RuleState> state_;
  std::shared_ptr<StubState> stub_;
  std::function<void(base::Status)> done_;
  base::Worker::Ticket working_;
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
    auto identifier = script_->place.identifier(input);
    if (!identifier) return identifier.error();
    std::shared_ptr<const Recording> recording;
    if (script_->place.tape().empty()) {
      recording = script_->place.find(*identifier, input.stub);
      if (recording == nullptr && !input.stub.is_rehearsal())
        return script_->place.nothing_there(*identifier, input.stub);
      if (recording != nullptr && !is_dear(*script_, recording->request, input.state))
        return script_->play(Kept(std::move(recording)), answer, input.state, input.stub);
    }
    if (input.stub.is_rehearsal()) return {};
    answer.errands.push_back(std::make_unique<LaterReplay>(script_, std::move(*identifier),
                                                           std::move(recording), input));
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

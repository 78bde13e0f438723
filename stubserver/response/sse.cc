#include "stubserver/response/parts.h"

#include <utility>

#include "base/alive.h"
#include "base/text/text.h"
#include "stubserver/response/sse_script.h"

namespace ricochet::stubserver {

namespace {

/// Events without a pause between them leave together, up to this.
constexpr std::size_t kPieceBytes = 16 << 10;

constexpr std::string_view kEventStream = "text/event-stream";

/// With parameters or without.
bool is_event_stream(std::string_view type) {
  return base::iequals(base::trim(base::split(type, ';').front()), kEventStream);
}

/// Sends one event after the other; the next one is only written when the kernel has taken the one
/// before, so that a slow reader costs no memory.
class SseDelivery final : public Delivery {
 public:
  explicit SseDelivery(std::shared_ptr<const SseScript> script) : script_(std::move(script)) {}

  void start(base::Loop& loop, std::shared_ptr<http::Responder> responder, http::Response response,
             std::function<void()> done) override {
    loop_ = &loop;
    timer_.emplace(loop);
    responder_ = std::move(responder);
    done_ = std::move(done);
    response.body.clear();  // it was there for the record
    responder_->start_stream(std::move(response));
    next();
  }

 private:
  void next() {
    if (at_ == script_->steps.size()) {
      responder_->end_stream();
      return finish();
    }
    std::string piece;
    base::Duration pause{0};
    while (at_ < script_->steps.size() && pause == base::Duration::zero() &&
           piece.size() < kPieceBytes) {
      const auto& step = script_->steps[at_++];
      piece += step.wire;
      pause = step.pause;
    }
    if (piece.empty()) return rest(pause);
    responder_->write(std::move(piece), alive_.guarded([this, pause](bool ok) {
      if (ok) return rest(pause);
      finish();
    }));
  }
  void rest(base::Duration pause) {
    if (pause > base::Duration::zero()) return timer_->after(pause, [this] { next(); });
    loop_->post(alive_.guarded([this] { next(); }));
  }
  /// Later, because a write to a connection that is gone reports at once, even inside start().
  void finish() {
    loop_->post(alive_.guarded([this] {
      if (done_) std::exchange(done_, nullptr)();
    }));
  }

  std::shared_ptr<const SseScript> script_;
  base::Loop* loop_ = nullptr;
  std::optional<base::Timer> timer_;
  std::shared_ptr<http::Responder> responder_;
  std::function<void()> done_;
  std::size_t at_ = 0;
  base::Alive alive_;  ///< callbacks that come after our end find nothing to do
};

class Sse final : public ResponsePart {
 public:
  explicit Sse(std::shared_ptr<const SseScript> script)
      : script_(std::move(script)), whole_(script_->whole()) {}
  bool sets_body() const override { return true; }
  base::Status apply(AnswerDraft& answer, const AnswerInput&) const override {
    // No other type is an event stream to a client, whatever a settings file says of all answers.
    const std::string* type = answer.response.header("Content-Type");
    if (type != nullptr && !is_event_stream(*type))
      answer.response.set_header("Content-Type", std::string(kEventStream));
    answer.set_body(whole_, kEventStream);
    for (const auto& [name, value] :
         {std::pair("Cache-Control", "no-cache"), std::pair("X-Accel-Buffering", "no")}) {
      if (answer.response.header(name) == nullptr) answer.response.set_header(name, value);
    }
    // Moco says keep-alive here, and closes all the same.
    answer.response.set_header("Connection", "close");
    answer.delivery = std::make_unique<SseDelivery>(script_);
    return {};
  }

 private:
  std::shared_ptr<const SseScript> script_;
  std::string whole_;  ///< for the record of the exchange
};

}  // namespace

std::unique_ptr<const ResponsePart> compile_sse(const base::JsonReader& value,
                                                PartContext& context) {
  auto script = SseScript::compile(value, context.options);
  if (!script) return nullptr;
  return std::make_unique<Sse>(std::make_shared<const SseScript>(std::move(*script)));
}

}  // namespace ricochet::stubserver

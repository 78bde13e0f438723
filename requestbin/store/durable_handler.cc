#include "requestbin/store/durable_handler.h"

#include <utility>
#include <vector>

#include "http/forwarding_responder.h"
#include "requestbin/capture_handler.h"

namespace ricochet::requestbin::store {

namespace {

http::Response not_stored() {
  return {503, "text/plain; charset=utf-8",
          "captured in memory, but not stored: see /healthz of the request bin\n"};
}

/// Keeps back what is to leave, in order, until the store has what came before it.
class HoldingResponder final : public http::ForwardingResponder,
                               public std::enable_shared_from_this<HoldingResponder> {
 public:
  HoldingResponder(std::shared_ptr<http::Responder> inner, Store& store, std::uint64_t after)
      : ForwardingResponder(std::move(inner)), store_(store), after_(after) {}

 private:
  enum class State { kUndecided, kHolding, kOpen, kRefused };

  void pass(Call call) override {
    if (state_ == State::kUndecided) decide();
    if (state_ == State::kHolding) {
      held_.push_back(std::move(call));
    } else {
      call(state_ == State::kOpen ? inner().get() : nullptr);
    }
  }

  void decide() {
    if (!store_.must_hold()) {
      state_ = State::kOpen;
      return;
    }
    state_ = State::kHolding;
    store_.when_stored(after_, [self = shared_from_this()](bool stored) { self->release(stored); });
  }

  void release(bool stored) {
    const bool refused = !stored && store_.sync();
    state_ = refused ? State::kRefused : State::kOpen;
    if (refused) inner()->send(not_stored());
    for (auto& call : std::exchange(held_, {})) call(refused ? nullptr : inner().get());
  }

  Store& store_;
  const std::uint64_t after_;
  State state_ = State::kUndecided;
  std::vector<Call> held_;
};

}  // namespace

void DurableHandler::handle(match::Request&& request, std::shared_ptr<http::Responder> responder) {
  if (journal::CaptureLog::check_name(CaptureHandler::bin_of_path(request.path))) {
    responder = std::make_shared<HoldingResponder>(std::move(responder), store_, log_.appended());
  }
  inner_.handle(std::move(request), std::move(responder));
}

}  // namespace ricochet::requestbin::store

#include "requestbin/store/durable_handler.h"

#include <utility>
#include <vector>

#include "requestbin/capture_handler.h"

namespace ricochet::requestbin::store {

namespace {

http::Response not_stored() {
  return {503, "text/plain; charset=utf-8",
          "captured in memory, but not stored: see /healthz of the request bin\n"};
}

/// Keeps back what is to leave, in order, until the store has what came before it.
class HoldingResponder final : public http::Responder,
                               public std::enable_shared_from_this<HoldingResponder> {
 public:
  HoldingResponder(std::shared_ptr<http::Responder> inner, Store& store, std::uint64_t after)
      : inner_(std::move(inner)), store_(store), after_(after) {}

  void send(http::Response response) override {
    pass([response = std::move(response)](http::Responder* to) mutable {
      if (to != nullptr) to->send(std::move(response));
    });
  }
  void start_stream(http::Response head) override {
    pass([head = std::move(head)](http::Responder* to) mutable {
      if (to != nullptr) to->start_stream(std::move(head));
    });
  }
  void write(std::string piece, std::function<void(bool)> sent) override {
    pass([piece = std::move(piece), sent = std::move(sent)](http::Responder* to) mutable {
      if (to != nullptr) return to->write(std::move(piece), std::move(sent));
      if (sent) sent(false);
    });
  }
  void end_stream() override {
    pass([](http::Responder* to) {
      if (to != nullptr) to->end_stream();
    });
  }
  void send_raw(std::string bytes) override {
    pass([bytes = std::move(bytes)](http::Responder* to) mutable {
      if (to != nullptr) to->send_raw(std::move(bytes));
    });
  }
  void write_raw(std::string piece, std::function<void(bool)> sent) override {
    pass([piece = std::move(piece), sent = std::move(sent)](http::Responder* to) mutable {
      if (to != nullptr) return to->write_raw(std::move(piece), std::move(sent));
      if (sent) sent(false);
    });
  }
  void end_raw() override {
    pass([](http::Responder* to) {
      if (to != nullptr) to->end_raw();
    });
  }
  void abort(bool reset) override {
    pass([reset](http::Responder* to) {
      if (to != nullptr) to->abort(reset);
    });
  }
  void on_disconnect(std::function<void()> gone) override {
    inner_->on_disconnect(std::move(gone));
  }

 private:
  enum class State { kUndecided, kHolding, kOpen, kRefused };
  using Step = std::function<void(http::Responder*)>;  ///< nullptr: it will never leave

  void pass(Step step) {
    if (state_ == State::kUndecided) decide();
    if (state_ == State::kHolding) {
      held_.push_back(std::move(step));
    } else {
      step(state_ == State::kOpen ? inner_.get() : nullptr);
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
    if (refused) inner_->send(not_stored());
    for (auto& step : std::exchange(held_, {})) step(refused ? nullptr : inner_.get());
  }

  std::shared_ptr<http::Responder> inner_;
  Store& store_;
  const std::uint64_t after_;
  State state_ = State::kUndecided;
  std::vector<Step> held_;
};

}  // namespace

void DurableHandler::handle(match::Request request, std::shared_ptr<http::Responder> responder) {
  if (journal::CaptureLog::check_name(CaptureHandler::bin_of_path(request.path))) {
    responder = std::make_shared<HoldingResponder>(std::move(responder), store_, log_.appended());
  }
  inner_.handle(std::move(request), std::move(responder));
}

}  // namespace ricochet::requestbin::store

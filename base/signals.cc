#include "base/signals.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>

namespace ricochet::base {

struct StopSignals::State : std::enable_shared_from_this<State> {
  State(Loop& loop, std::function<void(int)> cb)
      : signals(loop.context(), SIGINT, SIGTERM), callback(std::move(cb)) {
    struct sigaction now {};
    if (::sigaction(SIGHUP, nullptr, &now) == 0 && now.sa_handler != SIG_IGN) signals.add(SIGHUP);
  }

  void wait() {
    signals.async_wait([weak = weak_from_this()](const boost::system::error_code& ec, int signal) {
      const auto self = weak.lock();
      if (ec || !self) return;
      self->wait();
      self->callback(signal);
    });
  }

  boost::asio::signal_set signals;
  std::function<void(int)> callback;
};

StopSignals::StopSignals(Loop& loop, std::function<void(int)> callback)
    : state_(std::make_shared<State>(loop, std::move(callback))) {
  state_->wait();
}

StopSignals::~StopSignals() {
  boost::system::error_code ignored;
  state_->signals.cancel(ignored);
}

}  // namespace ricochet::base

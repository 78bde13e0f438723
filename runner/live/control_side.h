#pragma once
#include <functional>
#include <memory>

#include "awaits/driver.h"
#include "base/loop.h"
#include "http/exchange.h"
#include "http/handler.h"
#include "journal/capture_log.h"
#include "runner/live/world_control.h"

namespace ricochet::runner {

/// The control side of a program whose worlds come and go, for one listener: requests go to that
/// of the world that is shown; while there is none, to one without bins. On the loop's thread.
class ControlSide final : public http::Handler {
 public:
  ControlSide(base::Loop& loop, ControlOptions options);
  ~ControlSide() override;

  /// More routes, which stay whatever world is shown; called at once and for each that comes.
  void extend(std::function<void(requestbin::BinServer&)> add_routes);
  /// This world from now on, as it is then.
  void show(World& world);
  /// Before the world that is shown ends. Readers of its streams come back and find the next.
  void hide();
  void watch_stub_files() {
    if (shown_) shown_->watch_stub_files();
  }
  /// Before the http::Server is stopped politely.
  void stop();

  void handle(match::Request&& request, std::shared_ptr<http::Responder> responder) override;
  /// Records what the listener refused before it came here.
  void refused(const http::Exchange& exchange) { now().refused(exchange); }

 private:
  requestbin::BinServer& now() { return shown_ ? shown_->bins() : idle_; }

  ControlOptions options_;
  journal::CaptureLog no_log_;
  awaits::AwaitDriver no_awaits_;
  requestbin::BinServer idle_;
  std::unique_ptr<WorldControl> shown_;
  std::vector<std::function<void(requestbin::BinServer&)>> extensions_;
};

}  // namespace ricochet::runner

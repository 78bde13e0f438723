#include "runner/live/control_side.h"

#include <utility>

namespace ricochet::runner {

ControlSide::ControlSide(base::Loop& loop, ControlOptions options)
    : options_(std::move(options)),
      no_log_(loop),
      no_awaits_(loop, no_log_),
      idle_(loop, no_log_, no_awaits_, options_.bins) {}
ControlSide::~ControlSide() = default;

void ControlSide::extend(std::function<void(requestbin::BinServer&)> add_routes) {
  add_routes(idle_);
  if (shown_) add_routes(shown_->bins());
  extensions_.push_back(std::move(add_routes));
}

void ControlSide::show(World& world) {
  hide();
  shown_ = std::make_unique<WorldControl>(world, options_);
  for (const auto& add_routes : extensions_) add_routes(shown_->bins());
}

void ControlSide::hide() {
  if (shown_) shown_->stop();
  shown_.reset();
}

void ControlSide::stop() {
  if (shown_) shown_->stop();
  idle_.stop();
}

void ControlSide::handle(match::Request&& request, std::shared_ptr<http::Responder> responder) {
  now().handle(std::move(request), std::move(responder));
}

}  // namespace ricochet::runner

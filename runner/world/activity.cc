#include "runner/world/activity.h"

namespace ricochet::runner {

Activity::Activity(base::Loop& loop, journal::CaptureLog& log, busview::BusFeed& feed)
    : loop_(loop), log_(log), feed_(feed) {
  log_.add_observer(*this);
  on_bus_ = feed_.changed.add([this] { last_ = loop_.now(); });
}

Activity::~Activity() {
  feed_.changed.remove(on_bus_);
  log_.remove_observer(*this);
}

}  // namespace ricochet::runner

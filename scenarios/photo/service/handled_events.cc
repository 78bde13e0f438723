#include "handled_events.h"

namespace photo {

HandledEvents::HandledEvents(std::size_t capacity) : capacity_(capacity) {}

bool HandledEvents::contains(const std::string& identity) const {
  return known_.contains(identity);
}

void HandledEvents::add(const std::string& identity) {
  if (!known_.insert(identity).second) return;
  oldest_first_.push_back(identity);
  if (oldest_first_.size() > capacity_) {
    known_.erase(oldest_first_.front());
    oldest_first_.pop_front();
  }
}

void HandledEvents::forget_all() {
  known_.clear();
  oldest_first_.clear();
}

}  // namespace photo

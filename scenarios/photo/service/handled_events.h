#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <unordered_set>

namespace photo {

/// Remembers the last events that were handled, so that a redelivery is recognised. It lives as
/// long as the process: after a crash an event that was not committed is handled again.
class HandledEvents {
 public:
  explicit HandledEvents(std::size_t capacity);
  bool contains(const std::string& identity) const;
  void add(const std::string& identity);
  void forget_all();

 private:
  std::size_t capacity_;
  std::unordered_set<std::string> known_;
  std::deque<std::string> oldest_first_;
};

}  // namespace photo

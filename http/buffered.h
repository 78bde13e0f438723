#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace ricochet::http {

/// Bytes of requests that are not whole yet, over all connections of the servers that share it. On
/// the loop's thread.
class Buffered {
 public:
  explicit Buffered(std::size_t limit) : limit_(limit) {}

  /// One holder's share changes; false: it would be too much, and stays what it was.
  bool change(std::size_t from, std::size_t to) {
    if (to > from && (to - from > limit_ || held_ > limit_ - (to - from))) return false;
    held_ = held_ - from + to;
    most_ = std::max(most_, held_);
    return true;
  }
  std::size_t held() const { return held_; }
  std::size_t most() const { return most_; }  ///< ever
  std::size_t limit() const { return limit_; }

 private:
  std::size_t limit_;
  std::size_t held_ = 0;
  std::size_t most_ = 0;
};

}  // namespace ricochet::http

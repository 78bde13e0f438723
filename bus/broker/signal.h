#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <utility>
#include <vector>

namespace ricochet::bus::broker {

/// Who waits for something to happen, in the order in which they came. A callback may add and
/// remove waiters, itself included.
class Signal {
 public:
  using Id = std::uint64_t;

  Id add(std::function<void()> callback) {
    waiting_.emplace(++last_, std::move(callback));
    return last_;
  }
  void remove(Id id) { waiting_.erase(id); }
  std::size_t size() const { return waiting_.size(); }

  void fire() {
    if (waiting_.empty()) return;
    std::vector<Id> ids;
    for (const auto& [id, callback] : waiting_) ids.push_back(id);
    for (const Id id : ids) {
      const auto it = waiting_.find(id);
      if (it == waiting_.end()) continue;
      const auto callback = it->second;  // it may remove itself
      callback();
    }
  }

 private:
  std::map<Id, std::function<void()>> waiting_;
  Id last_ = 0;
};

}  // namespace ricochet::bus::broker

#pragma once
#include <cstddef>
#include <string>
#include <unordered_map>

namespace ricochet::net {

/// Counts the connections of a listening server, in all and by address of the peer.
class Admission {
 public:
  Admission(std::size_t connections, std::size_t per_address)
      : connections_(connections), per_address_(per_address) {}

  /// False: one more from this address would be too many. Otherwise it counts until leave().
  bool enter(const std::string& address) {
    if (open_ >= connections_) return false;
    std::size_t& here = by_address_[address];
    if (here >= per_address_) {
      if (here == 0) by_address_.erase(address);
      return false;
    }
    ++here;
    ++open_;
    return true;
  }
  /// Whether the bound on all connections is met, whatever an address may have.
  bool full() const { return open_ >= connections_; }
  void leave(const std::string& address) {
    const auto it = by_address_.find(address);
    if (it == by_address_.end()) return;
    --open_;
    if (--it->second == 0) by_address_.erase(it);
  }

 private:
  std::size_t connections_;
  std::size_t per_address_;
  std::size_t open_ = 0;
  std::unordered_map<std::string, std::size_t> by_address_;
};

}  // namespace ricochet::net

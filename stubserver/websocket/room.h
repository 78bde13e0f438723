#pragma once
#include <map>
#include <memory>
#include <set>
#include <string>

#include "http/websocket.h"

namespace ricochet::stubserver {

/// Who is connected to a WebSocket endpoint, and in which groups: where broadcasts go. On the
/// loop's thread.
class WebSocketRoom {
 public:
  void enter(http::WebSocket& member) { all_.insert(&member); }
  void join(http::WebSocket& member, const std::string& group) { groups_[group].insert(&member); }
  void leave(http::WebSocket& member);
  /// To everyone, or to a group; binary frames, as Moco sends. Who reads too slowly misses it.
  /// Returns how many it was sent to.
  std::size_t broadcast(const std::string& message) const { return send(all_, message); }
  std::size_t broadcast(const std::string& message, const std::string& group) const;
  std::size_t size() const { return all_.size(); }

 private:
  using Members = std::set<http::WebSocket*>;
  static std::size_t send(const Members& members, const std::string& message);

  Members all_;
  std::map<std::string, Members> groups_;
};

}  // namespace ricochet::stubserver

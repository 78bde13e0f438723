#include "stubserver/websocket/room.h"

namespace ricochet::stubserver {

void WebSocketRoom::leave(http::WebSocket& member) {
  all_.erase(&member);
  for (auto it = groups_.begin(); it != groups_.end();) {
    it->second.erase(&member);
    it = it->second.empty() ? groups_.erase(it) : std::next(it);
  }
}

std::size_t WebSocketRoom::broadcast(const std::string& message, const std::string& group) const {
  const auto it = groups_.find(group);
  return it == groups_.end() ? 0 : send(it->second, message);
}

std::size_t WebSocketRoom::send(const Members& members, const std::string& message) {
  std::size_t sent = 0;
  for (auto* member : members) sent += member->send_binary(message) ? 1 : 0;
  return sent;
}

}  // namespace ricochet::stubserver

#include "stubserver/websocket/room.h"

namespace ricochet::stubserver {

void WebSocketRoom::leave(http::WebSocket& member) {
  all_.erase(&member);
  for (auto it = groups_.begin(); it != groups_.end();) {
    it->second.erase(&member);
    it = it->second.empty() ? groups_.erase(it) : std::next(it);
  }
}

void WebSocketRoom::broadcast(const std::string& message, const std::string& group) const {
  if (const auto it = groups_.find(group); it != groups_.end()) send(it->second, message);
}

void WebSocketRoom::send(const Members& members, const std::string& message) {
  for (auto* member : members) member->send_binary(message);
}

}  // namespace ricochet::stubserver

#pragma once
#include <cstddef>
#include <ostream>
#include <string>

// WebSockets by hand (RFC 6455, sections 4.1 and 5.2), for clients that know no rules.
namespace ricochet::test {

enum Opcode { kContinue = 0, kText = 1, kBinary = 2, kClose = 8, kPing = 9, kPong = 10 };

/// The request that opens a WebSocket, as Firefox writes it; servers must refuse other versions.
std::string websocket_handshake(const std::string& target, const std::string& version = "13");

/// A frame as clients send them: masked (section 5.3).
std::string frame(Opcode opcode, const std::string& payload, bool fin = true);

struct Frame {
  int opcode = -1;  ///< -1: the connection ended first
  std::string payload;
  bool fin = true;
  bool operator==(const Frame&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Frame& f);

/// The next frame that the server sends. A client has `read(n)`, as RawClient.
template <class Client>
Frame read_frame(Client& client) {
  const std::string head = client.read(2);
  if (head.size() < 2) return {};
  std::size_t length = static_cast<unsigned char>(head[1]);
  const std::size_t more = length == 126 ? 2 : length == 127 ? 8 : 0;
  if (more > 0) {
    length = 0;
    for (const char c : client.read(more)) length = length << 8 | static_cast<unsigned char>(c);
  }
  return {head[0] & 0x0f, client.read(length), (head[0] & 0x80) != 0};
}

}  // namespace ricochet::test

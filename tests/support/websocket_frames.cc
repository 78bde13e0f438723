#include "tests/support/websocket_frames.h"

namespace ricochet::test {

using namespace std::string_literals;

std::string websocket_handshake(const std::string& target, const std::string& version) {
  return "GET " + target +
         " HTTP/1.1\r\nHost: stub\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
         "Sec-WebSocket-Version: " +
         version + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
}

std::string frame(Opcode opcode, const std::string& payload, bool fin) {
  std::string out(1, static_cast<char>((fin ? 0x80 : 0) | opcode));
  const auto byte = [](std::size_t n) { return static_cast<char>(n & 0xff); };
  if (payload.size() < 126) {
    out += byte(0x80 | payload.size());
  } else if (payload.size() < 65536) {
    out += "\xfe"s + byte(payload.size() >> 8) + byte(payload.size());
  } else {
    out += "\xff\0\0\0\0"s;
    for (int shift = 24; shift >= 0; shift -= 8) out += byte(payload.size() >> shift);
  }
  const std::string mask = "\x11\x22\x33\x44";
  out += mask;
  for (std::size_t i = 0; i < payload.size(); ++i)
    out += static_cast<char>(payload[i] ^ mask[i % 4]);
  return out;
}

std::ostream& operator<<(std::ostream& out, const Frame& f) {
  return out << f.opcode << ':' << f.payload.substr(0, 100) << (f.fin ? "" : " ...");
}

}  // namespace ricochet::test

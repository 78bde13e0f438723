#include "http/detail/incoming_frames.h"

#include <algorithm>

namespace ricochet::http::detail {

namespace {

constexpr unsigned kFin = 0x80;
constexpr unsigned kMasked = 0x80;
constexpr unsigned kOpcode = 0x0f;
constexpr unsigned kFirstControl = 8;  // and the opcode of a close frame
constexpr std::size_t kMaskBytes = 4;

unsigned byte_of(const std::string& bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

std::size_t length_bytes(unsigned length) { return length == 126 ? 2 : length == 127 ? 8 : 0; }

}  // namespace

void IncomingFrames::put(std::string_view bytes) {
  while (!bytes.empty() && !closed_) {
    if (left_ > 0) {
      const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
      left_ -= n;
      bytes.remove_prefix(n);
      continue;
    }
    header_.push_back(bytes.front());
    bytes.remove_prefix(1);
    if (header_.size() == 1) begin_frame();
    if (header_.size() < 2 || header_.size() < header_bytes()) continue;
    left_ = payload_bytes();
    header_.clear();
  }
}

void IncomingFrames::begin_frame() {
  const unsigned first = byte_of(header_, 0);
  const unsigned opcode = first & kOpcode;
  if (opcode >= kFirstControl) {
    closed_ = opcode == kFirstControl;
    return;
  }
  if (!in_message_) ++messages_;  // a continuation of nothing is one that cannot be right
  in_message_ = (first & kFin) == 0;
}

std::size_t IncomingFrames::header_bytes() const {
  const unsigned second = byte_of(header_, 1);
  return 2 + length_bytes(second & ~kMasked) + ((second & kMasked) != 0 ? kMaskBytes : 0);
}

std::uint64_t IncomingFrames::payload_bytes() const {
  const unsigned length = byte_of(header_, 1) & ~kMasked;
  const std::size_t more = length_bytes(length);
  if (more == 0) return length;
  std::uint64_t out = 0;
  for (std::size_t i = 2; i < 2 + more; ++i) out = out << 8 | byte_of(header_, i);
  return out;
}

}  // namespace ricochet::http::detail

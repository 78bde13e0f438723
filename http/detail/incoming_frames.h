#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace ricochet::http::detail {

/// Counts the messages that a peer has begun to send (RFC 6455 section 5.2), right or not, so that
/// none of them can be lost without a trace. Looks at the headers of frames alone, whatever their
/// flags say, up to the first close frame.
class IncomingFrames {
 public:
  /// What came next, cut anywhere.
  void put(std::string_view bytes);
  std::uint64_t messages() const { return messages_; }

 private:
  void begin_frame();
  std::size_t header_bytes() const;
  std::uint64_t payload_bytes() const;

  std::string header_;      // of the frame that is beginning, as far as it came
  std::uint64_t left_ = 0;  // of the payload of the frame that has begun
  bool in_message_ = false;
  bool closed_ = false;
  std::uint64_t messages_ = 0;
};

}  // namespace ricochet::http::detail

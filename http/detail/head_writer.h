#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace ricochet::http::detail {

/// What the writer of an answer's head must know of the request and the connection.
struct AnswerContext {
  std::string_view request_version = "HTTP/1.1";
  bool head_request = false;
  bool keep_alive = true;  ///< what the connection would like
};

/// How the body follows the head that was written.
struct AnswerPlan {
  bool keep_alive = true;
  bool send_body = true;              ///< false: HEAD, 1xx, 204, 304
  bool chunked = false;               ///< each piece in a chunk, an empty one at the end
  std::optional<std::uint64_t> left;  ///< of a streamed body with a length: bytes still to come

  /// Takes `piece` off `left`; bytes beyond it would be read as the next answer and are dropped.
  void cut_to_length(std::string& piece);
};

/// Appends the head of `response` to `out`. `stream`: the body comes in pieces, and only a
/// Content-Length of the response says how long it will be. Framing headers and
/// Connection are decided here, whatever the response says; CR, LF and NUL inside values become
/// spaces, so that a value can never become a header of its own.
AnswerPlan write_head(const Response& response, const AnswerContext& context, bool stream,
                      std::string& out);

/// Appends `text` with CR, LF and NUL as spaces.
void append_clean(std::string_view text, std::string& out);

/// What stands before the bytes of a chunk, which end with kLineEnd; `size` is not 0.
void begin_chunk(std::size_t size, std::string& out);
/// Appends one chunk; nothing for an empty piece, because that would end the body.
void append_chunk(std::string_view piece, std::string& out);
// With their length: the compiler does not count what is appended to a string.
inline constexpr std::string_view kLineEnd = "\r\n";
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace ricochet::http::detail

#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "match/message.h"

namespace ricochet::http {

/// Why a request is refused: the status of the answer and a reason for people, without a full stop.
struct Problem {
  int status = 400;
  std::string reason;
  std::string code = "malformed";  ///< as of Refused::code
  std::string bound{};             ///< as of Refused::bound
};

/// What the framing rules want to know of a request line that was found to be right.
struct RequestLine {
  bool http11 = false;       ///< the version is HTTP/1.1, not 1.0
  bool host_decides = true;  ///< the target does not say which host is meant (RFC 9112 section 3.2)
};

/// Finds the end of a request head in bytes that arrive piece by piece, and refuses at once what
/// can never become one: a bare LF, a first line that is not a request line, a control byte in it,
/// a request line or a header block past its limit. Looks at each byte once.
class HeadScanner {
 public:
  HeadScanner(std::size_t request_line_bytes, std::size_t header_bytes, std::size_t header_count)
      : line_limit_(request_line_bytes), header_limit_(header_bytes), count_limit_(header_count) {}

  /// `bytes` is everything received since reset(), at the same offsets at each call. True: the head
  /// is bytes.substr(begin(), end() - begin()). False: more bytes are needed, or problem() is set.
  bool scan(std::string_view bytes);
  void reset();

  std::size_t begin() const {
    return begin_;
  }  ///< behind the empty lines that RFC 9112 section 2.2 skips
  std::size_t end() const { return scanned_; }
  std::size_t headers_begin() const { return headers_begin_; }  ///< behind the request line
  const RequestLine& request_line() const { return request_line_; }
  const std::optional<Problem>& problem() const { return problem_; }

 private:
  bool too_long(std::size_t line_bytes);
  bool spoilt(std::string_view first_line);

  std::size_t line_limit_;
  std::size_t header_limit_;
  std::size_t count_limit_;
  std::size_t count_ = 0;
  std::size_t begin_ = 0;
  std::size_t scanned_ = 0;        // start of the line that is not complete yet
  std::size_t searched_ = 0;       // no line end before this
  std::size_t headers_begin_ = 0;  // 0: still in the request line
  std::size_t looked_at_ = 0;      // of the request line, for what can stand in none
  RequestLine request_line_;
  std::optional<Problem> problem_;
};

/// A token of RFC 9110, section 5.6.2: what a method and the name of a header are.
bool is_token(std::string_view s);
/// What the value of a header may hold (RFC 9110, section 5.5): no control but a tab.
bool is_field_value(std::string_view s);

/// The framing guard in front of the parser: refuses every head that two HTTP implementations could
/// read differently (RFC 9112 sections 2, 3, 5.2, 6). `head` runs from the method to the empty
/// line, which is included. Pure.
std::optional<Problem> check_head(std::string_view head);
/// The same behind a request line that HeadScanner has found to be right.
std::optional<Problem> check_fields(std::string_view fields, const RequestLine& line);

/// What a refused request tells of itself although it is not whole or not right.
struct PartialHead {
  match::Request request;    ///< method, target, version, headers: as far as they can be told apart
  bool target_read = false;  ///< the first segment of the path is known
};
/// `bytes`: what was read from the method on, however broken. Pure.
PartialHead read_partial_head(std::string_view bytes);

/// Whether a chunked body can go on with these bytes: a chunk line (RFC 9112 section 7.1), behind
/// the line end of the chunk before unless it is the `first`, and trailers behind the last. Bytes
/// that are not there yet are taken for right.
bool could_be_chunk(std::string_view bytes, bool first);
/// Behind a last chunk: a trailer line that begins with white space (RFC 9112 section 5.2).
bool has_folded_trailer(std::string_view bytes);
/// The size that such a line tells; 0: none, or more than 64 bits hold.
std::uint64_t chunk_size(std::string_view bytes);

}  // namespace ricochet::http

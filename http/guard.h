#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ricochet::http {

/// Why a request is refused: the status of the answer and a reason for people, without a full stop.
struct Problem {
  int status = 400;
  std::string reason;
};

/// Finds the end of a request head in bytes that arrive piece by piece, and refuses at once what
/// can never become one: a bare LF, a first line of one word, a request line or a header block past
/// its limit. Looks at each byte once.
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
  const std::optional<Problem>& problem() const { return problem_; }

 private:
  bool too_long(std::size_t line_bytes);

  std::size_t line_limit_;
  std::size_t header_limit_;
  std::size_t count_limit_;
  std::size_t count_ = 0;
  std::size_t begin_ = 0;
  std::size_t scanned_ = 0;        // start of the line that is not complete yet
  std::size_t searched_ = 0;       // no line end before this
  std::size_t headers_begin_ = 0;  // 0: still in the request line
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

}  // namespace ricochet::http

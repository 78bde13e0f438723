#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/guard.h"
#include "http/message.h"
#include "match/message.h"

namespace ricochet::http::detail {

/// What one put() did with the bytes.
struct ParseStep {
  std::size_t consumed = 0;  ///< bytes that are done with; the rest must be offered again
  bool head_done = false;
  bool done = false;               ///< the message is complete
  std::optional<Problem> problem;  ///< the message is lost; nothing more may be put
};

/// Beast's request parser, filling a match::Request directly: header order and case are those of
/// the wire, and no container of Beast's stands in between. Heads must have passed check_head().
class RequestParser {
 public:
  /// `limit_of`: asked with the request line, for a bound that is not `body_limit`; may be empty.
  using LimitOf = std::function<std::optional<std::size_t>(const match::Request& line)>;
  explicit RequestParser(std::size_t body_limit, LimitOf limit_of = {});
  ~RequestParser();

  /// Forgets everything and waits for the next request. Before the first put() too.
  void reset();
  /// The first call must hold the whole head; later ones any part of the body.
  ParseStep put(std::string_view bytes);

  /// After `head_done`.
  bool keep_alive() const;
  bool expects_continue() const;

  /// The head as far as it was understood, for logs: request line and headers, at most `max_bytes`.
  std::string describe_head(std::size_t max_bytes) const;

  std::size_t body_size() const;  ///< bytes of the body so far, without the framing of its chunks

  /// After `done`, or as far as it has come. target, path and queries are set; peer and connection
  /// are the caller's. Valid until reset(); may be moved from.
  match::Request& request();
  match::Request take();

 private:
  class Core;
  std::size_t body_limit_;
  LimitOf limit_of_;
  std::unique_ptr<std::optional<Core>>
      core_;  // Beast's parsers cannot be used twice; the storage can
};

/// The same for answers. 1xx answers are for the caller to skip.
class ResponseParser {
 public:
  /// `head_request`: the answer to a HEAD, whose Content-Length announces no body.
  ResponseParser(std::size_t head_limit, std::size_t body_limit, bool head_request);
  ~ResponseParser();

  ParseStep put(std::string_view bytes);
  /// The peer closed: ends a body without length. A problem if the message is not complete with
  /// that.
  std::optional<Problem> put_eof();
  Response take();

  /// After `head_done`: the status, and the answer without its body.
  int status() const;
  Response take_head();
  /// What has come of the body since the last call; for bodies that are not to be collected.
  std::string take_body();

 private:
  class Core;
  std::unique_ptr<Core> core_;
};

}  // namespace ricochet::http::detail

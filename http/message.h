#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "match/message.h"

namespace ricochet::http {

/// A whole answer. Content-Length, Connection and (for HEAD) the missing body are the server's
/// business; a Content-Length among `headers` is replaced by the true one. No Date or Server header
/// is added.
struct Response {
  int status = 200;
  std::string reason;   ///< empty: the standard phrase
  std::string version;  ///< empty: the request's
  std::vector<match::Field> headers;
  std::string body;

  Response() = default;
  explicit Response(int code) : status(code) {}
  Response(int code, std::string content_type, std::string content);
  const std::string* header(std::string_view name) const;     ///< case-insensitive, first
  void set_header(std::string_view name, std::string value);  ///< replaces every one of that name
};

/// The standard reason phrase (RFC 9110), "Unknown" for the rest.
std::string_view reason_phrase(int status);

}  // namespace ricochet::http

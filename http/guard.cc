#include "http/guard.h"

#include <array>

#include "base/text.h"

namespace ricochet::http {
namespace {

constexpr std::size_t kMaxLeadingEmptyLines = 4;

// RFC 9110 section 5.6.2.
constexpr std::array<bool, 256> make_token_table() {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
                                       "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
    table[static_cast<unsigned char>(c)] = true;
  }
  return table;
}
constexpr auto kToken = make_token_table();

/// What a field value may hold: RFC 9110 section 5.5, with the bytes above 0x7f that it calls
/// obsolete.
constexpr std::array<bool, 256> make_value_table() {
  std::array<bool, 256> table{};
  for (std::size_t byte = 0; byte < table.size(); ++byte)
    table[byte] = byte == '\t' || (byte >= 0x20 && byte != 0x7f);
  return table;
}
constexpr auto kValue = make_value_table();

/// What a Host may hold, a little more than RFC 3986 section 3.2.2.
constexpr std::array<bool, 256> make_host_table() {
  std::array<bool, 256> table{};
  for (std::size_t byte = 0x21; byte < 0x7f; ++byte) table[byte] = true;
  for (const char c : std::string_view(",/\\@?#\"<>")) table[static_cast<unsigned char>(c)] = false;
  return table;
}
constexpr auto kHost = make_host_table();

}  // namespace

bool is_token(std::string_view s) {
  for (const char c : s) {
    if (!kToken[static_cast<unsigned char>(c)]) return false;
  }
  return !s.empty();
}

bool is_field_value(std::string_view s) {
  for (const char c : s) {
    if (!kValue[static_cast<unsigned char>(c)]) return false;
  }
  return true;
}

namespace {

Problem bad(std::string reason) { return Problem{400, std::move(reason)}; }

std::string shown(std::string_view s) {
  return base::in_quotes(base::printable(base::shorten(s, 60)));
}

/// At least two words, as every request line has.
bool is_words(std::string_view line) { return line.find(' ') != std::string_view::npos; }

std::optional<Problem> check_version(std::string_view version) {
  if (version == "HTTP/1.1" || version == "HTTP/1.0") return std::nullopt;
  const bool well_formed = version.size() == 8 && version.starts_with("HTTP/") &&
                           version[6] == '.' && version[5] >= '0' && version[5] <= '9' &&
                           version[7] >= '0' && version[7] <= '9';
  if (well_formed) {
    return Problem{505, std::string(version) + " is not spoken here, only HTTP/1.1 and HTTP/1.0"};
  }
  return bad("the request line does not end in HTTP/1.1 or HTTP/1.0 but in " + shown(version));
}

std::optional<Problem> check_target(std::string_view method, std::string_view target) {
  if (target.empty()) return bad("the request line has no target");
  for (const char c : target) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7f)
      return bad("the target holds a control byte or a space; percent-encode it");
    if (byte >= 0x80) {
      return bad("the target holds the raw byte 0x" + base::hex_encode(std::string_view(&c, 1)) +
                 "; percent-encode it");
    }
  }
  if (target.front() == '/' || method == "CONNECT") return std::nullopt;
  if (target == "*" && method == "OPTIONS") return std::nullopt;
  if (const auto colon = target.find("://"); colon != std::string_view::npos && colon > 0)
    return std::nullopt;
  return bad("the target " + shown(target) + " is neither a path nor an absolute URL");
}

std::optional<Problem> check_request_line(std::string_view line, std::string_view& version) {
  const auto space = line.find(' ');
  if (space == std::string_view::npos)
    return bad("the first line is not a request line: " + shown(line));
  const auto method = line.substr(0, space);
  if (!is_token(method)) return bad("the method " + shown(method) + " is not a token");
  const auto last = line.rfind(' ');
  if (last == space) return bad("the request line has no target or no version");
  version = line.substr(last + 1);
  if (auto problem = check_version(version)) return problem;
  return check_target(method, line.substr(space + 1, last - space - 1));
}

std::optional<Problem> check_host(std::string_view value) {
  for (const char c : value) {
    if (!kHost[static_cast<unsigned char>(c)])
      return bad("the Host header is not a host: " + shown(value));
  }
  return std::nullopt;
}

/// Chunked last: the end of the body is known, but not what is in it, so 501 (RFC 9112
/// section 6.1). Otherwise not even the end is (section 6.3).
Problem unknown_coding(std::string_view value) {
  const auto comma = value.rfind(',');
  const bool framed = comma != std::string_view::npos &&
                      base::iequals(base::trim(value.substr(comma + 1)), "chunked") &&
                      base::to_lower(value.substr(0, comma)).find("chunked") == std::string::npos;
  return Problem{framed ? 501 : 400,
                 "Transfer-Encoding " + shown(value) + " is not understood here, only chunked"};
}

/// What the header lines say about framing.
struct Framing {
  std::size_t hosts = 0;
  std::size_t transfer_encodings = 0;
  bool content_length = false;
};

std::optional<Problem> check_field(std::string_view line, Framing& seen) {
  if (line.front() == ' ' || line.front() == '\t') {
    return bad("a header line starts with white space (obsolete line folding)");
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return bad("a header line without a colon: " + shown(line));
  const auto name = line.substr(0, colon);
  if (!is_token(name)) return bad("the header name " + shown(name) + " is not a token");
  for (const char c : line.substr(colon + 1)) {
    if (!kValue[static_cast<unsigned char>(c)])
      return bad("a control byte in the header " + shown(name));
  }
  const auto value = [&] { return base::trim(line.substr(colon + 1)); };
  if (name.size() == 4 && base::iequals(name, "Host")) {
    ++seen.hosts;
    return check_host(value());
  }
  if (name.size() == 14 && base::iequals(name, "Content-Length")) {
    seen.content_length = true;
  } else if (name.size() == 17 && base::iequals(name, "Transfer-Encoding")) {
    ++seen.transfer_encodings;
    if (!base::iequals(value(), "chunked")) return unknown_coding(value());
  }
  return std::nullopt;
}

std::optional<Problem> check_framing(const Framing& seen, std::string_view version) {
  if (seen.hosts > 1) return bad("more than one Host header");
  if (seen.hosts == 0 && version == "HTTP/1.1")
    return bad("no Host header, which HTTP/1.1 requires");
  if (seen.transfer_encodings > 1) return bad("more than one Transfer-Encoding header");
  if (seen.transfer_encodings == 1) {
    if (seen.content_length) return bad("both Transfer-Encoding and Content-Length");
    if (version == "HTTP/1.0") return bad("Transfer-Encoding in an HTTP/1.0 request");
  }
  return std::nullopt;
}

}  // namespace

bool HeadScanner::too_long(std::size_t line_bytes) {
  if (headers_begin_ == 0) {
    if (line_bytes <= line_limit_) return false;
    problem_ =
        Problem{414, "the request line is longer than " + base::format_bytes(line_limit_) +
                         " (limits.request_line_bytes = " + std::to_string(line_limit_) + ")"};
    return true;
  }
  if (scanned_ + line_bytes - headers_begin_ <= header_limit_) return false;
  problem_ = Problem{431, "the headers are longer than " + base::format_bytes(header_limit_) +
                              " (limits.header_bytes = " + std::to_string(header_limit_) + ")"};
  return true;
}

bool HeadScanner::scan(std::string_view bytes) {
  // The first byte of a TLS handshake: said at once, because no line end may ever follow.
  if (headers_begin_ == 0 && bytes.size() > scanned_ && bytes[scanned_] == '\x16') {
    problem_ = bad("this looks like TLS, but the port speaks plain HTTP; use http://");
  }
  while (!problem_) {
    const auto newline = bytes.find('\n', searched_);
    if (newline == std::string_view::npos) {
      searched_ = bytes.size();
      too_long(bytes.size() - scanned_);
      return false;
    }
    if (newline == scanned_ || bytes[newline - 1] != '\r') {
      problem_ = bad("a line ends in LF alone, not in CRLF");
      return false;
    }
    const std::size_t line_bytes = newline - 1 - scanned_;
    if (too_long(line_bytes)) return false;
    // Another protocol, which may wait for a word of ours now: said at once, not at the deadline.
    if (headers_begin_ == 0 && line_bytes != 0 && !is_words(bytes.substr(scanned_, line_bytes))) {
      problem_ =
          bad("the first line is not a request line: " + shown(bytes.substr(scanned_, line_bytes)));
      return false;
    }
    scanned_ = searched_ = newline + 1;
    if (headers_begin_ != 0) {
      if (line_bytes == 0) return true;
      if (++count_ > count_limit_) {
        problem_ =
            Problem{431, "more than " + base::plural(count_limit_, "header") +
                             " (limits.header_count = " + std::to_string(count_limit_) + ")"};
        return false;
      }
    } else if (line_bytes != 0) {
      headers_begin_ = scanned_;
    } else {
      begin_ = scanned_;
      if (begin_ > 2 * kMaxLeadingEmptyLines)
        problem_ = bad("empty lines instead of a request line");
    }
  }
  return false;
}

void HeadScanner::reset() {
  begin_ = scanned_ = searched_ = headers_begin_ = count_ = 0;
  problem_.reset();
}

std::optional<Problem> check_head(std::string_view head) {
  std::string_view version;
  Framing seen;
  bool first = true;
  while (!head.empty()) {
    const auto end = head.find("\r\n");
    if (end == std::string_view::npos) return bad("the head does not end in an empty line");
    const auto line = head.substr(0, end);
    head.remove_prefix(end + 2);
    std::optional<Problem> problem;
    if (first) {
      problem = check_request_line(line, version);
      first = false;
    } else if (line.empty()) {
      return check_framing(seen, version);
    } else {
      problem = check_field(line, seen);
    }
    if (problem) return problem;
  }
  return bad("the head does not end in an empty line");
}

}  // namespace ricochet::http

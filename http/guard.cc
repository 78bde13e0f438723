#include "http/guard.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text/encoding.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "base/text/utf8.h"
#include "http/authority.h"

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

Problem bad(std::string code, std::string reason) {
  return Problem{400, std::move(reason), std::move(code)};
}

constexpr const char* kRequestLine = "malformed_request_line";
constexpr const char* kTarget = "bad_target";
constexpr const char* kHostCode = "bad_host";
constexpr const char* kHeader = "malformed_header";
constexpr const char* kFraming = "bad_framing";

std::string shown(std::string_view s) {
  return base::in_quotes(base::printable(base::shorten(s, 60)));
}

std::optional<Problem> check_version(std::string_view version) {
  if (version == "HTTP/1.1" || version == "HTTP/1.0") return std::nullopt;
  const bool well_formed = version.size() == 8 && version.starts_with("HTTP/") &&
                           version[6] == '.' && version[5] >= '0' && version[5] <= '9' &&
                           version[7] >= '0' && version[7] <= '9';
  if (well_formed) {
    return Problem{505, std::string(version) + " is not spoken here, only HTTP/1.1 and HTTP/1.0",
                   "bad_version"};
  }
  return bad("bad_version",
             "the request line does not end in HTTP/1.1 or HTTP/1.0 but in " + shown(version));
}

std::optional<Problem> check_host(std::string_view value) {
  if (value.empty() || is_authority(value)) return std::nullopt;
  return bad(kHostCode, "the Host header is not a host or host:port: " + shown(value));
}

/// The authority of an absolute URL; RFC 9110 section 4.2.1 refuses an empty one.
std::optional<Problem> check_authority(std::string_view target) {
  const auto begin = target.find("://") + 3;
  const auto end = std::min(target.find_first_of("/?#", begin), target.size());
  const auto authority = target.substr(begin, end - begin);
  if (authority.empty() || authority.front() == ':')
    return bad(kTarget, "the target " + shown(target) + " names no host");
  return check_host(authority);
}

/// Raw UTF-8 is not what RFC 3986 allows, but what curl and others send for "/café".
std::optional<Problem> check_raw_utf8(std::string_view target) {
  if (!base::is_utf8(target)) {
    return bad(kTarget, "the target holds raw bytes that are not UTF-8: " + shown(target) +
                            "; percent-encode them");
  }
  for (std::size_t i = 0; i + 1 < target.size(); ++i) {
    const bool c1 = target[i] == '\xc2' && static_cast<unsigned char>(target[i + 1]) < 0xa0;
    if (c1) return bad(kTarget, "the target holds a control character; percent-encode it");
  }
  return std::nullopt;
}

std::optional<Problem> check_target(std::string_view method, std::string_view target) {
  if (target.empty()) return bad(kTarget, "the request line has no target");
  bool ascii = true;
  for (const char c : target) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7f)
      return bad(kTarget, "the target holds a control byte or a space; percent-encode it");
    ascii = ascii && byte < 0x80;
  }
  if (!ascii) {
    if (auto problem = check_raw_utf8(target)) return problem;
  }
  if (target.front() == '/' || method == "CONNECT") return std::nullopt;
  if (target == "*" && method == "OPTIONS") return std::nullopt;
  if (const auto colon = target.find("://"); colon != std::string_view::npos && colon > 0)
    return check_authority(target);
  return bad(kTarget, "the target " + shown(target) + " is neither a path nor an absolute URL");
}

std::optional<Problem> check_request_line(std::string_view line, RequestLine& found) {
  const auto space = line.find(' ');
  if (space == std::string_view::npos)
    return bad(kRequestLine, "the first line is not a request line: " + shown(line));
  const auto method = line.substr(0, space);
  if (!is_token(method))
    return bad(kRequestLine, "the method " + shown(method) + " is not a token");
  const auto last = line.rfind(' ');
  if (last == space) return bad(kRequestLine, "the request line has no target or no version");
  const auto version = line.substr(last + 1);
  const auto target = line.substr(space + 1, last - space - 1);
  if (auto problem = check_version(version)) return problem;
  if (auto problem = check_target(method, target)) return problem;
  found = {version == "HTTP/1.1", target.front() == '/' || target == "*"};
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
                 "Transfer-Encoding " + shown(value) + " is not understood here, only chunked",
                 "unknown_coding"};
}

/// What the header lines say about framing.
struct Framing {
  std::size_t hosts = 0;
  bool empty_host = false;
  std::size_t transfer_encodings = 0;
  bool content_length = false;
};

std::optional<Problem> check_field(std::string_view line, Framing& seen) {
  if (line.front() == ' ' || line.front() == '\t') {
    return bad(kHeader, "a header line starts with white space (obsolete line folding)");
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos)
    return bad(kHeader, "a header line without a colon: " + shown(line));
  const auto name = line.substr(0, colon);
  if (!is_token(name)) return bad(kHeader, "the header name " + shown(name) + " is not a token");
  for (const char c : line.substr(colon + 1)) {
    if (!kValue[static_cast<unsigned char>(c)])
      return bad(kHeader, "a control byte in the header " + shown(name));
  }
  const auto value = [&] { return base::trim(line.substr(colon + 1)); };
  if (name.size() == 4 && base::iequals(name, "Host")) {
    ++seen.hosts;
    const auto host = value();
    seen.empty_host = host.empty();
    return check_host(host);
  }
  if (name.size() == 14 && base::iequals(name, "Content-Length")) {
    seen.content_length = true;
  } else if (name.size() == 17 && base::iequals(name, "Transfer-Encoding")) {
    ++seen.transfer_encodings;
    if (!base::iequals(value(), "chunked")) return unknown_coding(value());
  }
  return std::nullopt;
}

std::optional<Problem> check_framing(const Framing& seen, const RequestLine& line) {
  if (seen.hosts > 1) return bad(kHostCode, "more than one Host header");
  if (seen.hosts == 0 && line.http11)
    return bad(kHostCode, "no Host header, which HTTP/1.1 requires");
  // In the other forms the target says which host is meant (RFC 9112 sections 3.2.2 and 3.2.3).
  if (seen.empty_host && line.http11 && line.host_decides)
    return bad(kHostCode, "the Host header is empty, and nothing else names the host");
  if (seen.transfer_encodings > 1) return bad(kFraming, "more than one Transfer-Encoding header");
  if (seen.transfer_encodings == 1) {
    if (seen.content_length) return bad(kFraming, "both Transfer-Encoding and Content-Length");
    if (!line.http11) return bad(kFraming, "Transfer-Encoding in an HTTP/1.0 request");
  }
  return std::nullopt;
}

}  // namespace

bool HeadScanner::too_long(std::size_t line_bytes) {
  if (headers_begin_ == 0) {
    if (line_bytes <= line_limit_) return false;
    problem_ =
        Problem{414,
                "the request line is longer than " + base::format_bytes(line_limit_) +
                    " (--max-request-line)",
                "request_line_too_long", "--max-request-line " + base::format_bytes(line_limit_)};
    return true;
  }
  if (scanned_ + line_bytes - headers_begin_ <= header_limit_) return false;
  problem_ = Problem{
      431, "the headers are longer than " + base::format_bytes(header_limit_) + " (--max-header)",
      "headers_too_large", "--max-header " + base::format_bytes(header_limit_)};
  return true;
}

/// Another protocol, which may wait for a word of ours now: said at once, not at the deadline.
/// `line`: the request line as far as it has come. Looks no further than the limit, so that the
/// answer does not hang on how the bytes arrive.
bool HeadScanner::spoilt(std::string_view line) {
  line = line.substr(0, line_limit_);
  for (; looked_at_ < line.size(); ++looked_at_) {
    const auto byte = static_cast<unsigned char>(line[looked_at_]);
    if (byte >= 0x20 && byte != 0x7f) continue;
    problem_ =
        bad(kRequestLine, "the first line is not a request line, it holds the control byte 0x" +
                              base::hex_encode(line.substr(looked_at_, 1)));
    return true;
  }
  const auto method = line.substr(0, line.find(' '));
  if (line.empty() || is_token(method)) return false;
  problem_ = bad(kRequestLine, "the first line is not a request line: the method " + shown(method) +
                                   " is not a token");
  return true;
}

bool HeadScanner::scan(std::string_view bytes) {
  // The first byte of a TLS handshake: said at once, because no line end may ever follow.
  if (headers_begin_ == 0 && bytes.size() > scanned_ && bytes[scanned_] == '\x16') {
    problem_ = bad("tls_on_plain_port",
                   "this looks like TLS, but the port speaks plain HTTP; use http://");
  }
  while (!problem_) {
    const auto newline = bytes.find('\n', searched_);
    const bool whole = newline != std::string_view::npos;
    auto line = bytes.substr(scanned_, whole ? newline - scanned_ : bytes.size());
    const bool cr = line.ends_with('\r');
    if (cr) line.remove_suffix(1);
    const bool first = headers_begin_ == 0;
    std::optional<Problem> wrong;
    if (first && whole && !line.empty()) wrong = check_request_line(line, request_line_);
    // What spoils a line makes it wrong, too, so a whole one that is right is looked at once.
    if (first && (!whole || wrong) && spoilt(line)) return false;
    if (too_long(line.size())) return false;
    if (!whole) {
      searched_ = bytes.size();
      return false;
    }
    if (!cr) {
      problem_ = bad(first ? kRequestLine : kHeader, "a line ends in LF alone, not in CRLF");
      return false;
    }
    if (wrong) {
      problem_ = std::move(wrong);
      return false;
    }
    scanned_ = searched_ = newline + 1;
    if (!first) {
      if (line.empty()) return true;
      if (++count_ > count_limit_) {
        problem_ = Problem{
            431, "more than " + base::plural(count_limit_, "header") + " (--max-header-count)",
            "too_many_headers", "--max-header-count " + std::to_string(count_limit_)};
        return false;
      }
    } else if (!line.empty()) {
      headers_begin_ = scanned_;
    } else {
      begin_ = scanned_;
      looked_at_ = 0;
      if (begin_ > 2 * kMaxLeadingEmptyLines)
        problem_ = bad(kRequestLine, "empty lines instead of a request line");
    }
  }
  return false;
}

void HeadScanner::reset() {
  begin_ = scanned_ = searched_ = headers_begin_ = looked_at_ = count_ = 0;
  problem_.reset();
}

std::optional<Problem> check_head(std::string_view head) {
  const auto end = head.find("\r\n");
  if (end == std::string_view::npos) return bad(kHeader, "the head does not end in an empty line");
  RequestLine line;
  if (auto problem = check_request_line(head.substr(0, end), line)) return problem;
  return check_fields(head.substr(end + 2), line);
}

std::optional<Problem> check_fields(std::string_view fields, const RequestLine& request_line) {
  Framing seen;
  while (!fields.empty()) {
    const auto end = fields.find("\r\n");
    if (end == std::string_view::npos) break;
    if (end == 0) return check_framing(seen, request_line);
    if (auto problem = check_field(fields.substr(0, end), seen)) return problem;
    fields.remove_prefix(end + 2);
  }
  return bad(kHeader, "the head does not end in an empty line");
}

}  // namespace ricochet::http

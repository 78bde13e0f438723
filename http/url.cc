#include "http/url.h"

#include <charconv>

#include "base/text/encoding.h"
#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::http {
namespace {

base::Diag bad_url(std::string_view url, std::string what, std::string hint) {
  return {"http/bad-url",
          "the URL " + base::in_quotes(base::printable(base::shorten(url, 200))) + ' ' + what,
          std::move(hint)};
}

}  // namespace

base::Result<Url> parse_url(std::string_view url) {
  for (const char c : url) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte >= 0x7f) {
      return bad_url(url, "holds a space, a control byte or a byte beyond ASCII",
                     "percent-encode it");
    }
  }
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos)
    return bad_url(url, "has no scheme", "write http://host:port/path");
  const bool tls = base::iequals(url.substr(0, scheme), "https");
  if (!tls && !base::iequals(url.substr(0, scheme), "http")) {
    return bad_url(url, "is neither an http:// nor an https:// URL",
                   "only http:// and https:// can be fetched");
  }
  auto rest = url.substr(scheme + 3);
  rest = rest.substr(0, rest.find('#'));
  const auto path = rest.find_first_of("/?");
  const auto authority = rest.substr(0, path);
  if (authority.find('@') != std::string_view::npos) {
    return bad_url(url, "holds a user name", "send an Authorization header instead");
  }

  Url parts;
  parts.tls = tls;
  if (tls) parts.port = 443;
  std::string_view port;
  if (authority.starts_with('[')) {
    const auto bracket = authority.find(']');
    if (bracket == std::string_view::npos)
      return bad_url(url, "has no ] behind its IPv6 address", "write http://[::1]:8080/");
    parts.host = authority.substr(1, bracket - 1);
    port = authority.substr(bracket + 1);
  } else {
    const auto colon = authority.find(':');
    parts.host = authority.substr(0, colon);
    if (colon != std::string_view::npos) port = authority.substr(colon);
  }
  if (parts.host.empty()) return bad_url(url, "has no host", "write http://host:port/path");
  if (!port.empty() && port != ":") {
    const auto digits = port.substr(1);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), parts.port);
    if (port.front() != ':' || error != std::errc() || end != digits.data() + digits.size() ||
        parts.port == 0) {
      return bad_url(url, "has no valid port", "a port is a number from 1 to 65535");
    }
  }
  parts.authority = authority;
  if (path != std::string_view::npos) parts.target = rest.substr(path);
  if (!parts.target.starts_with('/')) parts.target.insert(0, "/");
  return parts;
}

std::string ascii_url(std::string_view url) {
  std::string out;
  out.reserve(url.size());
  for (std::size_t i = 0; i < url.size(); ++i) {
    if (static_cast<unsigned char>(url[i]) < 0x80)
      out += url[i];
    else
      out += base::percent_encode(url.substr(i, 1));
  }
  return out;
}

}  // namespace ricochet::http

#include "requestbin/send_target.h"

#include <algorithm>

#include "base/text.h"
#include "http/url.h"

namespace ricochet::requestbin {

namespace {

/// Path and query as they were sent: "http://h/a?b" of a request to a proxy is "/a?b", "*" is "".
std::string_view origin_form(std::string_view target) {
  if (target.starts_with('/')) return target;
  const auto scheme = target.find("://");
  if (scheme == std::string_view::npos) return {};
  const auto path = target.find_first_of("/?", scheme + 3);
  return path == std::string_view::npos ? std::string_view() : target.substr(path);
}

/// Whether one of its segments is "..", in any spelling that some server takes for it.
bool climbs(std::string_view path) {
  auto plain = base::percent_decode(path.substr(0, path.find('?')));
  std::replace(plain.begin(), plain.end(), '\\', '/');
  const auto segments = base::split(plain, '/');
  return std::find(segments.begin(), segments.end(), "..") != segments.end();
}

}  // namespace

base::Result<std::string> read_send_target(std::string_view url) {
  const auto bad = [url](std::string what, std::string hint) {
    return base::Diag("bin/bad-target",
                      "requests cannot be sent to " +
                          base::in_quotes(base::printable(base::shorten(url, 200))) + ": " + what,
                      std::move(hint));
  };
  if (const auto parsed = http::parse_url(url); !parsed)
    return bad(parsed.error().message, parsed.error().hint);
  if (url.find_first_of("?#") != std::string_view::npos)
    return bad("it has a query or a fragment", "leave it out: each request brings its own query");
  std::string target(url);
  while (target.ends_with('/')) target.pop_back();
  return target;
}

base::Result<std::string> send_url(const std::string& target, const match::Request& call,
                                   BinKind kind) {
  auto rest = origin_form(call.target);
  if (kind == BinKind::kBin && !rest.empty()) {
    const auto end = rest.find_first_of("/?", 1);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end);
  }
  const bool has_path = target.find('/', target.find("://") + 3) != std::string::npos;
  if (has_path && climbs(rest)) {
    return base::Diag("bin/leaves-target", "its path leads out of " + base::in_quotes(target),
                      "start the server with --send-to and that host alone, without a path");
  }
  const bool slash = !has_path && !rest.starts_with('/');
  return target + (slash ? "/" : "") + std::string(rest);
}

}  // namespace ricochet::requestbin

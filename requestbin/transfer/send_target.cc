#include "requestbin/transfer/send_target.h"

#include "base/text/printable.h"
#include "http/outbound.h"
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

}  // namespace

base::Result<std::string> send_url(const std::string& target, const match::Request& call,
                                   journal::BinKind kind) {
  auto rest = origin_form(call.target);
  if (kind == journal::BinKind::kBin && !rest.empty()) {
    const auto end = rest.find_first_of("/?", 1);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end);
  }
  const bool has_path = target.find('/', target.find("://") + 3) != std::string::npos;
  if (has_path && http::climbs(rest)) {
    return base::Diag(base::Diag::Kind::kConflict, "bin/leaves-target",
                      "its path leads out of " + base::in_quotes(target),
                      "start the server with --send-to and that host alone, without a path");
  }
  const bool slash = !has_path && !rest.starts_with('/');
  return http::ascii_url(target + (slash ? "/" : "") + std::string(rest));
}

}  // namespace ricochet::requestbin

#include "requestbin/control_guard.h"

#include <algorithm>

#include "base/text/encoding.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "http/authority.h"
#include "requestbin/answers.h"
#include "requestbin/cors.h"
#include "requestbin/web_text.h"

namespace ricochet::requestbin {

namespace {

/// "[::1]:8025" is "[::1]", "LocalHost.:80" is "localhost".
std::string host_name(std::string_view host) {
  const auto bracket = host.find(']');
  const auto colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
  auto name = base::to_lower(base::trim(host.substr(0, colon)));
  if (name.ends_with('.')) name.pop_back();
  return name;
}

bool is_allowed(const std::string& host, const std::vector<std::string>& allowed) {
  if (host == "localhost" || host.ends_with(".localhost") || host == "[::1]") return true;
  if (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos)
    return true;
  return std::any_of(allowed.begin(), allowed.end(),
                     [&host](const auto& name) { return base::iequals(host, name); });
}

/// A page of somebody else can make a browser post here, though it cannot read the answer. Such a
/// request says where it came from. v1 is open to other pages, as RequestBin's is.
bool is_foreign(const match::Request& request, const BinServerOptions& options) {
  if (request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS")
    return false;
  const auto* origin = request.header("origin");
  if (origin == nullptr || request.path.starts_with("/api/v1/")) return false;
  if (cors_allows(options, *origin)) return false;
  const auto host = http::authority_of(request);
  const auto scheme = origin->find("://");
  if (host.empty() || scheme == std::string::npos) return true;
  const auto from = std::string_view(*origin).substr(scheme + 3);
  return !base::iequals(from, host) &&
         std::none_of(options.hosts.begin(), options.hosts.end(),
                      [&](const auto& name) { return base::iequals(host_name(from), name); });
}

bool has_token(const match::Request& request, const std::string& token) {
  const auto* field = request.header("authorization");
  if (field == nullptr) return false;
  const auto text = base::trim(*field);
  const auto space = text.find(' ');
  if (space == std::string_view::npos) return false;
  const auto scheme = text.substr(0, space);
  const auto value = base::trim(text.substr(space + 1));
  if (base::iequals(scheme, "bearer")) return same_secret(value, token);
  if (!base::iequals(scheme, "basic")) return false;
  const auto plain = base::base64_decode(value).value_or("");
  const auto colon = plain.find(':');  // whatever the user is called
  return colon != std::string::npos &&
         same_secret(std::string_view(plain).substr(colon + 1), token);
}

}  // namespace

std::optional<http::Response> refuse(const match::Request& request,
                                     const BinServerOptions& options) {
  if (!options.hosts.empty()) {
    const auto name = host_name(http::authority_of(request));
    if (!is_allowed(name, options.hosts)) {
      return v2_error(403, {"bin/foreign-host",
                            "the control side does not answer to the host " +
                                base::in_quotes(base::shorten(name, 80)),
                            "call it by the address it listens on, or start it with --allow-host"});
    }
  }
  if (is_foreign(request, options)) {
    return v2_error(403, {"bin/foreign-origin", "a page of another site asks for this",
                          "use the page of this server, or send no Origin header; --allow-host "
                          "adds the name that a proxy in front has"});
  }
  if (options.token.empty() || has_token(request, options.token)) return std::nullopt;
  auto answer = v2_error(401, {"bin/no-token", "the token is missing or wrong",
                               "send \"Authorization: Bearer TOKEN\", or the token as password"});
  answer.set_header("WWW-Authenticate", "Basic realm=\"ricochet\", charset=\"UTF-8\"");
  return answer;
}

}  // namespace ricochet::requestbin

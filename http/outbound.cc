#include "http/outbound.h"

#include <algorithm>
#include <array>

#include "base/cidr.h"
#include "base/text/encoding.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "http/url.h"

namespace ricochet::http {

namespace {

template <std::size_t N>
bool is_in(const std::array<base::Cidr, N>& blocks, std::string_view address) {
  return std::any_of(blocks.begin(), blocks.end(),
                     [address](const base::Cidr& block) { return block.contains(address); });
}

/// What stands behind the host and the port, as it was written.
std::string_view path_of(std::string_view url) {
  const auto begin = url.find_first_of("/?", url.find("://") + 3);
  return begin == std::string_view::npos ? std::string_view() : url.substr(begin);
}

bool is_below(std::string_view target, std::string_view path) {
  if (path.empty()) return true;
  return target.starts_with(path) && !climbs(target) &&
         (target.size() == path.size() ||
          std::string_view("/?#").find(target[path.size()]) != std::string_view::npos);
}

}  // namespace

bool is_refused_address(std::string_view address) {
  static const std::array kLinkLocal{base::Cidr::parse("169.254.0.0/16").value(),
                                     base::Cidr::parse("fe80::/10").value()};
  // fe80::1%eth0: the zone says on which link, not what kind of address it is.
  return is_in(kLinkLocal, address.substr(0, address.find('%')));
}

bool is_loopback(std::string_view host) {
  static const std::array kLoopback{base::Cidr::parse("127.0.0.0/8").value(),
                                    base::Cidr::parse("::1").value()};
  return base::iequals(host, "localhost") || is_in(kLoopback, host);
}

bool same_place(std::string_view url, std::string_view other) {
  const auto a = parse_url(url);
  const auto b = parse_url(other);
  return a && b && a->tls == b->tls && a->port == b->port && base::iequals(a->host, b->host);
}

bool climbs(std::string_view target) {
  auto plain = base::percent_decode(target.substr(0, target.find_first_of("?#")));
  std::replace(plain.begin(), plain.end(), '\\', '/');
  const auto segments = base::split(plain, '/');
  // "..;x": what some servers take for ".." with a parameter.
  return std::any_of(segments.begin(), segments.end(), [](std::string_view segment) {
    return segment.substr(0, segment.find(';')) == "..";
  });
}

base::Status OutboundTargets::add(std::string_view url) {
  const auto bad = [url](const std::string& what, std::string hint) {
    return base::Diag("http/bad-target",
                      "requests cannot be sent to " +
                          base::in_quotes(base::printable(base::shorten(url, 200))) + ": " + what,
                      std::move(hint));
  };
  if (const auto parsed = parse_url(url); !parsed)
    return bad(parsed.error().message, parsed.error().hint);
  if (url.find_first_of("?#") != std::string_view::npos)
    return bad("it has a query or a fragment", "leave it out: each request brings its own query");
  std::string target(url);
  while (target.ends_with('/')) target.pop_back();
  urls_.push_back(std::move(target));
  return {};
}

bool OutboundTargets::allow(std::string_view url) const {
  const auto parsed = parse_url(url);
  if (!parsed) return false;
  if (loopback_ && is_loopback(parsed->host)) return true;
  return std::any_of(urls_.begin(), urls_.end(), [url](const std::string& target) {
    return same_place(url, target) && is_below(path_of(url), path_of(target));
  });
}

}  // namespace ricochet::http

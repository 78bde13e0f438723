#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ricochet::http {

/// True for addresses that no host name may lead a request of ours to: link-local ones
/// (169.254.0.0/16, RFC 3927; fe80::/10, RFC 4291), where clouds tell a machine its credentials. A
/// name can be made to resolve to them by whoever owns it; a URL that writes the address means it.
bool is_refused_address(std::string_view address);

/// This machine: "localhost" (RFC 6761 section 6.3) and the addresses of its loopback interface.
/// Other names are not looked up: whoever owns one decides where it leads.
bool is_loopback(std::string_view host);

/// Both lead to the same server: scheme, host in any case, port. False for what is not a URL.
bool same_place(std::string_view url, std::string_view other);

/// True when a segment of the path is "..", in any spelling that some server takes for it.
bool climbs(std::string_view target);

/// Where requests of ours may go that somebody else has a hand in (`--send-to`): a list of places,
/// never a pattern. Redirects are never followed, so that the first request is the last.
class OutboundTargets {
 public:
  /// http://host:port, or with a path in front of all others; kept without a slash at its end.
  /// Error: http/bad-target.
  base::Status add(std::string_view url);
  /// Everything on this machine, too.
  void add_loopback() { loopback_ = true; }

  /// Whether the URL is one of the places, or below the path of one.
  bool allow(std::string_view url) const;
  const std::vector<std::string>& urls() const { return urls_; }
  bool loopback() const { return loopback_; }

 private:
  std::vector<std::string> urls_;
  bool loopback_ = false;
};

}  // namespace ricochet::http

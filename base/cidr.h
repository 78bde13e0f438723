#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ricochet::base {

/// A block of IP addresses: "10.0.0.0/8", "2001:db8::/32", or one address (RFC 4632, RFC 4291
/// section 2.3). IPv4 addresses written as IPv6 (::ffff:10.0.0.1) are IPv4 here.
class Cidr {
 public:
  /// Error base/bad-cidr: no address, a prefix that is too long, or bits behind the prefix.
  static Result<Cidr> parse(std::string_view text);

  /// False for what is not an address at all.
  bool contains(std::string_view address) const;
  const std::string& str() const { return text_; }

 private:
  std::string text_;
  std::array<std::uint8_t, 16> bytes_{};
  bool v6_ = false;
  unsigned prefix_ = 0;
};

}  // namespace ricochet::base

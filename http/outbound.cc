#include "http/outbound.h"

#include <algorithm>
#include <array>

#include "base/cidr.h"

namespace ricochet::http {

bool is_refused_address(std::string_view address) {
  static const std::array kLinkLocal{base::Cidr::parse("169.254.0.0/16").value(),
                                     base::Cidr::parse("fe80::/10").value()};
  // fe80::1%eth0: the zone says on which link, not what kind of address it is.
  const auto plain = address.substr(0, address.find('%'));
  return std::any_of(kLinkLocal.begin(), kLinkLocal.end(),
                     [plain](const base::Cidr& block) { return block.contains(plain); });
}

}  // namespace ricochet::http

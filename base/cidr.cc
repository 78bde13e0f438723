#include "base/cidr.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text/printable.h"

namespace ricochet::base {

namespace {

using Bytes = std::array<std::uint8_t, 16>;

struct Address {
  Bytes bytes{};
  bool v6 = false;
};

std::optional<Address> parse_address(std::string_view text) {
  const std::string copy(text);
  Address out;
  if (::inet_pton(AF_INET, copy.c_str(), out.bytes.data()) == 1) return out;
  if (::inet_pton(AF_INET6, copy.c_str(), out.bytes.data()) != 1) return std::nullopt;
  constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  out.v6 = !std::equal(kMapped.begin(), kMapped.end(), out.bytes.begin());
  if (!out.v6) {
    std::copy(out.bytes.begin() + 12, out.bytes.end(), out.bytes.begin());
    std::fill(out.bytes.begin() + 4, out.bytes.end(), std::uint8_t{0});
  }
  return out;
}

bool bit(const Bytes& bytes, unsigned n) { return (bytes[n / 8] >> (7 - n % 8) & 1) != 0; }

}  // namespace

Result<Cidr> Cidr::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = parse_address(text.substr(0, slash));
  const Diag bad("base/bad-cidr", in_quotes(text) + " is not a block of addresses",
                 "write it as in 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32");
  if (!address) return bad;
  Cidr out;
  out.text_ = text;
  out.bytes_ = address->bytes;
  out.v6_ = address->v6;
  const unsigned bits = address->v6 ? 128 : 32;
  out.prefix_ = bits;
  if (slash == std::string_view::npos) return out;
  const std::string_view length = text.substr(slash + 1);
  const auto [end, ec] = std::from_chars(length.data(), length.data() + length.size(), out.prefix_);
  if (ec != std::errc() || end != length.data() + length.size() || out.prefix_ > bits) return bad;
  for (unsigned n = out.prefix_; n < bits; ++n) {
    if (bit(out.bytes_, n))
      return Diag("base/bad-cidr", in_quotes(text) + " has bits behind its prefix",
                  "the part of the address behind /" + std::string(length) + " must be 0");
  }
  return out;
}

bool Cidr::contains(std::string_view address) const {
  const auto other = parse_address(address);
  if (!other || other->v6 != v6_) return false;
  for (unsigned n = 0; n < prefix_; ++n) {
    if (bit(bytes_, n) != bit(other->bytes, n)) return false;
  }
  return true;
}

}  // namespace ricochet::base

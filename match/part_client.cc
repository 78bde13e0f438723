#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/json.h"
#include "base/text.h"
#include "match/part.h"

namespace ricochet::match {

namespace {

using base::JsonReader;

/// An address in IPv6's form; IPv4 is mapped into it (RFC 4291 section 2.5.5.2), so that
/// `::ffff:10.0.0.1` is 10.0.0.1.
using Address = std::array<unsigned char, 16>;
constexpr unsigned kMapped = 96;

std::optional<Address> parse_address(const std::string& text, bool* is_v4 = nullptr) {
  Address out{};
  if (inet_pton(AF_INET, text.c_str(), out.data() + 12) == 1) {
    out[10] = out[11] = 0xFF;
    if (is_v4 != nullptr) *is_v4 = true;
    return out;
  }
  out = {};
  if (inet_pton(AF_INET6, text.c_str(), out.data()) == 1) return out;
  return std::nullopt;
}

struct Network {
  Address address{};
  unsigned bits = 128;
  std::string text;

  bool holds(const Address& other) const {
    const auto whole = bits / 8;
    if (!std::equal(address.begin(), address.begin() + whole, other.begin())) return false;
    const auto rest = bits % 8;
    const auto mask = static_cast<unsigned char>(0xFF00u >> rest);
    return rest == 0 || ((address[whole] ^ other[whole]) & mask) == 0;
  }
};

/// `10.0.0.0/8`, `::1`; nullopt: neither a network nor an address.
std::optional<Network> parse_network(std::string_view text) {
  const auto slash = text.find('/');
  bool is_v4 = false;
  const auto address = parse_address(std::string(text.substr(0, slash)), &is_v4);
  if (!address) return std::nullopt;
  Network out{*address, 128, std::string(text)};
  if (slash == std::string_view::npos) return out;
  const auto digits = text.substr(slash + 1);
  unsigned bits = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (digits.empty() || read.ec != std::errc() || read.ptr != digits.data() + digits.size() ||
      bits > (is_v4 ? 32u : 128u))
    return std::nullopt;
  out.bits = bits + (is_v4 ? kMapped : 0);
  return out;
}

class ClientPart final : public Part {
 public:
  explicit ClientPart(std::vector<Network> networks) : networks_(std::move(networks)) {}
  bool matches(const Subject& subject) const override {
    if (subject.request() == nullptr) return false;
    const auto address = parse_address(subject.request()->peer_address);
    return address && std::any_of(networks_.begin(), networks_.end(),
                                  [&](const Network& n) { return n.holds(*address); });
  }
  Condition explain(const Subject& subject) const override {
    Condition c;
    c.name = "client";
    c.ok = matches(subject);
    c.expected = expected();
    const bool known = subject.request() != nullptr && !subject.request()->peer_address.empty();
    c.actual = known ? subject.request()->peer_address : "absent";
    return c;
  }
  std::string describe() const override { return "client " + expected(); }

 private:
  std::string expected() const {
    std::string out;
    for (const auto& network : networks_) out += (out.empty() ? "" : " or ") + network.text;
    return out;
  }
  std::vector<Network> networks_;
};

}  // namespace

void compile_client(const JsonReader& value, const CompileContext&, Parts& out) {
  std::vector<Network> networks;
  const auto add = [&networks](const JsonReader& text) {
    const auto word = text.nonempty_string();
    if (!word) return;
    auto network = parse_network(base::trim(*word));
    if (network)
      networks.push_back(std::move(*network));
    else
      text.error("bad-address", base::in_quotes(*word) + " is neither an address nor a network",
                 "write 127.0.0.1, 10.0.0.0/8 or fd00::/8; a name is not looked up");
  };
  if (!value.is_array()) {
    add(value);
  } else {
    if (value.value().empty())
      value.error("bad-address", "an empty list of addresses never matches",
                  "name one, or leave the key out");
    for (const auto& element : value.elements()) add(element);
  }
  if (!networks.empty()) out.push_back(std::make_unique<ClientPart>(std::move(networks)));
}

}  // namespace ricochet::match

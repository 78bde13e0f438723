#include <algorithm>

#include "base/cidr.h"
#include "base/json/json.h"
#include "base/text/text.h"
#include "match/part/part.h"

namespace ricochet::match {

namespace {

using base::JsonReader;

class ClientPart final : public Part {
 public:
  explicit ClientPart(std::vector<base::Cidr> networks) : networks_(std::move(networks)) {}
  bool matches(const Subject& subject) const override {
    if (subject.request() == nullptr) return false;
    const std::string& peer = subject.request()->peer_address;
    return std::any_of(networks_.begin(), networks_.end(),
                       [&](const base::Cidr& network) { return network.contains(peer); });
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
  bool may_give_up() const override { return false; }
  std::string describe() const override { return "client " + expected(); }

 private:
  std::string expected() const {
    std::string out;
    for (const auto& network : networks_) out += (out.empty() ? "" : " or ") + network.str();
    return out;
  }
  std::vector<base::Cidr> networks_;
};

}  // namespace

void compile_client(const JsonReader& value, const CompileContext&, Parts& out) {
  std::vector<base::Cidr> networks;
  const auto add = [&networks](const JsonReader& text) {
    const auto word = text.nonempty_string();
    if (!word) return;
    auto network = base::Cidr::parse(base::trim(*word));
    if (network) {
      networks.push_back(std::move(*network));
    } else {
      text.error("bad-address", network.error().message, network.error().hint);
    }
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

#include "runner/model/fixed_ports.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "base/json/json.h"

namespace ricochet::runner {

namespace {

using base::JsonReader;

constexpr std::int64_t kLastPort = 65535;

/// A whole number in these bounds; 0: it is none.
std::int64_t number_of(const std::optional<JsonReader>& value, std::int64_t most) {
  if (!value || !value->value().is_number_integer()) return 0;
  const auto number = value->value().get<std::int64_t>();
  return number > 0 && number <= most ? number : 0;
}

class FixedPorts {
 public:
  void take(const JsonReader& at, std::int64_t port, const std::string& owner) {
    const auto [other, is_new] = taken_.emplace(port, owner);
    if (is_new) return;
    at.error("duplicate-port",
             owner + " cannot listen on port " + std::to_string(port) + ", which is that of " +
                 other->second,
             "choose another, or leave it out: any free one is taken then");
  }
  void take(const std::optional<JsonReader>& at, const std::string& owner) {
    if (const auto port = number_of(at, kLastPort); port != 0) take(*at, port, owner);
  }

 private:
  std::map<std::int64_t, std::string> taken_;
};

void take_bus(const JsonReader& bus, FixedPorts& ports) {
  const auto at = bus.find("port");
  const auto first = number_of(at, kLastPort);
  if (first == 0) return;
  const auto brokers = std::max<std::int64_t>(1, number_of(bus.find("brokers"), 100));
  const auto last = first + brokers - 1;
  if (last > kLastPort)
    at->error("out-of-range",
              std::to_string(brokers) + " brokers have a port each, and from " +
                  std::to_string(first) + " on there are fewer",
              "write " + std::to_string(kLastPort + 1 - brokers) + " at most");
  for (auto port = first; port <= last && port <= kLastPort; ++port)
    ports.take(*at, port, "the bus");
}

void take_service(const JsonReader& sut, FixedPorts& ports) {
  const auto external = sut.find("external");
  if (external && external->value() == true) return;  // it may be on another machine
  const auto own = sut.find("ports");
  if (!own || !own->is_object()) return;
  for (const auto& port : own->members())
    ports.take(port, "the port " + port.key() + " of " + sut.key());
}

}  // namespace

void check_fixed_ports(const JsonReader& suite) {
  FixedPorts ports;
  if (const auto bus = suite.find("bus"); bus && bus->is_object()) take_bus(*bus, ports);
  if (const auto stubs = suite.find("stubs"); stubs && stubs->is_object()) {
    for (const auto& stub : stubs->members()) {
      if (stub.is_object()) ports.take(stub.find("port"), "the stub " + stub.key());
    }
  }
  if (const auto bins = suite.find("bins"); bins && bins->is_object())
    ports.take(bins->find("port"), "the bins");
  if (const auto suts = suite.find("sut"); suts && suts->is_object()) {
    for (const auto& sut : suts->members()) {
      if (sut.is_object()) take_service(sut, ports);
    }
  }
}

}  // namespace ricochet::runner

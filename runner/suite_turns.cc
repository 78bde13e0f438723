#include "runner/suite_turns.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace ricochet::runner {

std::set<std::string> needs_of(const Suite& suite, const std::string& bus_servers) {
  std::set<std::string> needs;
  const auto add_port = [&needs](std::uint16_t port) {
    if (port != 0) needs.insert("port " + std::to_string(port));
  };
  if (suite.bus) {
    const bool ours = suite.bus->embedded && bus_servers.empty();
    // Two addresses may be those of one cluster, and topics of one name are one topic there.
    if (!ours) needs.insert("a bus that is not ours");
    if (ours) add_port(suite.bus->port);
  }
  for (const auto& stub : suite.stubs) add_port(stub.port);
  add_port(suite.bins_port);
  for (const auto& sut : suite.suts) {
    if (sut.external) needs.insert("services that somebody else runs");
    for (const auto& port : sut.ports) add_port(port.number);
  }
  return needs;
}

SuiteTurns::SuiteTurns(base::Loop& loop, std::vector<std::set<std::string>> needs) : loop_(loop) {
  for (auto& one : needs) {
    suites_.emplace_back();
    suites_.back().needs = std::move(one);
  }
}

bool SuiteTurns::may_begin(const One& one) const {
  return std::none_of(suites_.begin(), suites_.end(), [&one](const One& other) {
    return other.under_way &&
           std::any_of(one.needs.begin(), one.needs.end(),
                       [&other](const auto& need) { return other.needs.contains(need); });
  });
}

Task<std::optional<std::size_t>> SuiteTurns::next() {
  for (;;) {
    bool left = false;
    for (std::size_t i = 0; i < suites_.size(); ++i) {
      One& one = suites_[i];
      if (one.given) continue;
      left = true;
      if (!may_begin(one)) continue;
      one.given = one.under_way = true;
      co_return i;
    }
    if (!left) co_return std::nullopt;
    // Somebody has what these need, and tells when it has ended.
    co_await async<bool>(
        [this](std::function<void(bool)> go) { waiting_.push_back(std::move(go)); });
  }
}

void SuiteTurns::ended(std::size_t suite) {
  suites_[suite].under_way = false;
  for (auto& go : std::exchange(waiting_, {})) loop_.post([go = std::move(go)] { go(true); });
}

}  // namespace ricochet::runner

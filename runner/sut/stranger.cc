#include "runner/sut/stranger.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/text/printable.h"
#include "http/url.h"
#include "runner/sut/socket_table.h"

namespace ricochet::runner {

namespace {

namespace fs = std::filesystem;

}  // namespace

std::optional<HostPort> probed_address(ReadySpec::Kind kind, const std::string& text) {
  if (kind == ReadySpec::Kind::kTcp) return parse_host_port(text);
  if (kind != ReadySpec::Kind::kHttp) return std::nullopt;
  const auto url = http::parse_url(text);
  if (!url) return std::nullopt;
  return HostPort{url->host, std::to_string(url->port)};
}

std::string listener_on(std::uint16_t port) {
  const auto sockets = sockets_at(port, /*listening=*/true);
  if (sockets.empty()) return {};
  std::error_code ec;
  for (fs::directory_iterator it("/proc", ec), end; !ec && it != end; it.increment(ec)) {
    const std::string pid = it->path().filename().string();
    const bool number =
        std::all_of(pid.begin(), pid.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
    if (!number || !has_open(std::atoi(pid.c_str()), sockets)) continue;
    std::ifstream comm(it->path() / "comm");
    std::string name;
    std::getline(comm, name);
    return "process " + pid + " (" + base::printable(name) + ")";
  }
  return {};
}

base::Diag port_taken(const std::string& service, const HostPort& at) {
  const auto port = static_cast<std::uint16_t>(std::strtoul(at.port.c_str(), nullptr, 10));
  const std::string who = listener_on(port);
  return {base::Diag::Kind::kEnvironment, "sut/port-taken",
          (who.empty() ? std::string("somebody") : who) + " listens at " + at.host + ":" + at.port +
              " already, before service " + base::in_quotes(service) + " was started",
          "it would be taken for the service: stop it, or give the service a free port, "
          R"("ports": ["http"] and "${sut.)" +
              service + R"(.ports.http}"; one that somebody else runs is "external": true)"};
}

}  // namespace ricochet::runner

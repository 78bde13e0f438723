#include "runner/sut/stranger.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/text/printable.h"
#include "http/url.h"

namespace ricochet::runner {

namespace {

namespace fs = std::filesystem;

/// Inodes of the sockets that listen on this port, by the tables of the kernel (proc(5)).
void collect_listeners(const char* table, std::uint16_t port, std::set<std::string>& inodes) {
  std::ifstream in(table);
  char wanted[8];
  std::snprintf(wanted, sizeof wanted, ":%04X", static_cast<unsigned>(port));
  std::string line;
  while (std::getline(in, line)) {
    // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode
    std::istringstream words(line);
    std::string slot, local, remote, state, skipped, inode;
    words >> slot >> local >> remote >> state;
    for (int i = 0; i < 5; ++i) words >> skipped;
    words >> inode;
    const bool listens = state == "0A";
    if (listens && local.ends_with(wanted)) inodes.insert("socket:[" + inode + "]");
  }
}

bool holds_one_of(const fs::path& process, const std::set<std::string>& sockets) {
  std::error_code ec;
  for (fs::directory_iterator it(process / "fd", ec), end; !ec && it != end; it.increment(ec)) {
    std::error_code unread;
    const auto target = fs::read_symlink(it->path(), unread);
    if (!unread && sockets.contains(target.string())) return true;
  }
  return false;
}

}  // namespace

std::optional<HostPort> probed_address(ReadySpec::Kind kind, const std::string& text) {
  if (kind == ReadySpec::Kind::kTcp) return parse_host_port(text);
  if (kind != ReadySpec::Kind::kHttp) return std::nullopt;
  const auto url = http::parse_url(text);
  if (!url) return std::nullopt;
  return HostPort{url->host, std::to_string(url->port)};
}

std::string listener_on(std::uint16_t port) {
  std::set<std::string> sockets;
  for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"})
    collect_listeners(table, port, sockets);
  if (sockets.empty()) return {};
  std::error_code ec;
  for (fs::directory_iterator it("/proc", ec), end; !ec && it != end; it.increment(ec)) {
    const std::string pid = it->path().filename().string();
    const bool number =
        std::all_of(pid.begin(), pid.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
    if (!number || !holds_one_of(it->path(), sockets)) continue;
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

#include "runner/sut/socket_table.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace ricochet::runner {

namespace {

namespace fs = std::filesystem;

/// By a table of the kernel (proc(5)).
void collect_sockets(const char* table, std::uint16_t port, bool listening,
                     std::set<std::string>& sockets) {
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
    if ((state == "0A") == listening && local.ends_with(wanted))
      sockets.insert("socket:[" + inode + "]");
  }
}

}  // namespace

std::set<std::string> sockets_at(std::uint16_t port, bool listening) {
  std::set<std::string> sockets;
  for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"})
    collect_sockets(table, port, listening, sockets);
  return sockets;
}

bool has_open(pid_t process, const std::set<std::string>& sockets) {
  std::error_code ec;
  const fs::path files = fs::path("/proc") / std::to_string(process) / "fd";
  for (fs::directory_iterator it(files, ec), end; !ec && it != end; it.increment(ec)) {
    std::error_code unread;
    const auto target = fs::read_symlink(it->path(), unread);
    if (!unread && sockets.contains(target.string())) return true;
  }
  return false;
}

}  // namespace ricochet::runner

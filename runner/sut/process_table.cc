#include "runner/sut/process_table.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>

#include "runner/sut/descriptor.h"

namespace ricochet::runner {

namespace {

/// "4711 (name) S 1 4711 ...": the name may hold anything, also parentheses (proc(5)).
bool read_stat(pid_t pid, ProcessEntry& entry) {
  const std::string path = "/proc/" + std::to_string(pid) + "/stat";
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return false;
  std::array<char, 512> text{};
  if (::read(fd.get(), text.data(), text.size() - 1) <= 0) return false;
  const char* behind_name = std::strrchr(text.data(), ')');
  char state = 0;
  if (behind_name == nullptr ||
      std::sscanf(behind_name + 1, " %c %d %d", &state, &entry.parent, &entry.group) != 3)
    return false;
  entry.pid = pid;
  entry.zombie = state == 'Z' || state == 'X';
  return true;
}

std::multimap<pid_t, ProcessEntry> all_by_parent() {
  std::multimap<pid_t, ProcessEntry> all;
  DIR* const folder = ::opendir("/proc");
  if (folder == nullptr) return all;
  while (const dirent* entry = ::readdir(folder)) {
    char* end = nullptr;
    const long pid = std::strtol(entry->d_name, &end, 10);
    ProcessEntry one;
    if (pid > 0 && *end == '\0' && read_stat(static_cast<pid_t>(pid), one))
      all.emplace(one.parent, one);
  }
  ::closedir(folder);
  return all;
}

}  // namespace

std::vector<ProcessEntry> processes_below(pid_t root) {
  const auto all = all_by_parent();
  std::vector<ProcessEntry> below;
  std::vector<pid_t> parents{root};
  while (!parents.empty()) {
    const auto [first, last] = all.equal_range(parents.back());
    parents.pop_back();
    for (auto it = first; it != last; ++it) {
      below.push_back(it->second);
      parents.push_back(it->second.pid);
    }
  }
  return below;
}

}  // namespace ricochet::runner

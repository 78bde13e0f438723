#include <poll.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/program.h"

namespace ricochet::test {

namespace {

namespace fs = std::filesystem;

/// "" when it is gone meanwhile or not ours to read.
std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool has_entry(const std::string& block, const std::string& assignment) {
  const std::string framed = '\0' + block;
  return framed.find('\0' + assignment + '\0') != std::string::npos;
}

}  // namespace

std::vector<std::string> processes_with_env(const std::string& assignment) {
  std::vector<std::string> out;
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator("/proc", ec)) {
    const std::string pid = entry.path().filename().string();
    if (!std::all_of(pid.begin(), pid.end(),
                     [](unsigned char c) { return std::isdigit(c) != 0; })) {
      continue;
    }
    // A zombie's environment reads as empty: it has ended and only waits to be reaped.
    if (!has_entry(slurp(entry.path() / "environ"), assignment)) continue;
    std::string command = slurp(entry.path() / "cmdline");
    std::replace(command.begin(), command.end(), '\0', ' ');
    out.push_back(pid + " " + command);
  }
  return out;
}

std::vector<std::string> wait_for_no_process_with_env(const std::string& assignment) {
  // Nothing can be waited on for a process that is not our child: /proc is looked at again.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  auto left = processes_with_env(assignment);
  while (!left.empty() && std::chrono::steady_clock::now() < deadline) {
    ::poll(nullptr, 0, 10);
    left = processes_with_env(assignment);
  }
  return left;
}

}  // namespace ricochet::test

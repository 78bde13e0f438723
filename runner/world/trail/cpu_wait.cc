#include "runner/world/trail/cpu_wait.h"

#include <fstream>
#include <sstream>

namespace ricochet::runner {

namespace {

constexpr const char* kPressure = "/proc/pressure/cpu";
constexpr const char* kOwn = "/proc/self/schedstat";

std::optional<base::Duration> read(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  return CpuWait::parse(line);
}

}  // namespace

CpuWait::CpuWait() {
  for (const char* path : {kPressure, kOwn}) {
    const auto now = read(path);
    if (!now) continue;
    path_ = path;
    began_ = *now;
    return;
  }
}

std::optional<base::Duration> CpuWait::so_far() const {
  if (path_.empty()) return std::nullopt;
  const auto now = read(path_);
  if (!now) return std::nullopt;
  return *now - began_;
}

std::string CpuWait::whose() const {
  return path_ == kPressure ? "processes of this machine" : "this process";
}

std::optional<base::Duration> CpuWait::parse(const std::string& text) {
  constexpr std::string_view kTotal = " total=";
  if (text.starts_with("some ")) {
    const auto at = text.find(kTotal);
    if (at == std::string::npos) return std::nullopt;
    std::istringstream number(text.substr(at + kTotal.size()));
    std::int64_t us = 0;
    if (!(number >> us)) return std::nullopt;
    return std::chrono::microseconds(us);
  }
  std::istringstream numbers(text);
  std::int64_t ran_ns = 0, waited_ns = 0;
  if (!(numbers >> ran_ns >> waited_ns)) return std::nullopt;
  return std::chrono::duration_cast<base::Duration>(std::chrono::nanoseconds(waited_ns));
}

}  // namespace ricochet::runner

#pragma once
#include <csignal>
#include <string>

namespace ricochet::cli {

/// Of those that end a run.
inline std::string name_of_signal(int signal) {
  return signal == SIGINT ? "SIGINT" : signal == SIGHUP ? "SIGHUP" : "SIGTERM";
}

}  // namespace ricochet::cli

#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace ricochet::runner {

/// What to start.
struct SutCommand {
  std::string name;                        ///< of the service, for messages
  std::string what = "service";            ///< what else it is, for messages
  std::vector<std::string> argv;           ///< the program first
  std::map<std::string, std::string> env;  ///< added to our own environment
  std::string cwd;                         ///< empty: ours
  /// The program whose hidden command watches over it (watcher.h): our own, "/proc/self/exe".
  std::string watcher;
  int errors = -1;  ///< a descriptor of the caller's for stderr; -1: it goes where stdout goes
};

/// The environment of the process: ours with the additions.
std::map<std::string, std::string> full_environment(
    const std::map<std::string, std::string>& additions);

/// The file to execute, as execvp would find it with that environment: a name with a slash counts
/// from `cwd`, any other is looked up in PATH. Errors: sut/no-command, sut/bad-cwd, sut/not-found,
/// sut/not-executable.
base::Result<std::string> find_program(const SutCommand& command,
                                       const std::map<std::string, std::string>& env);

/// sut/cannot-start: the system would not execute it.
base::Diag cannot_start(const SutCommand& command, const std::string& program, int error);

}  // namespace ricochet::runner

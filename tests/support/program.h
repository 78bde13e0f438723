#pragma once
#include <sys/types.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ricochet::test {

/// How a program is to be started.
struct ProgramStart {
  std::string program;  ///< path
  std::vector<std::string> args;
  /// Set on top of our own environment; nullopt takes a variable away.
  std::map<std::string, std::optional<std::string>> env;
  std::string cwd;  ///< empty: ours
  /// From the start to the end; a program that is not done by then is killed, and the test fails.
  std::chrono::seconds deadline{20};
};

/// What was left when it had ended.
struct ProgramEnd {
  int exit_code = -1;  ///< -1: it was ended by a signal
  int signal = 0;
  std::string out;
  std::string err;
};

/// A child process whose stdout and stderr are kept apart and read whole. Waiting happens in
/// poll(2) on its output and its end, with one deadline for its whole life; an overrun and a
/// program that cannot be started fail the running test. Killed, if it still runs, by the
/// destructor.
class Program {
 public:
  explicit Program(ProgramStart start);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  pid_t pid() const { return pid_; }
  /// Waits until stdout or stderr holds `text`. Fails the test, with both outputs, when the program
  /// ends first or the deadline passes.
  bool wait_for(std::string_view text);
  /// False: it has ended.
  bool signal(int number);
  /// Waits for its end; at once when that has been seen before.
  const ProgramEnd& wait();
  const std::string& out() const { return end_.out; }
  const std::string& err() const { return end_.err; }

 private:
  void spawn();
  bool read_some();
  void reap();
  void overrun(std::string_view while_what);
  std::string outputs() const;

  ProgramStart start_;
  ProgramEnd end_;
  std::chrono::steady_clock::time_point deadline_;
  pid_t pid_ = -1;
  int out_fd_ = -1, err_fd_ = -1, end_fd_ = -1;
  bool ended_ = false;
};

/// Starts it and waits for its end.
ProgramEnd run_program(ProgramStart start);

/// A folder of its own for the running test, gone with the object.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  /// Makes the folders that are missing.
  void write(const std::string& name, std::string_view content) const;

 private:
  std::string path_;
};

/// The processes of this machine, zombies left out, that have `NAME=value` in the environment they
/// were started with: "pid command line".
std::vector<std::string> processes_with_env(const std::string& assignment);

/// Waits until there is none of them; what is left after 10 s.
std::vector<std::string> wait_for_no_process_with_env(const std::string& assignment);

}  // namespace ricochet::test

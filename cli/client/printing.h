#pragma once
#include <cstdint>
#include <string>

#include "base/asio_loop.h"
#include "base/signals.h"
#include "cli/client/output.h"
#include "cli/exit_codes.h"

namespace ricochet::cli {

/// A command that prints what comes until it has enough, nobody reads it, something fails or Ctrl-C
/// ends it. Whatever feeds it lives on its loop, and ends before it does.
class Printing {
 public:
  /// The exit codes that one command has for the same ends.
  struct Exits {
    int enough;  ///< also when nobody reads any more
    int failed;  ///< the output is not to be written
  };
  /// `count`: end after so many; 0: never.
  Printing(std::uint64_t count, Exits exits) : count_(count), exits_(exits) {}

  base::AsioLoop& loop() { return loop_; }
  /// Until end(); the exit code.
  int run() {
    loop_.run();
    return exit_code_;
  }
  bool ended() const { return exit_code_ >= 0; }
  /// Not called once it has ended.
  void print(const std::string& text) {
    const auto output = put_out(text);
    if (output == Output::kNobodyReads) return end(exits_.enough);
    if (output == Output::kFailed) return end(exits_.failed);
    if (++printed_ == count_) end(exits_.enough);
  }
  /// The first code counts.
  void end(int code) {
    if (exit_code_ < 0) exit_code_ = code;
    loop_.stop();
  }

 private:
  const std::uint64_t count_;
  const Exits exits_;
  base::AsioLoop loop_;
  int exit_code_ = -1;
  std::uint64_t printed_ = 0;
  base::StopSignals signals_{loop_, [this](int) { end(kExitInterrupted); }};
};

}  // namespace ricochet::cli

#include "cli/standard_output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>

#include "cli/exit_codes.h"
#include "cli/terminal.h"

namespace ricochet::cli {

namespace {

constexpr long kTold = -1;

/// What is known of a stream stands with it: 0, an errno or kTold.
long& lost(std::ostream& out) {
  static const int index = std::ios_base::xalloc();
  return out.iword(index);
}

}  // namespace

void hold_standard_streams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) >= 0) continue;
    // The lowest number that is free; for the wrong direction, so that each use fails.
    static_cast<void>(::open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY));
  }
}

void note_lost_output(int error, bool told) {
  long& known = lost(std::cout);
  if (told)
    known = kTold;
  else if (known == 0)
    known = error;
}

base::Diag lost_output(int error) {
  return {base::Diag::Kind::kEnvironment, "cli/unwritable",
          std::string("cannot write to standard output: ") + std::strerror(error),
          error == EBADF ? "it is closed: send the output somewhere, /dev/null if nobody wants it"
                         : "make room, or send the output elsewhere"};
}

int finish_output(int code) {
  if (std::cout) {
    errno = 0;
    std::cout.flush();
  }
  if (!std::cout) note_lost_output(errno != 0 ? errno : EIO);
  const long error = lost(std::cout);
  if (error == 0 || error == EPIPE || error == kTold) return code;
  const int environment = fail(lost_output(static_cast<int>(error)));
  return code == kExitPassed || code == kExitFailed ? environment : code;
}

}  // namespace ricochet::cli

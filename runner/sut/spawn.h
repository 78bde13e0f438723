#pragma once
#include <sys/types.h>

#include "base/result.h"
#include "runner/sut/program.h"

namespace ricochet::runner {

/// A descriptor that closes itself.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(other.release()) {}
  Fd& operator=(Fd&& other) noexcept;
  ~Fd();
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  int release();
  void reset() { *this = Fd(); }

 private:
  int fd_ = -1;
};

struct Child {
  pid_t pid = 0;  ///< and the number of its process group
  Fd pidfd;       ///< readable when it has ended
  Fd output;      ///< both streams of it, in the order in which it wrote; non-blocking
};

/// Starts the command in a process group of its own: stdin is empty, no descriptor of ours is
/// inherited, signal dispositions and mask are the default ones, and it is killed if this thread's
/// process dies. Returns when the new program runs. Errors: those of find_program(),
/// sut/cannot-start.
base::Result<Child> spawn(const SutCommand& command);

}  // namespace ricochet::runner

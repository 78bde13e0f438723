#pragma once
#include <sys/types.h>

#include "base/result.h"
#include "runner/sut/descriptor.h"
#include "runner/sut/program.h"

namespace ricochet::runner {

struct Child {
  pid_t pid = 0;      ///< of the program, and the number of its process group
  pid_t watcher = 0;  ///< its parent, our child
  Fd lifeline;        ///< to the watcher: news come on it (WatchNews); its end kills all below
  Fd pidfd;           ///< readable when the watcher has ended, and so everything below it
  Fd output;          ///< both streams of the program, in the order in which it wrote; non-blocking
};

/// Starts the command below a watcher of its own (watcher.h), in a process group of its own: stdin
/// is empty, no descriptor of ours is inherited, signal dispositions and mask are the default ones,
/// and whatever it starts is killed when the lifeline ends, as it does with our process. Returns
/// when the new program runs. Errors: those of find_program(), sut/cannot-start.
base::Result<Child> spawn(const SutCommand& command);

}  // namespace ricochet::runner

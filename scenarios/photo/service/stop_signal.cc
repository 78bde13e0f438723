#include "stop_signal.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

namespace photo {

StopSignal::StopSignal() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  fd_ = signalfd(-1, &signals, SFD_CLOEXEC);
  if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "signalfd");
}

StopSignal::~StopSignal() { close(fd_); }

bool StopSignal::requested() const { return wait_for(std::chrono::milliseconds(0)); }

bool StopSignal::wait_for(std::chrono::milliseconds time) const {
  pollfd stop{fd_, POLLIN, 0};
  return poll(&stop, 1, static_cast<int>(time.count())) > 0;
}

}  // namespace photo

#include "tests/support/program.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

namespace ricochet::test {

namespace {

using Clock = std::chrono::steady_clock;

/// How the child tells that it did not get as far as the program; a shell's numbers for the same.
constexpr int kNoFolder = 126, kNoProgram = 127;

void close_fd(int& fd) {
  if (fd >= 0) ::close(fd);
  fd = -1;
}

/// NAME=value of ours and of the start, later ones winning.
std::vector<std::string> environment_of(const ProgramStart& start) {
  std::vector<std::string> out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    if (!start.env.contains(std::string(text.substr(0, text.find('='))))) out.emplace_back(text);
  }
  for (const auto& [name, value] : start.env) {
    if (value) out.push_back(name + "=" + *value);
  }
  return out;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  for (auto& word : words) out.push_back(word.data());
  out.push_back(nullptr);
  return out;
}

/// Reads what is there; closes `fd` at its end.
void drain(int& fd, std::string& into) {
  char buffer[65536];
  const ssize_t n = ::read(fd, buffer, sizeof buffer);
  if (n > 0) {
    into.append(buffer, static_cast<std::size_t>(n));
  } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
    close_fd(fd);
  }
}

}  // namespace

Program::Program(ProgramStart start)
    : start_(std::move(start)), deadline_(Clock::now() + start_.deadline) {
  spawn();
}

Program::~Program() {
  if (pid_ > 0 && !ended_) {
    ::kill(pid_, SIGKILL);
    reap();
  }
  close_fd(out_fd_);
  close_fd(err_fd_);
  close_fd(end_fd_);
}

void Program::spawn() {
  int out[2] = {-1, -1}, err[2] = {-1, -1};
  if (::pipe2(out, O_CLOEXEC) != 0 || ::pipe2(err, O_CLOEXEC) != 0) {
    ADD_FAILURE() << "pipe: " << std::strerror(errno);
    return;
  }
  std::vector<std::string> words{start_.program};
  words.insert(words.end(), start_.args.begin(), start_.args.end());
  auto environment = environment_of(start_);
  const auto argv = pointers(words), envp = pointers(environment);
  pid_ = ::fork();
  if (pid_ == 0) {
    // The test may run with signals blocked or ignored; the program starts with a clean slate.
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::dup2(::open("/dev/null", O_RDONLY), 0);
    ::dup2(out[1], 1);
    ::dup2(err[1], 2);
    if (!start_.cwd.empty() && ::chdir(start_.cwd.c_str()) != 0) ::_exit(kNoFolder);
    ::execve(start_.program.c_str(), argv.data(), envp.data());
    ::_exit(kNoProgram);
  }
  ::close(out[1]);
  ::close(err[1]);
  out_fd_ = out[0];
  err_fd_ = err[0];
  if (pid_ < 0) {
    ADD_FAILURE() << "fork: " << std::strerror(errno);
    ended_ = true;
    return;
  }
  for (const int fd : {out_fd_, err_fd_}) ::fcntl(fd, F_SETFL, O_NONBLOCK);
  end_fd_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
  if (end_fd_ < 0) ADD_FAILURE() << "pidfd_open: " << std::strerror(errno);
}

/// Waits for output or the end; false when the deadline has passed.
bool Program::read_some() {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now()).count();
  if (left <= 0) return false;
  pollfd fds[] = {{out_fd_, POLLIN, 0}, {err_fd_, POLLIN, 0}, {end_fd_, POLLIN, 0}};
  const int n = ::poll(fds, 3, static_cast<int>(left));
  if (n < 0) return errno == EINTR;
  if (n == 0) return false;
  if (fds[0].revents != 0) drain(out_fd_, end_.out);
  if (fds[1].revents != 0) drain(err_fd_, end_.err);
  // Its last words were in the pipes before it ended: they are read first.
  if (fds[2].revents != 0 && fds[0].revents == 0 && fds[1].revents == 0) reap();
  return true;
}

void Program::reap() {
  int status = 0;
  if (::waitpid(pid_, &status, 0) == pid_) {
    if (WIFEXITED(status)) end_.exit_code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) end_.signal = WTERMSIG(status);
    if (end_.exit_code == kNoFolder || end_.exit_code == kNoProgram) {
      ADD_FAILURE() << "cannot start " << start_.program << " in the folder \"" << start_.cwd
                    << "\"";
    }
  }
  ended_ = true;
}

void Program::overrun(std::string_view while_what) {
  ADD_FAILURE() << start_.program << " was killed: not done after " << start_.deadline.count()
                << " s (" << while_what << ")" << outputs();
  ::kill(pid_, SIGKILL);
  reap();
}

std::string Program::outputs() const {
  return "\n--- stdout:\n" + end_.out + "\n--- stderr:\n" + end_.err;
}

bool Program::wait_for(std::string_view text) {
  auto seen = [&] {
    return end_.out.find(text) != std::string::npos || end_.err.find(text) != std::string::npos;
  };
  while (!seen() && !ended_) {
    if (!read_some()) overrun("waiting for \"" + std::string(text) + "\"");
  }
  if (seen()) return true;
  ADD_FAILURE() << start_.program << " ended without \"" << text << "\"" << outputs();
  return false;
}

bool Program::signal(int number) { return !ended_ && ::kill(pid_, number) == 0; }

const ProgramEnd& Program::wait() {
  while (!ended_) {
    if (!read_some()) overrun("waiting for its end");
  }
  return end_;
}

ProgramEnd run_program(ProgramStart start) { return Program(std::move(start)).wait(); }

}  // namespace ricochet::test

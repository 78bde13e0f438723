#include "runner/sut/spawn.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

namespace ricochet::runner {

namespace {

/// What the child needs, made before the fork: after it, with other threads about, nothing may
/// allocate.
struct Plan {
  std::string program;
  std::string cwd;
  std::vector<char*> argv;
  std::vector<std::string> env_text;
  std::vector<char*> env;
  int output = -1;
  int errors = -1;
  int null_input = -1;
  int trouble = -1;  ///< gets errno when the program cannot be run
};

// Asynchronous-signal-safe calls only.
[[noreturn]] void give_up(int trouble) {
  const int error = errno;
  [[maybe_unused]] const auto n = ::write(trouble, &error, sizeof error);
  ::_exit(127);
}

void mark_inherited_descriptors() {
  // 3 and above, ours and those of libraries that forgot O_CLOEXEC.
  if (::syscall(SYS_close_range, 3U, ~0U, 4U /* CLOSE_RANGE_CLOEXEC */) == 0) return;
  for (int fd = 3; fd < 4096; ++fd) {
    const int flags = ::fcntl(fd, F_GETFD);
    if (flags >= 0) ::fcntl(fd, F_SETFD, flags | FD_CLOEXEC);
  }
}

[[noreturn]] void become(const Plan& plan, pid_t parent) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);  // it died before the line above
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) ::sigaction(number, &standard, nullptr);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  if (::dup2(plan.null_input, 0) < 0 || ::dup2(plan.output, 1) < 0 || ::dup2(plan.errors, 2) < 0)
    give_up(plan.trouble);
  if (!plan.cwd.empty() && ::chdir(plan.cwd.c_str()) != 0) give_up(plan.trouble);
  mark_inherited_descriptors();
  ::execve(plan.program.c_str(), plan.argv.data(), plan.env.data());
  give_up(plan.trouble);
}

bool make_pipe(Fd& read_end, Fd& write_end) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  read_end = Fd(ends[0]);
  write_end = Fd(ends[1]);
  return true;
}

/// 0 when the program runs, else what kept it.
int wait_for_exec(int trouble) {
  int error = 0;
  ssize_t n = 0;
  do {
    n = ::read(trouble, &error, sizeof error);
  } while (n < 0 && errno == EINTR);
  return n == static_cast<ssize_t>(sizeof error) ? error : 0;
}

void fill_arguments(Plan& plan, const SutCommand& command,
                    const std::map<std::string, std::string>& env) {
  for (const std::string& argument : command.argv)
    plan.argv.push_back(const_cast<char*>(argument.c_str()));  // execve's signature; it only reads
  plan.argv.push_back(nullptr);
  for (const auto& [name, value] : env) plan.env_text.push_back(name + "=" + value);
  for (std::string& entry : plan.env_text) plan.env.push_back(entry.data());
  plan.env.push_back(nullptr);
}

}  // namespace

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = other.release();
  }
  return *this;
}

Fd::~Fd() {
  if (fd_ >= 0) ::close(fd_);
}

int Fd::release() { return std::exchange(fd_, -1); }

base::Result<Child> spawn(const SutCommand& command) {
  const auto env = full_environment(command.env);
  const auto program = find_program(command, env);
  if (!program) return program.error();
  Plan plan;
  plan.program = *program;
  plan.cwd = command.cwd;
  fill_arguments(plan, command, env);

  Child child;
  Fd output;
  Fd trouble;
  Fd trouble_out;
  const Fd null_input(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!null_input || !make_pipe(child.output, output) || !make_pipe(trouble, trouble_out))
    return cannot_start(command, plan.program, errno);
  ::fcntl(child.output.get(), F_SETFL, O_NONBLOCK);
  plan.output = output.get();
  plan.errors = command.errors >= 0 ? command.errors : plan.output;
  plan.null_input = null_input.get();
  plan.trouble = trouble_out.get();

  const pid_t parent = ::getpid();
  child.pid = ::fork();
  if (child.pid < 0) return cannot_start(command, plan.program, errno);
  if (child.pid == 0) become(plan, parent);
  trouble_out.reset();
  output.reset();
  int error = wait_for_exec(trouble.get());
  if (error == 0) {
    child.pidfd = Fd(static_cast<int>(::syscall(SYS_pidfd_open, child.pid, 0U)));
    if (!child.pidfd) {
      error = errno;
      ::kill(-child.pid, SIGKILL);
    }
  }
  if (error != 0) {
    ::waitpid(child.pid, nullptr, 0);
    return cannot_start(command, plan.program, error);
  }
  return child;
}

}  // namespace ricochet::runner

#include "runner/sut/process.h"

#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include "base/text/printable.h"
#include "runner/sut/watch_protocol.h"

namespace ricochet::runner {

namespace {

// In one go, then others on the loop have their turn; and at the end, when a daemon may write on
// for ever.
constexpr int kReadsPerTurn = 4;
constexpr int kReadsAtTheEnd = 64;

void reap(pid_t pid) {
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace

SutProcess::SutProcess(base::Loop& loop, OutputLimits limits)
    : loop_(loop), limits_(limits), output_(limits), splitter_(limits.line_bytes), grace_(loop) {}

SutProcess::~SutProcess() {
  if (!child_) return;
  close_output();
  loop_.unwatch(exit_watch_);
  if (news_watch_ != 0) loop_.unwatch(news_watch_);
  signal(SIGKILL);
  child_->lifeline.reset();
  reap(child_->watcher);
}

base::Status SutProcess::start(const SutCommand& command) {
  name_ = command.name;
  auto child = spawn(command);
  if (!child) return child.error();
  child_ = std::move(*child);
  output_watch_ = loop_.watch_readable(child_->output.get(), [this] { read_output(); });
  news_watch_ = loop_.watch_readable(child_->lifeline.get(), [this] { hear_watcher(); });
  exit_watch_ = loop_.watch_readable(child_->pidfd.get(), [this] { ended(); });
  return {};
}

void SutProcess::observe(SutObserver& observer) { observers_.push_back(&observer); }

void SutProcess::forget(SutObserver& observer) {
  std::replace(observers_.begin(), observers_.end(), &observer, static_cast<SutObserver*>(nullptr));
  if (calling_observers_ == 0) std::erase(observers_, nullptr);
}

/// It is a child of its watcher, and a zombie until that asks: a pidfd knows that it has ended.
bool SutProcess::has_ended() const {
  if (!child_ || told_status_) return true;
  const Fd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, child_->pid, 0U)));
  if (!pidfd) return errno == ESRCH;
  pollfd look{pidfd.get(), POLLIN, 0};
  return ::poll(&look, 1, 0) == 1;
}

void SutProcess::stop(int signal_number, base::Duration grace, std::function<void()> done) {
  if (!child_) {
    loop_.post(std::move(done));
    return;
  }
  stopped_.push_back(std::move(done));
  signal(signal_number);
  signal(SIGCONT);
  const base::TimePoint kill_at = loop_.now() + grace;
  if (kill_at >= kill_at_) return;
  kill_at_ = kill_at;
  grace_.at(kill_at, [this, asked = signal_number] {
    forced_ = asked != SIGKILL && !told_status_;
    signal(SIGKILL);
  });
}

std::optional<OutputLine> SutProcess::partial() const {
  if (splitter_.partial().empty()) return std::nullopt;
  return OutputLine{partial_since_, splitter_.partial(), next_line_};
}

void SutProcess::signal(int signal_number) {
  // When the watcher has told of its end, its number may soon be another's.
  if (child_ && !told_status_) ::kill(-child_->pid, signal_number);
}

base::Status SutProcess::pause() { return signal_running(SIGSTOP, "paused"); }
base::Status SutProcess::resume() { return signal_running(SIGCONT, "resumed"); }

base::Status SutProcess::signal_running(int signal_number, const char* what) {
  if (!child_)
    return base::Diag(base::Diag::Kind::kEnvironment, "sut/not-running",
                      "service " + base::in_quotes(name_) + " cannot be " + what +
                          ": it does not run" + (exit_status_ ? ", it " + exit_status_->str() : ""),
                      "start it first");
  signal(signal_number);
  return {};
}

void SutProcess::read_output() {
  for (int i = 0; i < kReadsPerTurn && output_watch_ != 0; ++i) {
    if (!read_some()) return;
  }
}

bool SutProcess::read_some() {
  std::array<char, 16 << 10> buffer{};
  const ssize_t n = ::read(child_->output.get(), buffer.data(), buffer.size());
  if (n > 0) {
    const std::string_view bytes(buffer.data(), static_cast<std::size_t>(n));
    tell([bytes](SutObserver& observer) { observer.on_output(bytes); });
    add_lines(splitter_.feed(bytes));
    if (!splitter_.partial().empty()) {
      partial_since_ = loop_.now();
      // A copy: who is told may end all of this.
      tell([text = splitter_.partial()](SutObserver& observer) { observer.on_partial(text); });
    }
    return true;
  }
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  close_output();  // every process of the group has closed both streams
  return false;
}

void SutProcess::add_lines(std::vector<std::string> lines) {
  for (std::string& text : lines) {
    const OutputLine line{loop_.now(), std::move(text), next_line_++};
    output_.add(line);
    tell([&line](SutObserver& observer) { observer.on_line(line); });
  }
}

void SutProcess::tell(const std::function<void(SutObserver&)>& what) {
  ++calling_observers_;
  for (std::size_t i = 0; i < observers_.size(); ++i) {
    if (observers_[i]) what(*observers_[i]);
  }
  if (--calling_observers_ == 0) std::erase(observers_, nullptr);
}

void SutProcess::close_output() {
  if (output_watch_ == 0) return;
  loop_.unwatch(std::exchange(output_watch_, 0));
  child_->output.reset();
  add_lines(splitter_.finish());
}

/// Its only message is that the program has ended and nothing is left; closing the lifeline lets it
/// go.
void SutProcess::hear_watcher() {
  loop_.unwatch(std::exchange(news_watch_, 0));
  WatchNews news;
  if (receive_news(child_->lifeline.get(), news)) {
    told_status_ = news.status();
    strays_ = news.strays;
  }
  child_->lifeline.reset();
}

void SutProcess::ended() {
  grace_.cancel();
  loop_.unwatch(std::exchange(exit_watch_, 0));
  if (news_watch_ != 0) hear_watcher();
  // Without a word from the watcher somebody has killed it, and the program died with it.
  signal(SIGKILL);
  reap(child_->watcher);
  ExitStatus killed;
  killed.signal = SIGKILL;
  const ExitStatus status = told_status_.value_or(killed);
  for (int i = 0; i < kReadsAtTheEnd && output_watch_ != 0 && read_some(); ++i) {
  }
  close_output();
  child_.reset();
  exit_status_ = status;
  // From here on anybody may destroy this object.
  const auto alive = alive_.guard();
  const auto on_exit = std::exchange(on_exit_, nullptr);
  const auto stopped = std::exchange(stopped_, {});
  ++calling_observers_;
  for (std::size_t i = 0; alive && i < observers_.size(); ++i) {
    if (observers_[i]) observers_[i]->on_exit(status);
  }
  if (alive && --calling_observers_ == 0) std::erase(observers_, nullptr);
  if (on_exit) on_exit(status);
  for (const auto& done : stopped) {
    if (done) done();
  }
}

}  // namespace ricochet::runner

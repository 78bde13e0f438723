#include "runner/sut/sut_runner.h"

#include <algorithm>
#include <csignal>

#include "base/text/printable.h"
#include "base/text/text.h"
#include "runner/sut/connect.h"

#include "runner/sut/probe.h"
#include "runner/sut/process.h"
#include "runner/sut/process_table.h"
#include "runner/sut/readiness.h"
#include "runner/sut/signals.h"
#include "runner/sut/socket_table.h"
#include "runner/sut/stranger.h"

namespace ricochet::runner {

namespace {

/// On this machine who listens answers at once.
constexpr base::Duration kStrangerLimit = std::chrono::milliseconds(500);
/// A shell exits with this and the number of the signal that ended its program.
constexpr int kShellSignalBase = 128;

/// Waits for a probe where there is no process whose end could come first.
class Patience {
 public:
  Patience(base::Loop& loop, Probe& probe) : loop_(loop), probe_(probe), limit_(loop) {}

  void wait(base::Duration limit, std::function<void(bool)> done) {
    started_ = loop_.now();
    done_ = std::move(done);
    limit_.after(limit, [this] { end(false); });
    probe_.start([this] { end(true); });
  }
  /// A turn later, as the probe may not be destroyed by what it calls.
  void end(bool ready) {
    limit_.cancel();
    took_ = loop_.now() - started_;
    if (!done_) return;
    loop_.post([done = std::exchange(done_, nullptr), ready] { done(ready); });
  }
  base::Duration took() const { return took_; }

 private:
  base::Loop& loop_;
  Probe& probe_;
  base::Timer limit_;
  base::TimePoint started_;
  base::Duration took_{0};
  std::function<void(bool)> done_;
};

base::Diag not_waited_for(const std::string& service) {
  return {base::Diag::Kind::kEnvironment, "sut/not-ready",
          "service " + base::in_quotes(service) + " was not started: nobody waits for it any more",
          "see what ended the run"};
}

}  // namespace

SutRunner::SutRunner(base::Loop& loop, const SutSpec& spec, Launch launch, Crashed crashed,
                     GroupsOfBus groups)
    : loop_(loop),
      spec_(spec),
      launch_(std::move(launch)),
      crashed_(std::move(crashed)),
      groups_(std::move(groups)),
      endings_(loop) {}
SutRunner::~SutRunner() = default;

bool SutRunner::running() const {
  return spec_.external ? found_ : process_ && process_->running();
}

bool SutRunner::up() const { return running() && (spec_.external || wanted_); }

base::Result<std::unique_ptr<Probe>> SutRunner::make_probe() {
  switch (spec_.ready.kind) {
    case ReadySpec::Kind::kLog:
      return probe_log(*process_, launch_.ready_text);
    case ReadySpec::Kind::kTcp:
      return probe_tcp(loop_, launch_.ready_text);
    case ReadySpec::Kind::kHttp:
      return probe_http(loop_, launch_.ready_text);
    case ReadySpec::Kind::kGroup:
      return probe_group(loop_, spec_.name, launch_.ready_text, groups_, was_there_);
    case ReadySpec::Kind::kCommand:
      return probe_command(loop_, launch_.ready_command);
    case ReadySpec::Kind::kNone:
      break;
  }
  return std::unique_ptr<Probe>();
}

Task<base::Status> SutRunner::find_no_stranger() {
  const auto at = probed_address(spec_.ready.kind, launch_.ready_text);
  if (!at) co_return base::Status();
  std::shared_ptr<void> attempt;
  const std::string refused = co_await async<std::string>(
      [&](auto done) { attempt = try_to_connect(loop_, *at, kStrangerLimit, std::move(done)); });
  if (!refused.empty()) co_return base::Status();
  co_return port_taken(spec_.name, *at);
}

/// Members of the process before, which may be taken for it until their session is over, are not
/// it.
Task<void> SutRunner::look_at_group() {
  was_there_.clear();
  if (ready_group().empty() || !groups_.ask) co_return;
  using View = base::Result<bus::GroupView>;
  const View view =
      co_await async<View>([this](auto done) { groups_.ask(ready_group(), std::move(done)); });
  if (!view) co_return;
  for (const auto& one : view->who) was_there_.insert(one.id);
}

Task<base::Status> SutRunner::wait_for_external() {
  auto probe = make_probe();
  if (!probe) co_return probe.error();
  found_ = !*probe;
  if (found_) co_return base::Status();
  Patience patience(loop_, **probe);
  give_up_ = [&patience] { patience.end(false); };
  const bool ready =
      co_await async<bool>([&](auto done) { patience.wait(spec_.ready.within, std::move(done)); });
  give_up_ = nullptr;
  found_ = ready;
  start_took_ = patience.took();
  if (ready) co_return base::Status();
  const std::string last = (*probe)->last_try();
  co_return base::Diag(base::Diag::Kind::kEnvironment, "sut/not-ready",
                       "service " + base::in_quotes(spec_.name) +
                           ", which somebody else runs, was not ready within " +
                           base::humanize(patience.took()) + ": waited for " + (*probe)->what() +
                           (last.empty() ? "" : "; " + last),
                       "start it, and let it know the addresses of this run: a fixed \"port\" of "
                       "bus, stubs and bins, and \"network\"");
}

Task<base::Status> SutRunner::start() {
  given_up_ = false;
  if (spec_.external && !found_) {
    base::Status found = co_await wait_for_external();
    co_return found;
  }
  if (running() && !wanted_)  // it was told to end and has not yet
    co_await end_with(stop_signal(), spec_.stop.grace, &endings_);
  if (given_up_) co_return not_waited_for(spec_.name);
  if (running()) co_return base::Status();
  base::Status alone = co_await find_no_stranger();
  if (!alone) co_return alone;
  co_await look_at_group();
  if (given_up_) co_return not_waited_for(spec_.name);
  if (process_) earlier_.add_all(process_->output());
  const std::uint64_t next_line = process_ ? process_->next_line() : 0;
  process_ = std::make_unique<SutProcess>(loop_);
  paused_ = false;
  process_->number_lines_from(next_line);
  if (log_) process_->observe(*log_);
  for (SutObserver* observer : observers_) process_->observe(*observer);
  process_->on_exit([this](const ExitStatus& status) {
    if (!lives_.empty() && !lives_.back().ended) lives_.back().ended = loop_.now();
    if (!std::exchange(wanted_, false)) return;
    starting_ ? void(ended_ = status.str()) : crashed_(*this, status.str());
  });
  if (auto status = process_->start(launch_.command); !status) co_return status;
  lives_.push_back({loop_.now(), std::nullopt});
  if (lives_.size() > kMaxLives) lives_.pop_front();
  if (log_) log_->note("started as process " + std::to_string(process_->pid()));
  wanted_ = true;
  killed_ = false;
  auto probe = make_probe();
  if (!probe) co_return probe.error();
  Readiness readiness(loop_, *process_, spec_.name, std::move(*probe));
  starting_ = true;
  ended_.clear();
  using Ready = base::Result<base::Duration>;
  const Ready ready = co_await async<Ready>(
      [&](auto done) { readiness.wait(spec_.ready.within, std::move(done)); });
  starting_ = false;
  if (ready) {
    start_took_ = *ready;
    // It was ready first, so that this is a crash and no failure to start.
    if (!ended_.empty()) crashed_(*this, ended_);
    co_return base::Status();
  }
  co_await kill();
  co_return ready.error();
}

/// Before the signal that is about to be sent: its end does not follow from that.
bool SutRunner::has_crashed() const {
  return wanted_ && !starting_ && process_ && process_->running() && process_->has_ended();
}

Task<bool> SutRunner::end_with(int signal, base::Duration grace, Waits* waits) {
  const bool crashed = has_crashed();
  wanted_ = crashed;  // until its end is told
  if (!process_) co_return true;
  const bool was_running = process_->running();
  auto stop = [this, signal, grace](std::function<void(bool)> done) {
    process_->stop(signal, grace, [done = std::move(done)] { done(true); });
  };
  bool gone = false;
  if (waits == nullptr)
    gone = co_await async<bool>(stop);
  else
    gone = (co_await waits->wait<bool>(stop)).value_or(false);
  if (!gone) co_return false;
  if (was_running && !crashed) remark_on_end(signal, grace);
  co_return gone;
}

/// Of one that was told to stop: an end by any other signal, or with a code of its own, is a crash
/// that would go unseen.
void SutRunner::remark_on_end(int signal, base::Duration grace) {
  if (signal == SIGKILL || killed_ || !process_->exit_status()) return;
  const ExitStatus& status = *process_->exit_status();
  const bool as_told =
      status.success() || status.signal == signal || status.code == kShellSignalBase + signal;
  const std::string told = spec_.name + ", told to stop by " + signal_name(signal) + ", ";
  if (process_->was_forced())
    remarks_.push_back(told + "did not end within its grace of " + base::format_duration(grace) +
                       " and was killed");
  else if (!as_told)
    remarks_.push_back(told + status.str());
  if (process_->strays() > 0)
    remarks_.push_back(spec_.name + " left processes in groups or sessions of their own behind, " +
                       std::to_string(process_->strays()) + " of them: they were killed");
}

int SutRunner::stop_signal() const { return signal_number(spec_.stop.signal).value_or(SIGTERM); }

Task<bool> SutRunner::stop() { return end_with(stop_signal(), spec_.stop.grace); }
Task<bool> SutRunner::kill() { return end_with(SIGKILL, base::Duration(0)); }

base::Status SutRunner::pause() {
  if (!process_) return not_running();
  base::Status status = process_->pause();
  paused_ = status.has_value();
  return status;
}

base::Status SutRunner::resume() {
  paused_ = false;
  return process_ ? process_->resume() : not_running();
}

void SutRunner::resume_if_paused() {
  if (paused_) static_cast<void>(resume());  // one that does not run any more needs none
}

base::Status SutRunner::not_running() const {
  return base::Diag(base::Diag::Kind::kEnvironment, "sut/not-running", spec_.name + " does not run",
                    "start it before");
}

Task<base::Status> SutRunner::act(SutAction action) {
  base::Status status = {};
  switch (action) {
    case SutAction::kKill:
      co_await end_with(SIGKILL, base::Duration(0), &endings_);
      break;
    case SutAction::kStop:
      co_await end_with(stop_signal(), spec_.stop.grace, &endings_);
      break;
    case SutAction::kStart:
      status = co_await start();
      break;
    case SutAction::kRestart:
      if (co_await end_with(stop_signal(), spec_.stop.grace, &endings_)) status = co_await start();
      break;
    case SutAction::kPause:
      status = pause();
      break;
    case SutAction::kResume:
      status = resume();
      break;
  }
  co_return status;
}

void SutRunner::ask_to_stop() {
  wanted_ = has_crashed();
  if (running()) process_->stop(stop_signal(), spec_.stop.grace, [] {});
}

void SutRunner::kill_now() {
  wanted_ = false;
  killed_ = true;
  if (running()) process_->stop(SIGKILL, base::Duration(0), [] {});
}

void SutRunner::give_up() {
  given_up_ = true;
  endings_.end();
  if (starting_) kill_now();
  if (give_up_) give_up_();
}

void SutRunner::observe(SutObserver& observer) {
  observers_.push_back(&observer);
  if (process_) process_->observe(observer);
}

void SutRunner::forget(SutObserver& observer) {
  std::erase(observers_, &observer);
  if (process_) process_->forget(observer);
}

std::vector<OutputLine> SutRunner::output_since(base::TimePoint since) const {
  std::vector<OutputLine> out;
  auto add = [&](const OutputLine& line) {
    if (line.at >= since) out.push_back(line);
  };
  for (const auto& line : earlier_.lines()) add(line);
  if (process_) {
    for (const auto& line : process_->output().lines()) add(line);
  }
  return out;
}

bool SutRunner::output_dropped_since(base::TimePoint since) const {
  return earlier_.dropped_since(since) || (process_ && process_->output().dropped_since(since));
}

std::optional<OutputLine> SutRunner::partial() const {
  return process_ ? process_->partial() : std::nullopt;
}

bool SutRunner::is_at(std::uint16_t local_port) const {
  if (!process_ || process_->pid() == 0) return false;
  const auto sockets = sockets_at(local_port, /*listening=*/false);
  if (has_open(process_->pid(), sockets)) return true;
  const auto below = processes_below(process_->pid());
  return std::any_of(below.begin(), below.end(),
                     [&](const ProcessEntry& each) { return has_open(each.pid, sockets); });
}

}  // namespace ricochet::runner

#include "runner/sut/sut_runner.h"

#include <csignal>

#include "runner/sut/probe.h"
#include "runner/sut/process.h"
#include "runner/sut/readiness.h"
#include "runner/sut/signals.h"

namespace ricochet::runner {

SutRunner::SutRunner(base::Loop& loop, const SutSpec& spec, Launch launch, Crashed crashed,
                     AskGroup ask_group)
    : loop_(loop),
      spec_(spec),
      launch_(std::move(launch)),
      crashed_(std::move(crashed)),
      ask_group_(std::move(ask_group)) {}
SutRunner::~SutRunner() = default;

bool SutRunner::running() const { return process_ && process_->running(); }

base::Result<std::unique_ptr<Probe>> SutRunner::make_probe() {
  switch (spec_.ready.kind) {
    case ReadySpec::Kind::kLog:
      return probe_log(*process_, launch_.ready_text);
    case ReadySpec::Kind::kTcp:
      return probe_tcp(loop_, launch_.ready_text);
    case ReadySpec::Kind::kHttp:
      return probe_http(loop_, launch_.ready_text);
    case ReadySpec::Kind::kGroup:
      return probe_group(loop_, launch_.ready_text, ask_group_);
    case ReadySpec::Kind::kNone:
      break;
  }
  return std::unique_ptr<Probe>();
}

Task<base::Status> SutRunner::start() {
  if (running() && !wanted_) co_await stop();  // it was told to end and has not yet
  if (running()) co_return base::Status();
  if (process_) {
    const auto& lines = process_->output().lines();
    earlier_.insert(earlier_.end(), lines.begin(), lines.end());
  }
  process_ = std::make_unique<SutProcess>(loop_);
  for (SutObserver* observer : observers_) process_->observe(*observer);
  process_->on_exit([this](const ExitStatus& status) {
    if (!std::exchange(wanted_, false)) return;
    starting_ ? void(ended_ = status.str()) : crashed_(*this, status.str());
  });
  if (auto status = process_->start(launch_.command); !status) co_return status;
  wanted_ = true;
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

Task<bool> SutRunner::end_with(int signal, base::Duration grace) {
  wanted_ = false;
  if (!process_) co_return true;
  const bool gone = co_await async<bool>([&](std::function<void(bool)> done) {
    process_->stop(signal, grace, [done = std::move(done)] { done(true); });
  });
  co_return gone;
}

Task<bool> SutRunner::stop() {
  return end_with(signal_number(spec_.stop.signal).value_or(SIGTERM), spec_.stop.grace);
}
Task<bool> SutRunner::kill() { return end_with(SIGKILL, base::Duration(0)); }

base::Status SutRunner::pause() {
  return process_ ? process_->pause()
                  : base::Status(base::Diag(base::Diag::Kind::kEnvironment, "sut/not-running",
                                            spec_.name + " does not run", "start it before"));
}
base::Status SutRunner::resume() {
  return process_ ? process_->resume()
                  : base::Status(base::Diag(base::Diag::Kind::kEnvironment, "sut/not-running",
                                            spec_.name + " does not run", "start it before"));
}

Task<base::Status> SutRunner::act(SutAction action) {
  base::Status status = {};
  switch (action) {
    case SutAction::kKill:
      co_await kill();
      break;
    case SutAction::kStop:
      co_await stop();
      break;
    case SutAction::kStart:
      status = co_await start();
      break;
    case SutAction::kRestart:
      co_await stop();
      status = co_await start();
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
  wanted_ = false;
  if (running())
    process_->stop(signal_number(spec_.stop.signal).value_or(SIGTERM), spec_.stop.grace, [] {});
}

void SutRunner::kill_now() {
  wanted_ = false;
  if (running()) process_->stop(SIGKILL, base::Duration(0), [] {});
}

void SutRunner::give_up() {
  if (starting_) kill_now();
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
  for (const auto& line : earlier_) add(line);
  if (process_) {
    for (const auto& line : process_->output().lines()) add(line);
  }
  return out;
}

}  // namespace ricochet::runner

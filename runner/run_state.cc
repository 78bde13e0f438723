#include "runner/run_state.h"

#include <utility>

#include "base/text/printable.h"

namespace ricochet::runner {

RunState::RunState(base::Loop& loop, RunOptions options)
    : loop_(loop), options_(std::move(options)) {}

std::string RunState::why_skipped() const {
  if (timed_out_)
    return "not reached: the run took longer than --timeout " +
           base::format_duration(*options_.timeout);
  if (interrupts_ > 0) return "not reached: interrupted by " + interrupt_reason_;
  return "not reached: --fail-fast after " + base::in_quotes(first_failure_);
}

void RunState::note(const ScenarioResult& result) {
  const bool bad = result.outcome == Outcome::kFailed || result.outcome == Outcome::kError;
  if (bad && options_.fail_fast && first_failure_.empty()) first_failure_ = result.name;
}

Trouble RunState::interruption() const {
  Trouble trouble;
  trouble.kind = ErrorKind::kInterrupted;
  trouble.message = "interrupted by " + interrupt_reason_;
  return trouble;
}

void RunState::interrupt(const std::string& why) {
  interrupt_reason_ = why;
  ++interrupts_;
  for (World* world : worlds_) {
    if (interrupts_ > 1) world->kill_services();
    world->interrupt(interruption());  // of a teardown, too
  }
}

void RunState::time_out() {
  timed_out_ = true;
  Trouble trouble;
  trouble.kind = ErrorKind::kEnvironment;
  trouble.message =
      "the run took longer than --timeout " + base::format_duration(*options_.timeout);
  for (World* world : worlds_) {
    world->interrupt(trouble);
    world->give_up();
  }
}

}  // namespace ricochet::runner

#include "runner/world/sut_trigger.h"

namespace ricochet::runner {

std::string TriggerCall::describe() const {
  std::string out = "call " + std::to_string(nth) + " of " + bin + ": " + selector->describe();
  if (answer) out += " answered with " + answer->describe();
  return out;
}

SutTrigger::SutTrigger(journal::CaptureLog& log, SutRunner& sut, SutAction action, TriggerCall call)
    : log_(log), sut_(sut), action_(action), call_(std::move(call)) {
  log_.add_observer(*this);
}

SutTrigger::~SutTrigger() { log_.remove_observer(*this); }

void SutTrigger::on_append(const journal::RecordPtr& record) {
  if (fired() || record->bin != call_.bin || record->refused || record->request() == nullptr)
    return;
  if (call_.answer && !call_.answer->fits(record->answer)) return;
  const match::Subject subject(*record->request());
  if (!call_.selector->matches(subject)) return;
  if (++came_ < call_.nth) return;
  switch (action_) {
    case SutAction::kKill:
      return sut_.kill_now();
    case SutAction::kStop:
      return sut_.ask_to_stop();
    default:
      // One that does not run any more is told by who needs it.
      static_cast<void>(sut_.pause());
  }
}

}  // namespace ricochet::runner

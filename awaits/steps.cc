#include "awaits/steps.h"

#include <algorithm>

#include "base/text/text.h"

namespace ricochet::awaits {

namespace {

std::string place_of(const journal::Record& record) {
  return "#" + std::to_string(record.seq) + " of " + record.bin;
}

}  // namespace

StepMachine::StepMachine(const std::vector<ExpectedStep>& steps, Order order)
    : steps_(steps), order_(order), assigned_(steps.size()), followed_(steps.size()) {
  for (const auto& step : steps_) slots_ += step.times;
}

bool StepMachine::fits(std::size_t step, const journal::RecordPtr& record,
                       const match::Subject& subject) const {
  const auto& wanted = steps_[step];
  if (wanted.bin != record->bin) return false;
  return wanted.selector == nullptr || wanted.selector->matches(subject);
}

std::vector<std::uint32_t> StepMachine::steps_for(const journal::RecordPtr& record,
                                                  const match::Subject& subject) const {
  std::vector<std::uint32_t> fitting;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    if (fits(i, record, subject)) fitting.push_back(static_cast<std::uint32_t>(i));
  }
  return fitting;
}

void StepMachine::assign(const journal::RecordPtr& record,
                         const std::vector<std::uint32_t>& fitting) {
  if (fitting.empty()) return;
  taken_.push_back({record, fitting});
  std::vector<bool> tried(steps_.size(), false);
  if (augment(taken_.size() - 1, tried)) {
    ++slots_taken_;
  } else {
    taken_.pop_back();  // what is of no use now never will be: the others only grow
  }
}

bool StepMachine::consider(const journal::RecordPtr& record, const match::Subject& subject) {
  if (complete() || broken()) return false;
  const auto fitting = steps_for(record, subject);
  const auto before = taken();
  assign(record, fitting);
  if (order_ != Order::kAny) follow(record, fitting);
  return taken() != before;
}

bool StepMachine::starts(const journal::RecordPtr& record, const match::Subject& subject) const {
  return order_ == Order::kAny ? !steps_for(record, subject).empty() : fits(0, record, subject);
}

void StepMachine::note_early(const journal::RecordPtr& record, const match::Subject& subject) {
  assign(record, steps_for(record, subject));
}

/// Finds a step for the record, moving records between steps where that makes room (Kuhn).
bool StepMachine::augment(std::size_t index, std::vector<bool>& tried) {
  for (const auto step : std::vector<std::uint32_t>(taken_[index].fits)) {
    if (tried[step]) continue;
    tried[step] = true;
    auto& held = assigned_[step];
    if (held.size() < steps_[step].times) {
      held.push_back(index);
      return true;
    }
    for (auto& other : held) {
      if (!augment(other, tried)) continue;
      other = index;
      return true;
    }
  }
  return false;
}

void StepMachine::follow(const journal::RecordPtr& record,
                         const std::vector<std::uint32_t>& fitting) {
  const bool next = std::binary_search(fitting.begin(), fitting.end(), at_);
  if (next) {
    followed_[at_].push_back(record);
    last_ = record;
    while (at_ < steps_.size() && followed_[at_].size() >= steps_[at_].times) ++at_;
  } else if (order_ == Order::kStrict && last_) {
    breaker_ = record;
  }
}

bool StepMachine::complete() const {
  return order_ == Order::kAny ? slots_taken_ == slots_ : at_ == steps_.size();
}

std::uint64_t StepMachine::taken() const {
  if (order_ == Order::kAny) return slots_taken_;
  std::uint64_t count = 0;
  for (const auto& records : followed_) count += records.size();
  return count;
}

std::size_t StepMachine::first_open() const {
  if (order_ != Order::kAny) return at_;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    if (assigned_[i].size() < steps_[i].times) return i;
  }
  return steps_.size();
}

std::vector<StepState> StepMachine::states() const {
  std::vector<StepState> all;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    StepState state;
    state.name = name_of(i);
    state.bin = steps_[i].bin;
    state.times = steps_[i].times;
    if (order_ == Order::kAny) {
      for (const auto index : assigned_[i]) state.records.push_back(taken_[index].record);
      std::sort(state.records.begin(), state.records.end(),
                [](const auto& a, const auto& b) { return a->gseq < b->gseq; });
    } else {
      state.records = followed_[i];
    }
    all.push_back(std::move(state));
  }
  return all;
}

std::string StepMachine::name_of(std::size_t step) const {
  const auto& wanted = steps_[step];
  if (!wanted.name.empty()) return wanted.name;
  return wanted.selector ? wanted.selector->describe() : "anything in " + wanted.bin;
}

std::string StepMachine::what_is_wrong() const {
  const auto open = first_open();
  if (open == steps_.size()) return {};
  const auto title = [this](std::size_t step) {
    return "step " + std::to_string(step + 1) + " (" + name_of(step) + ")";
  };
  if (broken())
    return place_of(*breaker_) + " (" + breaker_->title() + ") came instead of " + title(open) +
           ", right behind " + place_of(*last_);
  if (out_of_order()) {
    // In any order there were enough: one of them came before its turn.
    for (const auto index : assigned_[open]) {
      const auto& early = taken_[index].record;
      if (last_ && early->gseq < last_->gseq)
        return title(open) + " came as " + place_of(*early) + ", before " +
               title(open == 0 ? 0 : open - 1) + ", " + place_of(*last_);
    }
    return title(open) + " came before its turn";
  }
  const auto got = order_ == Order::kAny ? assigned_[open].size() : followed_[open].size();
  if (got == 0) return title(open) + " did not come";
  return title(open) + " came " + std::to_string(got) + " of " +
         base::plural(steps_[open].times, "time");
}

bool StepMachine::undecidable(const journal::RecordPtr& record,
                              const match::Subject& subject) const {
  for (const auto& step : steps_) {
    if (step.bin != record->bin || !step.selector || !step.selector->needs_body()) continue;
    if (depends_on_body(*step.selector, subject)) return true;
  }
  return false;
}

}  // namespace ricochet::awaits

#include "awaits/steps.h"

#include <algorithm>
#include <map>

#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::awaits {

namespace {

std::string place_of(const journal::Record& record) {
  return "#" + std::to_string(record.seq) + " of " + record.bin;
}

}  // namespace

StepMachine::StepMachine(const std::vector<ExpectedStep>& steps, Order order)
    : steps_(steps), order_(order), assigned_(steps.size()), followed_(steps.size()) {
  std::map<std::string, std::size_t> lanes;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    slots_ += steps_[i].times;
    const auto lane = order_ == Order::kPerKey ? steps_[i].lane : std::string();
    const auto [at, fresh] = lanes.emplace(lane, lanes_.size());
    if (fresh) lanes_.emplace_back();
    lanes_[at->second].steps.push_back(static_cast<std::uint32_t>(i));
  }
}

bool StepMachine::fits(std::size_t step, const journal::RecordPtr& record,
                       const match::Subject& subject) const {
  const auto& wanted = steps_[step];
  if (wanted.bin != record->bin) return false;
  if (wanted.answer && !wanted.answer->fits(record->answer)) return false;
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
  if (complete() && order_ == Order::kStrict) breaker_ = record;
  if (complete() || broken()) return false;
  const auto fitting = steps_for(record, subject);
  const auto before = taken();
  assign(record, fitting);
  if (order_ != Order::kAny) follow(record, fitting);
  return taken() != before;
}

bool StepMachine::starts(const journal::RecordPtr& record, const match::Subject& subject) const {
  if (order_ == Order::kAny) return !steps_for(record, subject).empty();
  return std::any_of(lanes_.begin(), lanes_.end(),
                     [&](const Lane& lane) { return fits(lane.steps.front(), record, subject); });
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
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    Lane& lane = lanes_[i];
    if (lane.done()) continue;
    const auto step = lane.steps[lane.at];
    if (std::binary_search(fitting.begin(), fitting.end(), step)) {
      const bool elsewhere = order_ == Order::kPerKey && lane.last && record->event() &&
                             lane.last->event() && lane.last->bin == record->bin &&
                             lane.last->event()->partition != record->event()->partition;
      if (elsewhere) {
        breaker_ = record;
        broken_lane_ = i;
        return;
      }
      followed_[step].push_back(record);
      lane.last = record;
      if (followed_[step].size() >= steps_[step].times) ++lane.at;
      return;
    }
    if (order_ == Order::kStrict && lane.last) breaker_ = record;
  }
}

bool StepMachine::complete() const {
  if (broken()) return false;
  if (order_ == Order::kAny) return slots_taken_ == slots_;
  return std::all_of(lanes_.begin(), lanes_.end(), [](const Lane& lane) { return lane.done(); });
}

std::uint64_t StepMachine::taken() const {
  if (order_ == Order::kAny) return slots_taken_;
  std::uint64_t count = 0;
  for (const auto& records : followed_) count += records.size();
  return count;
}

std::size_t StepMachine::first_open() const {
  std::size_t first = steps_.size();
  if (order_ == Order::kAny) {
    for (std::size_t i = 0; i < steps_.size() && first == steps_.size(); ++i) {
      if (assigned_[i].size() < steps_[i].times) first = i;
    }
    return first;
  }
  if (overrun()) return steps_.size();
  if (broken()) return lanes_[broken_lane_].steps[lanes_[broken_lane_].at];
  for (const auto& lane : lanes_) {
    if (!lane.done()) first = std::min<std::size_t>(first, lane.steps[lane.at]);
  }
  return first;
}

const StepMachine::Lane& StepMachine::lane_of(std::size_t step) const {
  return *std::find_if(lanes_.begin(), lanes_.end(), [step](const Lane& lane) {
    return std::binary_search(lane.steps.begin(), lane.steps.end(), step);
  });
}

StepMachine::Early StepMachine::early_of(std::size_t step) const {
  const bool known = order_ != Order::kAny && step < steps_.size() && !broken() && out_of_order();
  const journal::RecordPtr last = known ? lane_of(step).last : nullptr;
  if (last == nullptr) return {};
  for (const auto index : assigned_[step]) {
    const auto& record = taken_[index].record;
    if (record->gseq < last->gseq) return {record, last};
  }
  return {};
}

std::vector<journal::RecordPtr> StepMachine::records() const {
  std::vector<journal::RecordPtr> all;
  if (order_ == Order::kAny) {
    for (const auto& taken : taken_) all.push_back(taken.record);
  } else {
    for (const auto& records : followed_) all.insert(all.end(), records.begin(), records.end());
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a->gseq < b->gseq; });
  return all;
}

std::vector<StepState> StepMachine::states() const {
  std::vector<StepState> all;
  const auto open = first_open();
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
    state.came = state.records.size();
    if (const Early early = i == open ? early_of(i) : Early(); early.record) {
      state.early = early.record;
      state.early_by = early.by();
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

std::string StepMachine::title_of(std::size_t step) const {
  return "step " + std::to_string(step + 1) + " (" + name_of(step) + ")";
}

std::string StepMachine::short_name_of(std::size_t step) const {
  constexpr std::size_t kShort = 32;  // two of them and the words around them fit a headline
  return base::shorten(name_of(step), kShort);
}

std::string StepMachine::broke_in_brief(std::size_t open) const {
  if (overrun())
    return base::shorten(breaker_->title(), kBriefBytes / 2) + " came behind the last step, " +
           short_name_of(steps_.size() - 1);
  const std::string step = "step " + std::to_string(open + 1);
  if (order_ == Order::kPerKey)
    return step + " came in partition " + std::to_string(breaker_->event()->partition) +
           ", the one before in partition " +
           std::to_string(lane_of(open).last->event()->partition) + ": " + short_name_of(open);
  return base::shorten(breaker_->title(), kBriefBytes / 2) + " came instead of " + step + ", " +
         short_name_of(open);
}

std::string StepMachine::in_brief() const {
  const auto open = first_open();
  if (broken()) return base::shorten(broke_in_brief(open), kBriefBytes);
  if (open == steps_.size()) return {};
  const std::string step = "step " + std::to_string(open + 1);
  if (out_of_order()) {
    const auto& lane = lane_of(open);
    const auto before = lane.at == 0 ? open : lane.steps[lane.at - 1];
    if (before == open) return step + " came before its turn: " + short_name_of(open);
    const Early early = early_of(open);
    return step + " came " + (early.record ? span_text(early.by()) + " " : std::string()) +
           "before step " + std::to_string(before + 1) + ": " + short_name_of(open) + " before " +
           short_name_of(before);
  }
  const auto got = order_ == Order::kAny ? assigned_[open].size() : followed_[open].size();
  const std::string which = step + " of " + std::to_string(steps_.size());
  const std::string what = " in " + steps_[open].bin + ": " + name_of(open);
  return base::shorten(got == 0 ? which + " did not come" + what
                                : which + " came " + std::to_string(got) + " of " +
                                      base::plural(steps_[open].times, "time") + what,
                       kBriefBytes);
}

std::string StepMachine::what_broke(std::size_t open) const {
  if (overrun())
    return place_of(*breaker_) + " (" + breaker_->title() + ") came behind the last step, " +
           place_of(*lanes_[broken_lane_].last) + " (" + name_of(steps_.size() - 1) + ")";
  const auto& last = lane_of(open).last;
  if (order_ == Order::kPerKey) {
    return title_of(open) + " came as " + place_of(*breaker_) + " in partition " +
           std::to_string(breaker_->event()->partition) + ", " + place_of(*last) +
           " of its key lies in partition " + std::to_string(last->event()->partition) +
           ": between partitions Kafka keeps no order";
  }
  return place_of(*breaker_) + " (" + breaker_->title() + ") came instead of " + title_of(open) +
         ", right behind " + place_of(*last);
}

std::string StepMachine::what_is_wrong() const {
  const auto open = first_open();
  if (broken()) return what_broke(open);
  if (open == steps_.size()) return {};
  if (out_of_order()) {
    // In any order there were enough: one of them came before its turn.
    const auto& lane = lane_of(open);
    const auto before = lane.at == 0 ? open : lane.steps[lane.at - 1];
    const Early early = early_of(open);
    if (!early.record) return title_of(open) + " came before its turn";
    // Numbers of two bins say nothing of who was first.
    const bool same = early.record->bin == early.last->bin;
    return title_of(open) + " came early by " + span_text(early.by()) + ", before " +
           title_of(before) +
           (same ? ": as #" + std::to_string(early.record->seq) + " of " + early.last->bin +
                       ", before #" + std::to_string(early.last->seq)
                 : std::string());
  }
  const auto got = order_ == Order::kAny ? assigned_[open].size() : followed_[open].size();
  if (got == 0) return title_of(open) + " did not come";
  return title_of(open) + " came " + std::to_string(got) + " of " +
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

#include "runner/live/run_log.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "runner/report/json_of_result.h"
#include "runner/report/masked_reports.h"
#include "runner/result/clean_text.h"

namespace ricochet::runner {

RunLog::RunLog(std::string program, mask::Secrets& secrets, RunLogLimits limits)
    : program_(std::move(program)), secrets_(secrets), limits_(limits) {}

RunRecord* RunLog::find(std::uint64_t id) const {
  const auto found =
      std::find_if(runs_.begin(), runs_.end(), [id](const auto& run) { return run->id() == id; });
  return found == runs_.end() ? nullptr : found->get();
}

void RunLog::run_started(const RunPlan& plan) {
  const std::uint64_t id = next_id_++;
  if (!runs_.empty()) {
    base::Json next;
    next["id"] = id;
    runs_.back()->note("next_run", next);
  }
  runs_.push_back(std::make_unique<RunRecord>(id, program_));
  runs_.back()->plan(plan.heads);
  make_room();
  RunEvents::run_started(plan);
}

void RunLog::up(World& world) {
  worlds_[{clean_text(world.suite().folder), world.worker()}] = &world;
}

void RunLog::gone(World& world) {
  for (const auto& run : runs_) {
    for (auto& entry : run->entries()) {
      if (entry.began && entry.began->world == &world) entry.began.reset();
    }
  }
  const auto known = worlds_.find({clean_text(world.suite().folder), world.worker()});
  if (known != worlds_.end() && known->second == &world) worlds_.erase(known);
}

void RunLog::scenario_started(const ScenarioResult& scenario) {
  worker_ = scenario.worker;
  RunEvents::scenario_started(scenario);
}

void RunLog::step_started(const ScenarioResult& scenario, const StepResult& step) {
  base::Json members = scenario_head_to_json(scenario);
  base::Json told = step_to_json(step);
  for (const char* not_known : {"outcome", "took_ms"}) told.erase(not_known);
  members["step"] = std::move(told);
  happened("step_started", std::move(members));
}

void RunLog::scenario_traced(const ScenarioResult&, const Trace& trace) {
  trace_ = std::make_shared<const std::string>(base::compact_json(trace_to_json(trace)));
}

void RunLog::happened(const char* event, base::Json members) {
  if (runs_.empty()) return;
  RunRecord& run = *runs_.back();
  const std::string type = event;
  const auto index = run.apply(type, std::move(members));
  if (index && type == "scenario_started") {
    RunRecord::Entry& entry = run.entries()[*index];
    const auto world = worlds_.find({entry.shown.value("suite", ""), worker_});
    if (world != worlds_.end()) entry.began.emplace(*world->second);
  }
  if (index && type == "scenario_finished" && trace_) {
    trace_bytes_ += trace_->size();
    run.entries()[*index].trace = std::exchange(trace_, nullptr);
    make_room();
  }
  if (changed_) changed_();
}

void RunLog::make_room() {
  for (const auto& run : runs_) {
    for (auto& entry : run->entries()) {
      if (trace_bytes_ <= limits_.bytes) break;
      if (!entry.trace) continue;
      trace_bytes_ -= entry.trace->size();
      entry.trace = nullptr;
      entry.trace_gone = true;
    }
  }
  while (runs_.size() > std::max<std::size_t>(limits_.runs, 1)) {
    for (const auto& entry : runs_.front()->entries())
      trace_bytes_ -= entry.trace ? entry.trace->size() : 0;
    runs_.pop_front();
  }
}

std::shared_ptr<const std::string> RunLog::trace_of(const RunRecord::Entry& entry) const {
  if (entry.trace || !entry.began) return entry.trace;
  World& world = *entry.began->world;
  world.learn_secrets();
  // Which records are those of others is known when it has ended.
  const Trace trace = masked_trace(
      trace_since(world, entry.began->start, ScenarioResult(), std::nullopt), secrets_);
  return std::make_shared<const std::string>(base::compact_json(trace_to_json(trace)));
}

}  // namespace ricochet::runner

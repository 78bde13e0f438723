#include "runner/live/run_record.h"

#include <algorithm>
#include <utility>

#include "runner/report/json_of_result.h"

namespace ricochet::runner {

namespace {

constexpr const char* kPending = "pending";
constexpr const char* kRunning = "running";

/// Runs of one scenario that stand side by side have names of their own.
std::string key_of(const base::Json& head) {
  return head.value("suite", "") + "\n" + head.value("file", "") + "\n" +
         std::to_string(head.value("line", std::uint64_t{0})) + "\n" + head.value("scenario", "");
}

/// As scenario_to_json() has one that has ended, so that the page needs one form only.
base::Json not_ended(base::Json head, const char* outcome) {
  head["tags"] = head.contains("tags") ? head["tags"] : base::Json::array();
  head["outcome"] = outcome;
  head["started_at"] = "";
  head["took_ms"] = 0;
  head["tries"] = 1;
  head["warnings"] = base::Json::array();
  head["steps"] = base::Json::array();
  head["running"] = base::Json::array();
  return head;
}

/// `together` has several at a time.
void no_longer_runs(base::Json& running, const base::Json& step) {
  const auto found = std::find_if(running.begin(), running.end(), [&](const base::Json& one) {
    return one["title"] == step["title"] && one["started_ms"] == step["started_ms"];
  });
  if (found != running.end()) running.erase(found);
}

}  // namespace

void RunRecord::plan(const std::vector<ScenarioResult>& heads) {
  for (const auto& scenario : heads) {
    base::Json head = scenario_head_to_json(scenario);
    head["tags"] = scenario_to_json(scenario)["tags"];
    by_head_.emplace(key_of(head), entries_.size());
    Entry entry;
    entry.shown = not_ended(std::move(head), kPending);
    entry.shown["summary"] = "";
    entries_.push_back(std::move(entry));
  }
}

/// The one that runs, else one that is to; one that nobody planned (a run with a fault) is new.
std::size_t RunRecord::entry_of(const base::Json& head, bool starts) {
  const std::string key = key_of(head);
  const auto [first, last] = by_head_.equal_range(key);
  for (const char* outcome : {kRunning, kPending}) {
    for (auto it = first; it != last; ++it) {
      if (entries_[it->second].shown["outcome"] == outcome) return it->second;
    }
  }
  by_head_.emplace(key, entries_.size());
  Entry entry;
  entry.shown = not_ended(head, starts ? kRunning : kPending);
  entry.shown["summary"] = "";
  entries_.push_back(std::move(entry));
  return entries_.size() - 1;
}

std::optional<std::size_t> RunRecord::apply(const std::string& type, base::Json members) {
  std::optional<std::size_t> index;
  if (type == "run_started") {
    start_ = members;
  } else if (type == "suite_ready") {
    summaries_[members.value("suite", "")] = members.value("summary", "");
  } else if (type == "run_finished") {
    end_ = members;
  } else if (members.contains("scenario")) {
    index = entry_of(members, type == "scenario_started");
    base::Json& shown = entries_[*index].shown;
    if (type == "scenario_started") {
      base::Json fresh = not_ended(members, kRunning);
      fresh["tags"] = shown["tags"];
      shown = std::move(fresh);
    } else if (type == "step_started") {
      shown["running"].push_back(members["step"]);
    } else if (type == "step_finished") {
      shown["steps"].push_back(members["step"]);
      no_longer_runs(shown["running"], members["step"]);
    } else if (type == "scenario_finished") {
      shown = members;
      entries_[*index].began.reset();
    }
    shown["summary"] = summaries_[shown.value("suite", "")];
    members["index"] = *index;
    members["summary"] = shown["summary"];
  }
  push(type, members);
  return index;
}

void RunRecord::note(const std::string& type, const base::Json& members) { push(type, members); }

void RunRecord::push(const std::string& type, const base::Json& members) {
  events_.push_back({++last_, type, base::compact_json(members)});
  event_bytes_ += events_.back().data.size();
  while (event_bytes_ > kEventBytes && events_.size() > 1) {
    gone_ = events_.front().number;
    event_bytes_ -= events_.front().data.size();
    events_.pop_front();
  }
}

base::Json RunRecord::counts() const {
  std::map<std::string, std::size_t> by_outcome;
  std::size_t flaky = 0;
  for (const auto& entry : entries_) {
    const std::string outcome = entry.shown.value("outcome", "");
    ++by_outcome[outcome];
    flaky += outcome == "passed" && entry.shown.value("tries", 1) > 1;
  }
  base::Json out;
  out["passed"] = by_outcome["passed"];
  out["failed"] = by_outcome["failed"];
  out["errors"] = by_outcome["error"];
  out["skipped"] = by_outcome["skipped"];
  out["flaky"] = flaky;
  return out;
}

base::Json RunRecord::to_json(bool whole) const {
  base::Json out;
  out["id"] = id_;
  out["state"] = ended() ? "finished" : kRunning;
  out["program"] = program_;
  out["cursor"] = last_;
  for (const auto& [name, value] : start_.items()) out[name] = value;
  out["scenarios"] = entries_.size();  // with those that nobody planned
  const base::Json totals = ended() ? end_ : counts();
  for (const auto& [name, value] : totals.items()) out[name] = value;
  if (!whole) return out;
  base::Json& results = out["results"] = base::Json::array();
  for (const auto& entry : entries_) results.push_back(entry.shown);
  return out;
}

}  // namespace ricochet::runner

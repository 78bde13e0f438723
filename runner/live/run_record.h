#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json/json.h"
#include "runner/report/reporter.h"
#include "runner/world/trace.h"

namespace ricochet::runner {

/// One run as far as it got, as data for /api/v2/runs: what each scenario came to, and the newest
/// of the events that brought it there, numbered from 1. Built from what RunEvents tells. On the
/// loop's thread.
class RunRecord {
 public:
  /// Bytes of event texts; the oldest make room.
  static constexpr std::size_t kEventBytes = 4u << 20;

  struct Event {
    std::uint64_t number = 0;
    std::string type;
    std::string data;
  };
  struct Entry {
    base::Json shown;  ///< RESULT of docs/reports.md
    /// What happened in it as JSON; nullptr: it was not run, or this made room.
    std::shared_ptr<const std::string> trace;
    bool trace_gone = false;
    /// While it runs: where, and from when on.
    struct Began {
      explicit Began(World& w) : world(&w), start(w) {}
      World* world;
      TraceStart start;
    };
    std::optional<Began> began;
  };

  RunRecord(std::uint64_t id, std::string program) : id_(id), program_(std::move(program)) {}

  /// Scenarios that are to run, before it starts.
  void plan(const std::vector<ScenarioResult>& heads);
  /// An event of RunEvents. Those of a scenario get its `index`. Returns that.
  std::optional<std::size_t> apply(const std::string& type, base::Json members);
  /// An event that changes nothing here.
  void note(const std::string& type, const base::Json& members);

  std::uint64_t id() const { return id_; }
  bool ended() const { return !end_.is_null(); }
  std::uint64_t last() const { return last_; }          ///< number of the newest event
  std::uint64_t gone_through() const { return gone_; }  ///< up to it events are not held
  const std::deque<Event>& events() const { return events_; }
  std::vector<Entry>& entries() { return entries_; }
  const std::vector<Entry>& entries() const { return entries_; }
  /// RUN of docs/reports.md; `whole`: with `results`.
  base::Json to_json(bool whole) const;

 private:
  std::size_t entry_of(const base::Json& head, bool starts);
  void push(const std::string& type, const base::Json& members);
  base::Json counts() const;

  std::uint64_t id_;
  std::string program_;
  base::Json start_ = base::Json::object();
  base::Json end_;
  std::vector<Entry> entries_;
  std::multimap<std::string, std::size_t> by_head_;
  std::map<std::string, std::string> summaries_;  ///< by suite
  std::deque<Event> events_;
  std::size_t event_bytes_ = 0;
  std::uint64_t last_ = 0, gone_ = 0;
};

}  // namespace ricochet::runner

#include "requestbin/server/metrics.h"

#include <array>
#include <cstdio>

#include "base/loop_turns.h"
#include "base/worker.h"

namespace ricochet::requestbin {

namespace {

std::string number(double value) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%.9g", value);
  return text.data();
}

void head(std::string& out, const std::string& name, const char* type, const char* help) {
  out += "# HELP " + name + " " + help + "\n# TYPE " + name + " " + type + "\n";
}

/// Ours are words; an imported one may be anything.
std::string label(const std::string& code) {
  const bool word = !code.empty() && code.size() <= 40 &&
                    code.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos;
  return word ? code : "other";
}

void one(std::string& out, const std::string& name, const char* type, const char* help,
         std::uint64_t value) {
  head(out, name, type, help);
  out += name + " " + std::to_string(value) + "\n";
}

/// How long turns of the loop took, and what its workers have to do.
void add_loop(std::string& out, base::Loop& loop) {
  const std::string name = "ricochet_loop_turn_seconds";
  const auto& turns = loop.turns();
  head(out, name, "histogram", "CPU time of turns of the loop, in which nobody else is served.");
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < base::LoopTurns::kBuckets.size(); ++i) {
    below += turns.in_bucket(i);
    out += name + "_bucket{le=\"" + number(base::LoopTurns::kBuckets[i]) + "\"} " +
           std::to_string(below) + "\n";
  }
  const auto seconds = [](base::Duration d) {
    return number(std::chrono::duration<double>(d).count());
  };
  out += name + "_bucket{le=\"+Inf\"} " + std::to_string(turns.count()) + "\n";
  out += name + "_sum " + seconds(turns.sum()) + "\n";
  out += name + "_count " + std::to_string(turns.count()) + "\n";
  head(out, "ricochet_loop_longest_turn_seconds", "gauge", "The longest of them.");
  out += "ricochet_loop_longest_turn_seconds " + seconds(turns.longest()) + "\n";
  const auto load = loop.pool().load();
  one(out, "ricochet_workers", "gauge", "Threads for large bodies and files, at most.",
      load.threads);
  one(out, "ricochet_workers_busy", "gauge", "Of them, those that work.", load.busy);
  one(out, "ricochet_worker_queue_pieces", "gauge", "Pieces of work handed over and not back.",
      load.pieces);
  one(out, "ricochet_worker_queue_bytes", "gauge", "Bytes of their bodies.", load.bytes);
  one(out, "ricochet_worker_refused_total", "counter", "Pieces that found no room.", load.refused);
}

}  // namespace

Metrics::Metrics(base::Loop& loop, journal::CaptureLog& log, awaits::AwaitDriver& awaits)
    : loop_(loop), log_(log), awaits_(awaits) {
  log_.add_observer(*this);
  awaits_.add_observer(*this);
}

Metrics::~Metrics() {
  awaits_.remove_observer(*this);
  log_.remove_observer(*this);
}

void Metrics::on_append(const journal::RecordPtr& record) {
  if (record->refused) {
    ++refused_[{record->answer.status, record->refused->code}];
    return;
  }
  ++(record->request() != nullptr ? calls_ : events_);
  if (!record->matched) ++unmatched_;
  bytes_ += record->message().body.size();
}

void Metrics::on_await_decided(const awaits::Verdict& verdict, base::TimePoint decided) {
  ++outcomes_[to_string(verdict.kind)];
  const double seconds = std::chrono::duration<double>(loop_.now() - decided).count();
  ++wake_count_;
  wake_seconds_ += seconds;
  for (std::size_t i = 0; i < kBuckets.size(); ++i) {
    if (seconds > kBuckets[i]) continue;
    ++wakes_[i];
    break;
  }
}

std::string Metrics::text(const Gauges& gauges) const {
  std::string out;
  head(out, "ricochet_captures_total", "counter", "Records ever captured.");
  out += "ricochet_captures_total{kind=\"call\"} " + std::to_string(calls_) + "\n";
  out += "ricochet_captures_total{kind=\"event\"} " + std::to_string(events_) + "\n";
  one(out, "ricochet_unmatched_calls_total", "counter", "Calls that no rule fitted.", unmatched_);
  head(out, "ricochet_refused_calls_total", "counter",
       "Calls that the server refused itself; status 0: without an answer.");
  for (const auto& [what, count] : refused_) {
    out += "ricochet_refused_calls_total{status=\"" + std::to_string(what.first) + "\",reason=\"" +
           label(what.second) + "\"} " + std::to_string(count) + "\n";
  }
  one(out, "ricochet_calls_to_no_bin_total", "counter",
      "Calls that were answered 404 since no bin has that name.", gauges.calls_to_no_bin);
  one(out, "ricochet_captured_body_bytes_total", "counter", "Bytes of bodies ever captured.",
      bytes_);
  one(out, "ricochet_evicted_records_total", "counter", "Records dropped for room.",
      log_.evicted());
  one(out, "ricochet_bins", "gauge", "Bins now.", log_.bin_count());
  one(out, "ricochet_held_records", "gauge", "Records now in memory.", log_.held_after(0));
  one(out, "ricochet_held_bytes", "gauge", "Bytes of the records now in memory.",
      log_.bytes_held());
  one(out, "ricochet_held_bytes_limit", "gauge", "Most bytes that all bins may hold.",
      log_.max_bytes());
  one(out, "ricochet_buffered_bytes", "gauge", "Bytes of requests that are not whole yet.",
      gauges.buffered_bytes);
  one(out, "ricochet_buffered_bytes_most", "gauge", "The most that those have been.",
      gauges.buffered_bytes_most);
  one(out, "ricochet_buffered_bytes_limit", "gauge", "Most bytes that those may be.",
      gauges.buffered_bytes_limit);
  one(out, "ricochet_awaits_pending", "gauge", "Waits that are not decided.", awaits_.open());
  head(out, "ricochet_awaits_total", "counter", "Waits that were decided.");
  for (const auto outcome : {awaits::VerdictKind::kPassed, awaits::VerdictKind::kFailed,
                             awaits::VerdictKind::kInconclusive, awaits::VerdictKind::kCancelled,
                             awaits::VerdictKind::kError}) {
    const auto found = outcomes_.find(to_string(outcome));
    out += "ricochet_awaits_total{outcome=\"" + std::string(to_string(outcome)) + "\"} " +
           std::to_string(found == outcomes_.end() ? 0 : found->second) + "\n";
  }
  const std::string wake = "ricochet_await_wake_seconds";
  head(out, wake, "histogram", "From the decision of a wait to its answer.");
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < kBuckets.size(); ++i) {
    below += wakes_[i];
    out += wake + "_bucket{le=\"" + number(kBuckets[i]) + "\"} " + std::to_string(below) + "\n";
  }
  out += wake + "_bucket{le=\"+Inf\"} " + std::to_string(wake_count_) + "\n";
  out += wake + "_sum " + number(wake_seconds_) + "\n";
  out += wake + "_count " + std::to_string(wake_count_) + "\n";
  one(out, "ricochet_stream_readers", "gauge", "Open event streams.", gauges.stream_readers);
  one(out, "ricochet_stream_lag_records", "gauge",
      "Records that the slowest event stream has not been sent yet.", gauges.stream_lag);
  add_loop(out, loop_);
  return out;
}

}  // namespace ricochet::requestbin

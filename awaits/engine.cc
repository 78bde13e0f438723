#include "awaits/engine.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "awaits/explain.h"
#include "awaits/verdict_history.h"
#include "awaits/wait.h"
#include "base/text.h"
#include "journal/capture_log.h"
#include "match/work.h"

namespace ricochet::awaits {

namespace {

match::Subject subject_of(const journal::Record& record) {
  if (const auto* call = record.request()) return match::Subject(*call);
  return match::Subject(*record.event());
}

/// One source per bin; of two cursors the earlier one.
void merge_sources(std::vector<Source>& sources) {
  std::vector<Source> merged;
  for (const auto& source : sources) {
    const auto same = std::find_if(merged.begin(), merged.end(),
                                   [&](const Source& s) { return s.bin == source.bin; });
    if (same == merged.end()) {
      merged.push_back(source);
    } else {
      same->after = std::min(same->after, source.after);
    }
  }
  sources = std::move(merged);
}

}  // namespace

class AwaitEngine::State {
 public:
  State(const journal::CaptureLog& log, Options options)
      : log_(log), history_(options.history, options.late_grace) {}

  base::Result<AwaitId> start(Expectation expectation, base::TimePoint now);
  void arrived(const journal::RecordPtr& record, base::TimePoint now);
  void lost(const std::string& bin, journal::Seq through, Reason reason, base::TimePoint now);
  void deleted(const std::string& bin, const std::vector<journal::Seq>& seqs, base::TimePoint now);
  void bin_removed(const std::string& bin, base::TimePoint now);
  void advance(base::TimePoint now);
  bool cancel(AwaitId id, const std::string& reason, base::TimePoint now);
  bool conclude(AwaitId id, const std::string& evidence, base::TimePoint now);

  const journal::CaptureLog& log_;
  VerdictHistory history_;
  std::map<AwaitId, Wait> waits_;
  std::set<std::pair<base::TimePoint, AwaitId>> due_;
  std::vector<Verdict> decided_;
  std::set<AwaitId> progressed_;

 private:
  base::Status check_sources(const Expectation& expectation) const;
  void scan(Wait& wait, base::TimePoint now);
  /// Tells a wait of a record and keeps the indexes true; `subject` may be shared by many waits.
  void tell(Wait& wait, const journal::RecordPtr& record, const match::Subject& subject,
            base::TimePoint at);
  void decide(AwaitId id, const Decision& decision);
  /// Each wait on the bin, whether what has happened there decides it.
  void ask_waits(const std::string& bin,
                 const std::function<std::optional<Decision>(Wait& wait)>& ask);

  AwaitId next_id_ = 1;
  base::TimePoint time_ = base::TimePoint::min();
  std::map<std::string, std::set<AwaitId>> by_bin_;
};

base::Status AwaitEngine::State::check_sources(const Expectation& expectation) const {
  for (const auto& source : expectation.sources) {
    if (!log_.has_bin(source.bin)) {
      std::vector<std::string> names;
      for (const auto& bin : log_.bins()) {
        if (!bin.is_private) names.push_back(bin.name);
      }
      return base::Diag(base::Diag::Kind::kNotFound, "await/no-bin",
                        "there is no bin " + base::in_quotes(source.bin),
                        base::did_you_mean(source.bin, names));
    }
    if (source.after > log_.cursor(source.bin)) {
      return base::Diag("await/bad-cursor",
                        "cursor " + std::to_string(source.after) + " of bin " +
                            base::in_quotes(source.bin) + " is ahead of its newest record, " +
                            std::to_string(log_.cursor(source.bin)),
                        "the cursor may be from before a restart; read the bin again");
    }
  }
  return {};
}

base::Result<AwaitId> AwaitEngine::State::start(Expectation expectation, base::TimePoint now) {
  if (auto fine = expectation.check(); !fine) return fine.error();
  merge_sources(expectation.sources);
  if (auto fine = check_sources(expectation); !fine) return fine.error();
  for (auto& source : expectation.sources) source.is_private = log_.info(source.bin)->is_private;
  advance(now);
  const auto id = next_id_++;
  Wait& wait = waits_.try_emplace(id, id, std::move(expectation), now).first->second;
  due_.emplace(wait.due(), id);
  for (const auto& source : wait.expectation().sources) by_bin_[source.bin].insert(id);
  scan(wait, now);
  return id;
}

void AwaitEngine::State::scan(Wait& wait, base::TimePoint now) {
  const match::Work work;
  const auto id = wait.id();
  const auto sources = wait.expectation().sources;
  for (const auto& source : sources) {
    const auto evicted = log_.evicted_through(source.bin);
    const auto cleared = log_.cleared_through(source.bin);
    // What was evicted and then cleared as well was cleared last.
    const auto reason = evicted > cleared ? Reason::kEvicted : Reason::kCleared;
    if (const auto decision = wait.lost(source.bin, std::max(evicted, cleared), reason, now))
      return decide(id, *decision);
    if (source.from_held) continue;
    for (const auto& hole : log_.deleted(source.bin)) {
      if (const auto decision = wait.lost(source.bin, hole.last, Reason::kCleared, now))
        return decide(id, *decision);
    }
  }
  std::vector<journal::RecordPtr> records;
  for (const auto& source : sources) {
    log_.for_each(source.bin, source.after, [&records, &wait](const journal::RecordPtr& record) {
      if (wait.source_of(*record) != nullptr) records.push_back(record);  // heeds `except`
      return true;
    });
  }
  if (sources.size() > 1) {
    std::sort(records.begin(), records.end(),
              [](const auto& a, const auto& b) { return a->gseq < b->gseq; });
  }
  for (const auto& record : records) {
    const auto subject = subject_of(*record);
    tell(wait, record, subject, std::min(record->received, now));
    if (!waits_.contains(id)) return;
  }
  advance(now);  // it may have been quiet for long enough already, or have no time at all
}

void AwaitEngine::State::tell(Wait& wait, const journal::RecordPtr& record,
                              const match::Subject& subject, base::TimePoint at) {
  const auto id = wait.id();
  const auto before = wait.due();
  const auto counted = wait.observed();
  const auto decision = wait.consider(record, subject, at);
  if (wait.observed() != counted) progressed_.insert(id);
  if (decision) return decide(id, *decision);
  if (wait.due() != before) {
    due_.erase({before, id});
    due_.emplace(wait.due(), id);
  }
}

void AwaitEngine::State::arrived(const journal::RecordPtr& record, base::TimePoint now) {
  // The moment it was complete counts, not the moment the loop came to it; but time never runs
  // back.
  const auto at = std::max(time_, std::min(record->received, now));
  advance(at);
  const auto found = by_bin_.find(record->bin);
  const bool awaited = found != by_bin_.end() && !found->second.empty();
  if (!awaited && !history_.watches(at)) return;
  const match::Work work;
  const auto subject = subject_of(*record);
  history_.arrived(record, subject, at);
  if (!awaited) return;
  for (auto it = found->second.begin(); it != found->second.end();) {
    Wait& wait = waits_.at(*it++);  // deciding erases the id
    if (wait.source_of(*record) != nullptr) tell(wait, record, subject, at);
  }
  advance(at);  // a settle of no length ends with the arrival
}

void AwaitEngine::State::ask_waits(const std::string& bin,
                                   const std::function<std::optional<Decision>(Wait& wait)>& ask) {
  const auto found = by_bin_.find(bin);
  if (found == by_bin_.end()) return;
  for (auto it = found->second.begin(); it != found->second.end();) {
    const auto id = *it++;  // deciding erases the id
    if (const auto decision = ask(waits_.at(id))) decide(id, *decision);
  }
}

void AwaitEngine::State::lost(const std::string& bin, journal::Seq through, Reason reason,
                              base::TimePoint now) {
  advance(now);
  ask_waits(bin, [&](Wait& wait) { return wait.lost(bin, through, reason, now); });
}

void AwaitEngine::State::deleted(const std::string& bin, const std::vector<journal::Seq>& seqs,
                                 base::TimePoint now) {
  advance(now);
  ask_waits(bin, [&](Wait& wait) {
    std::optional<Decision> decision;
    for (std::size_t i = 0; i < seqs.size() && !decision; ++i)
      decision = wait.lost_one(bin, seqs[i], now);
    return decision;
  });
}

void AwaitEngine::State::bin_removed(const std::string& bin, base::TimePoint now) {
  advance(now);
  const auto found = by_bin_.find(bin);
  if (found == by_bin_.end()) return;
  const Decision decision{VerdictKind::kError, Reason::kBinRemoved, now, "", bin};
  for (auto it = found->second.begin(); it != found->second.end();) decide(*it++, decision);
  by_bin_.erase(found);
}

void AwaitEngine::State::advance(base::TimePoint now) {
  time_ = std::max(time_, now);
  while (!due_.empty() && due_.begin()->first <= now) {
    const auto id = due_.begin()->second;
    const auto decision = waits_.at(id).advance(now);
    decide(id, *decision);
  }
}

bool AwaitEngine::State::cancel(AwaitId id, const std::string& reason, base::TimePoint now) {
  advance(now);
  if (!waits_.contains(id)) return false;
  decide(id, Decision{VerdictKind::kCancelled, Reason::kCancelled, now, "", reason});
  return true;
}

bool AwaitEngine::State::conclude(AwaitId id, const std::string& evidence, base::TimePoint now) {
  advance(now);
  const auto it = waits_.find(id);
  if (it == waits_.end()) return false;
  const auto decision = it->second.conclude(evidence, now);
  if (decision) decide(id, *decision);
  return decision.has_value();
}

void AwaitEngine::State::decide(AwaitId id, const Decision& decision) {
  const auto node = waits_.extract(id);
  const Wait& wait = node.mapped();
  due_.erase({wait.due(), id});
  for (const auto& source : wait.expectation().sources) {
    by_bin_.at(source.bin).erase(id);  // an empty set stays: somebody may be walking through it
  }
  Verdict verdict = wait.verdict(decision);
  const auto missing = wait.missing();
  if (!verdict.passed()) explain(verdict, missing, log_);
  history_.add(verdict, missing, decision.at);
  decided_.push_back(std::move(verdict));
}

AwaitEngine::AwaitEngine(const journal::CaptureLog& log) : AwaitEngine(log, Options()) {}
AwaitEngine::AwaitEngine(const journal::CaptureLog& log, Options options)
    : state_(std::make_unique<State>(log, options)) {}
AwaitEngine::~AwaitEngine() = default;

base::Result<AwaitId> AwaitEngine::start(Expectation expectation, base::TimePoint now) {
  return state_->start(std::move(expectation), now);
}
void AwaitEngine::arrived(const journal::RecordPtr& record, base::TimePoint now) {
  state_->arrived(record, now);
}
void AwaitEngine::evicted(const std::string& bin, journal::Seq through, base::TimePoint now) {
  state_->lost(bin, through, Reason::kEvicted, now);
}
void AwaitEngine::cleared(const std::string& bin, journal::Seq through, base::TimePoint now) {
  state_->lost(bin, through, Reason::kCleared, now);
}
void AwaitEngine::bin_removed(const std::string& bin, base::TimePoint now) {
  state_->bin_removed(bin, now);
}
void AwaitEngine::deleted(const std::string& bin, const std::vector<journal::Seq>& seqs,
                          base::TimePoint now) {
  state_->deleted(bin, seqs, now);
}
void AwaitEngine::advance(base::TimePoint now) { state_->advance(now); }
bool AwaitEngine::cancel(AwaitId id, const std::string& reason, base::TimePoint now) {
  return state_->cancel(id, reason, now);
}
bool AwaitEngine::conclude(AwaitId id, const std::string& evidence, base::TimePoint now) {
  return state_->conclude(id, evidence, now);
}

bool AwaitEngine::idle() const { return state_->waits_.empty() && !state_->history_.watching(); }

std::size_t AwaitEngine::cancel_all(const std::string& reason, base::TimePoint now) {
  state_->advance(now);
  const auto count = state_->waits_.size();
  while (!state_->waits_.empty()) state_->cancel(state_->waits_.begin()->first, reason, now);
  return count;
}

std::optional<base::TimePoint> AwaitEngine::next_deadline() const {
  return state_->due_.empty() ? std::nullopt : std::optional(state_->due_.begin()->first);
}

std::vector<Verdict> AwaitEngine::take_decided() { return std::exchange(state_->decided_, {}); }

std::vector<PendingAwait> AwaitEngine::pending() const {
  std::vector<PendingAwait> all;
  for (const auto& [id, wait] : state_->waits_) all.push_back(wait.pending());
  return all;
}

std::optional<PendingAwait> AwaitEngine::pending(AwaitId id) const {
  const auto it = state_->waits_.find(id);
  return it == state_->waits_.end() ? std::nullopt : std::optional(it->second.pending());
}

std::vector<AwaitId> AwaitEngine::take_progressed() {
  const auto ids = std::exchange(state_->progressed_, {});
  return {ids.begin(), ids.end()};
}

std::vector<const Verdict*> AwaitEngine::decided(std::size_t limit) const {
  return state_->history_.newest(limit);
}

std::vector<CountedBy> AwaitEngine::counted_by(const journal::Record& record) const {
  auto all = state_->history_.counted_by(record.gseq);
  for (const auto& [id, wait] : state_->waits_) {
    if (wait.counted(record.gseq))
      all.push_back({id, wait.expectation().name, std::nullopt, wait.expectation().sources});
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return all;
}

bool AwaitEngine::is_pending(AwaitId id) const { return state_->waits_.contains(id); }
const Verdict* AwaitEngine::verdict(AwaitId id) const { return state_->history_.find(id); }

}  // namespace ricochet::awaits

#include "awaits/engine_state.h"

#include <algorithm>

#include "awaits/explain_stray.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "match/work.h"

namespace ricochet::awaits {

namespace {

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

base::Status EngineState::check_sources(const Expectation& expectation) const {
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

base::Result<AwaitId> EngineState::start(Expectation expectation, base::TimePoint now) {
  if (auto fine = expectation.check(); !fine) return fine.error();
  merge_sources(expectation.sources);
  if (auto fine = check_sources(expectation); !fine) return fine.error();
  for (auto& source : expectation.sources) source.is_private = log_.info(source.bin)->is_private;
  advance(now);
  const auto id = next_id_++;
  Wait& wait = waits_.try_emplace(id, id, std::move(expectation), now).first->second;
  due_.emplace(wait.due(), id);
  for (const auto& source : wait.expectation().sources) {
    auto& bin = by_bin_[source.bin];
    bin.all.insert(id);
    bin.asked.insert(id);
    bin.by_cursor.emplace(source.after, id);
  }
  scan(wait, now);
  index(id);
  return id;
}

void EngineState::index(AwaitId id) {
  const auto found = waits_.find(id);
  if (!indexed_ || found == waits_.end() || held_.contains(id) || backlog_.contains(id)) return;
  const auto& expectation = found->second.expectation();
  for (const auto& source : expectation.sources) {
    auto& bin = by_bin_.at(source.bin);
    if (!bin.index.contains(id) && bin.index.add(id, expectation, source)) bin.asked.erase(id);
  }
}

void EngineState::catch_up(Wait& wait) {
  for (const auto& source : wait.expectation().sources) {
    const auto passed = by_bin_.at(source.bin).index.take_passed(wait.id());
    if (passed.records > 0) wait.looked_at(source.bin, passed.newest, passed.records);
  }
}

void EngineState::unindex(Wait& wait) {
  catch_up(wait);
  for (const auto& source : wait.expectation().sources) {
    auto& bin = by_bin_.at(source.bin);
    bin.index.remove(wait.id());
    bin.asked.insert(wait.id());
  }
}

/// What the log holds after the cursors, in the order of the process.
std::vector<EngineState::Entry> EngineState::window_of(const Wait& wait) const {
  std::vector<Entry> entries;
  for (const auto& source : wait.expectation().sources) {
    log_.for_each(source.bin, source.after, [&](const journal::RecordPtr& record) {
      if (wait.source_of(*record) != nullptr)  // heeds `except`
        entries.push_back({record, source.bin, record->seq});
      return true;
    });
    for (const auto& each : log_.refused_elsewhere(source.bin)) {
      if (each.seq > source.after) entries.push_back({each.record, source.bin, each.seq});
    }
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.record->gseq < b.record->gseq; });
  return entries;
}

void EngineState::scan(Wait& wait, base::TimePoint now) {
  std::optional<match::Work> work;
  if (!in_passing_) work.emplace();
  std::uint64_t spent = 0;
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
  for (const auto& entry : window_of(wait)) {
    const auto& record = entry.record;
    const auto at = std::min(record->received, now);
    if (record->refused) {
      if (const auto decision = wait.refused(*record, std::string(entry.bin), entry.seq, at))
        return decide(id, *decision);
      continue;
    }
    const auto subject = subject_of(*record);
    const auto known = ask(wait, record, subject, at, spent);
    if (known != Known::kLater) tell(wait, record, subject, at, known);
    if (!waits_.contains(id)) return;
  }
  advance(now);  // it may have been quiet for long enough already, or have no time at all
}

void EngineState::tell(Wait& wait, const journal::RecordPtr& record, const match::Subject& subject,
                       base::TimePoint at, Known known) {
  const auto id = wait.id();
  const auto before = wait.due();
  const auto counted = wait.observed();
  wait.looked_at(record->bin, record->seq);
  const auto decision =
      wait.consider(record, subject, at,
                    known == Known::kAsk ? std::nullopt : std::optional(known == Known::kFits));
  if (wait.observed() != counted) progressed_.insert(id);
  if (decision) return decide(id, *decision);
  if (wait.due() != before && !held_.contains(id)) {
    due_.erase({before, id});
    due_.emplace(wait.due(), id);
  }
}

void EngineState::arrived(const journal::RecordPtr& record, base::TimePoint now) {
  // The moment it was complete counts, not the moment the loop came to it; but time never runs
  // back.
  const auto at = std::max(time_, std::min(record->received, now));
  advance(at);
  const auto found = by_bin_.find(record->bin);
  const bool awaited = found != by_bin_.end() && !found->second.all.empty();
  if (record->refused) return refused(record->bin, record->seq, record, at);
  if (!awaited && !history_.watches(at)) return;
  std::optional<match::Work> work;
  if (!in_passing_) work.emplace();
  std::uint64_t spent = 0;
  const auto subject = subject_of(*record);
  history_.arrived(record, subject, at);
  if (!awaited) return;
  auto& bin = found->second;
  for (const auto id : in_question(bin, *record, subject, spent))
    arrived_for(id, record, subject, at, now, spent);
  bin.index.count(*record);
  advance(at);  // a settle of no length ends with the arrival
}

std::vector<AwaitId> EngineState::in_question(const BinWaits& bin, const journal::Record& record,
                                              const match::Subject& subject,
                                              std::uint64_t& spent) const {
  std::vector<AwaitId> candidates;
  if (!bin.index.empty()) {
    std::optional<match::Work> work;
    if (in_passing_) work.emplace(match::Work::Size::kInPassing);
    candidates = bin.index.candidates(record, subject);
    if (in_passing_) spent += match::Work::spent();
  }
  std::vector<AwaitId> all;
  std::merge(bin.asked.begin(), bin.asked.end(), candidates.begin(), candidates.end(),
             std::back_inserter(all));
  return all;
}

void EngineState::arrived_for(AwaitId id, const journal::RecordPtr& record,
                              const match::Subject& subject, base::TimePoint at,
                              base::TimePoint now, std::uint64_t& spent) {
  const auto found = waits_.find(id);
  if (found == waits_.end()) return;
  Wait& wait = found->second;
  if (wait.source_of(*record) == nullptr) return;
  // To one that is held it comes when it was received, not when it was decided.
  const auto came = held_.contains(id) ? std::min(record->received, now) : at;
  if (held_.contains(id) && came >= wait.due()) return;
  auto& index = by_bin_.at(record->bin).index;
  catch_up(wait);
  const auto known = ask(wait, record, subject, came, spent);
  if (known == Known::kLater) return unindex(wait);
  tell(wait, record, subject, came, known);
  index.told(id, *record);
}

void EngineState::ask_waits(const std::string& bin,
                            const std::function<std::optional<Decision>(Wait& wait)>& ask) {
  const auto found = by_bin_.find(bin);
  if (found == by_bin_.end()) return;
  for (auto it = found->second.all.begin(); it != found->second.all.end();) {
    const auto id = *it++;  // deciding erases the id
    if (const auto decision = ask(waits_.at(id))) decide(id, *decision);
  }
}

void EngineState::refused(const std::string& bin, journal::Seq seq,
                          const journal::RecordPtr& record, base::TimePoint now) {
  const auto at = std::max(time_, std::min(record->received, now));
  advance(at);
  ask_waits(bin, [&](Wait& wait) { return wait.refused(*record, bin, seq, at); });
}

void EngineState::lost(const std::string& bin, journal::Seq through, Reason reason,
                       base::TimePoint now) {
  advance(now);
  const auto found = by_bin_.find(bin);
  if (found == by_bin_.end()) return;
  // Only those whose cursor lies before it: a full bin drops a record at each arrival.
  std::set<AwaitId> ids;
  for (const auto& [after, id] : found->second.by_cursor) {
    if (after >= through) break;
    ids.insert(id);
  }
  for (const auto id : ids) {
    if (const auto decision = waits_.at(id).lost(bin, through, reason, now)) decide(id, *decision);
  }
}

void EngineState::deleted(const std::string& bin, const std::vector<journal::Seq>& seqs,
                          base::TimePoint now) {
  advance(now);
  ask_waits(bin, [&](Wait& wait) {
    std::optional<Decision> decision;
    for (std::size_t i = 0; i < seqs.size() && !decision; ++i)
      decision = wait.lost_one(bin, seqs[i], now);
    return decision;
  });
}

void EngineState::bin_removed(const std::string& bin, base::TimePoint now) {
  advance(now);
  const auto found = by_bin_.find(bin);
  if (found == by_bin_.end()) return;
  const Decision decision{VerdictKind::kError, Reason::kBinRemoved, now, "", bin};
  auto& all = found->second.all;
  for (auto it = all.begin(); it != all.end();) decide(*it++, decision);
  by_bin_.erase(found);
}

void EngineState::advance(base::TimePoint now) {
  time_ = std::max(time_, now);
  while (!due_.empty() && due_.begin()->first <= now) {
    const auto id = due_.begin()->second;
    auto& wait = waits_.at(id);
    if (is_held(wait)) {
      due_.erase(due_.begin());
      held_.insert(id);
      unindex(wait);
      continue;
    }
    const auto decision = wait.advance(now);
    decide(id, *decision);
  }
}

bool EngineState::cancel(AwaitId id, const std::string& reason, base::TimePoint now) {
  advance(now);
  if (!waits_.contains(id)) return false;
  decide(id, Decision{VerdictKind::kCancelled, Reason::kCancelled, now, "", reason});
  return true;
}

bool EngineState::conclude(AwaitId id, const std::string& evidence, base::TimePoint now) {
  advance(now);
  const auto it = waits_.find(id);
  if (it == waits_.end() || is_held(it->second)) return false;
  const auto decision = it->second.conclude(evidence, now);
  if (decision) decide(id, *decision);
  return decision.has_value();
}

void EngineState::decide(AwaitId id, const Decision& decision) {
  auto node = waits_.extract(id);
  Wait& wait = node.mapped();
  catch_up(wait);
  due_.erase({wait.due(), id});
  held_.erase(id);
  backlog_.forget(id);
  const auto explained = explained_.extract(id);
  for (const auto& source : wait.expectation().sources) {
    auto& bin = by_bin_.at(source.bin);
    bin.all.erase(id);
    bin.asked.erase(id);
    bin.index.remove(id);
    bin.by_cursor.erase({source.after, id});
  }
  Verdict verdict = wait.verdict(decision);
  const auto missing = wait.missing();
  if (!verdict.passed()) {
    static const Explained kNone;
    const bool of_this = !explained.empty() && missing.selector == wait.expectation().selector;
    explain(verdict, missing, log_,
            !in_passing_ ? nullptr
            : of_this    ? &explained.mapped()
                         : &kNone);
  } else if (wait.expectation().asserts_absence()) {
    hint_stray_calls(verdict, wait.expectation(), log_);
  }
  history_.add(verdict, missing, decision.at);
  decided_.push_back(std::move(verdict));
}

}  // namespace ricochet::awaits

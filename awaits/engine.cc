#include "awaits/engine.h"

#include <algorithm>
#include <utility>

#include "awaits/engine_state.h"

namespace ricochet::awaits {

AwaitEngine::AwaitEngine(const journal::CaptureLog& log) : AwaitEngine(log, Options()) {}
AwaitEngine::AwaitEngine(const journal::CaptureLog& log, Options options)
    : state_(std::make_unique<EngineState>(log, options)) {}
AwaitEngine::~AwaitEngine() = default;

base::Result<AwaitId> AwaitEngine::start(Expectation expectation, base::TimePoint now) {
  return state_->start(std::move(expectation), now);
}
void AwaitEngine::arrived(const journal::RecordPtr& record, base::TimePoint now) {
  state_->arrived(record, now);
}
void AwaitEngine::refused(const std::string& bin, journal::Seq seq,
                          const journal::RecordPtr& record, base::TimePoint now) {
  state_->refused(bin, seq, record, now);
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

void AwaitEngine::settled(const std::string& bin, base::TimePoint now) {
  state_->settled(bin, now);
}
std::vector<Look> AwaitEngine::take_looks() { return state_->take_looks(); }
void AwaitEngine::looked(const Look& look, base::TimePoint now) { state_->looked(look, now); }
void AwaitEngine::look_refused(AwaitId id) { state_->backlog_.refused(id); }

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

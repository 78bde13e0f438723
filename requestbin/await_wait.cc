#include "requestbin/await_wait.h"

#include <algorithm>

#include "base/text.h"

namespace ricochet::requestbin {

namespace {

/// Conditions that hold or fail whatever the cut-off part of a body says.
bool independent_of_body(const std::string& condition) {
  for (const std::string_view head :
       {"method", "uri", "version", "header", "quer", "cookie", "path", "client"}) {
    if (condition.starts_with(head)) return true;
  }
  return false;
}

/// A cut body decides nothing, unless something else already says no.
bool undecidable(const match::Matcher& selector, const match::Subject& subject) {
  const auto conditions = selector.explain(subject);
  return std::none_of(conditions.begin(), conditions.end(), [](const match::Condition& condition) {
    return !condition.ok && independent_of_body(condition.name);
  });
}

}  // namespace

Wait::Wait(AwaitId id, Expectation expectation, base::TimePoint registered)
    : id_(id),
      expectation_(std::move(expectation)),
      registered_(registered),
      seen_(expectation_.sources) {}

const Source* Wait::source_of(const Record& record) const {
  for (const auto& source : expectation_.sources) {
    if (source.bin != record.bin) continue;
    const bool excepted =
        std::binary_search(source.except.begin(), source.except.end(), record.seq);
    return record.seq > source.after && !excepted ? &source : nullptr;
  }
  return nullptr;
}

std::optional<Decision> Wait::consider(const RecordPtr& record, const match::Subject& subject,
                                       base::TimePoint arrived) {
  const auto at =
      std::max(arrived, registered_);  // a record that was there already decides at registration
  ++window_;
  for (auto& source : seen_) {
    if (source.bin == record->bin) source.after = std::max(source.after, record->seq);
  }
  const auto* selector = expectation_.selector.get();
  if (selector != nullptr) {
    if (record->truncated() && selector->needs_body() && undecidable(*selector, subject)) {
      return Decision{Outcome::kInconclusive, Reason::kTruncated, at, "",
                      "#" + std::to_string(record->seq) + " of " + record->bin};
    }
    if (!selector->matches(subject)) return std::nullopt;
  }
  keep(record);
  const auto& count = expectation_.count;
  if (count.max && observed_ > *count.max)
    return Decision{Outcome::kFailed, Reason::kTooMany, at, "", ""};
  if (observed_ < count.min) return std::nullopt;
  if (!count.max) return met(at, "");
  if (!holds_for_settle()) return std::nullopt;
  if (!settle_end_ || !expectation_.settle_fixed) {
    settle_end_ = std::min(arrived + expectation_.settle, deadline() + expectation_.settle);
  }
  return std::nullopt;
}

void Wait::keep(const RecordPtr& record) {
  if (last_match_ && expectation_.spacing) {
    const auto& spacing = *expectation_.spacing;
    const auto k = static_cast<std::size_t>(observed_ - 1);
    const auto wanted = spacing.gap(k);
    const auto actual = record->received - *last_match_;
    if (wanted) {
      const bool fits = spacing.fits(k, actual);
      spacing_broken_ = spacing_broken_ || !fits;
      if (spacing_lines_.size() < Verdict::kMaxKept) {
        spacing_lines_.push_back("gap " + std::to_string(k + 1) + " was " + base::humanize(actual) +
                                 ", expected " + base::humanize(*wanted) +
                                 (fits ? " (fits)" : " (does not fit)"));
      }
    }
  }
  ++observed_;
  last_match_ = record->received;
  if (matched_.size() < Verdict::kMaxKept) {
    matched_.push_back(record);
  } else {
    matched_.back() = record;  // the newest is always there: it may be the one too many
  }
}

Decision Wait::met(base::TimePoint at, std::string evidence) const {
  if (spacing_broken_)
    return {Outcome::kFailed, Reason::kWrongSpacing, at, std::move(evidence), ""};
  return {Outcome::kPassed, Reason::kNone, at, std::move(evidence), ""};
}

base::TimePoint Wait::due() const { return settle_end_.value_or(deadline()); }

std::optional<Decision> Wait::advance(base::TimePoint now) const {
  const auto when = due();
  if (now < when) return std::nullopt;
  const auto at = std::max(when, registered_);
  if (observed_ >= expectation_.count.min) return met(at, "window only");
  return Decision{Outcome::kFailed, observed_ == 0 ? Reason::kTimeout : Reason::kTooFew, at, "",
                  ""};
}

std::optional<Decision> Wait::lost(const std::string& bin, Seq through, Reason reason,
                                   base::TimePoint at) const {
  for (const auto& source : expectation_.sources) {
    if (source.bin == bin && through > source.after)
      return Decision{Outcome::kInconclusive, reason, at, "", bin};
  }
  return std::nullopt;
}

std::optional<Decision> Wait::lost_one(const std::string& bin, Seq seq, base::TimePoint at) const {
  for (const auto& source : expectation_.sources) {
    if (source.bin != bin || seq <= source.after) continue;
    if (std::binary_search(source.except.begin(), source.except.end(), seq)) continue;
    return Decision{Outcome::kInconclusive, Reason::kCleared, at, "", bin};
  }
  return std::nullopt;
}

bool Wait::counted(std::uint64_t gseq) const {
  return std::any_of(matched_.begin(), matched_.end(),
                     [gseq](const RecordPtr& record) { return record->gseq == gseq; });
}

std::optional<Decision> Wait::conclude(const std::string& evidence, base::TimePoint at) const {
  if (observed_ < expectation_.count.min) return std::nullopt;
  return met(at, evidence);
}

PendingAwait Wait::pending() const {
  PendingAwait open;
  open.id = id_;
  open.name = expectation_.name;
  open.expected = expectation_.describe();
  open.sources = expectation_.sources;
  open.count = expectation_.count;
  open.observed = observed_;
  open.registered = registered_;
  open.deadline = deadline();
  open.settling = settle_end_.has_value();
  return open;
}

Verdict Wait::verdict(const Decision& decision) const {
  Verdict verdict;
  verdict.id = id_;
  verdict.name = expectation_.name;
  verdict.outcome = decision.outcome;
  verdict.reason = decision.reason;
  verdict.expected = expectation_.describe();
  verdict.noun = expectation_.noun;
  verdict.count = expectation_.count;
  verdict.sources = expectation_.sources;
  verdict.cursors = seen_;
  verdict.observed = observed_;
  verdict.window = window_;
  verdict.matched = matched_;
  verdict.spacing = spacing_lines_;
  verdict.registered = registered_;
  verdict.deadline = deadline();
  verdict.waited = decision.at - registered_;
  const auto quiet_since = last_match_.value_or(registered_);
  if (expectation_.count.max)
    verdict.settled = std::max(base::Duration::zero(), base::Duration(decision.at - quiet_since));
  verdict.evidence = decision.evidence;
  verdict.message = verdict_message(verdict, decision.detail);
  return verdict;
}

}  // namespace ricochet::requestbin

#include "awaits/wait.h"

#include <algorithm>
#include <utility>

#include "match/give_up.h"

namespace ricochet::awaits {

namespace {

/// Conditions that hold or fail whatever the cut-off part of a body says.
bool independent_of_body(const std::string& condition) {
  for (const std::string_view head : {"method", "uri", "version", "header", "quer", "cookie",
                                      "path", "client", "key", "partition", "null"}) {
    if (condition.starts_with(head)) return true;
  }
  return false;
}

}  // namespace

bool depends_on_body(const match::Matcher& selector, const match::Subject& subject) {
  const auto conditions = selector.explain(subject);
  return std::none_of(conditions.begin(), conditions.end(), [](const match::Condition& condition) {
    return !condition.ok && independent_of_body(condition.name);
  });
}

Wait::Wait(AwaitId id, Expectation expectation, base::TimePoint registered)
    : id_(id),
      expectation_(std::move(expectation)),
      registered_(registered),
      seen_(expectation_.sources) {
  if (!expectation_.steps.empty()) steps_.emplace(expectation_);
  if (expectation_.correlate) correlation_ = expectation_.correlate->value;
}

const Source* Wait::source_of(const journal::Record& record) const {
  for (const auto& source : expectation_.sources) {
    if (source.bin != record.bin || !source.concerns(record)) continue;
    const bool excepted =
        std::binary_search(source.except.begin(), source.except.end(), record.seq);
    return record.seq > source.after && !excepted && !expectation_.leaves_out(record) ? &source
                                                                                      : nullptr;
  }
  return nullptr;
}

void Wait::looked_at(const std::string& bin, journal::Seq upto, std::uint64_t records) {
  window_ += records;
  for (auto& source : seen_) {
    if (source.bin == bin) source.after = std::max(source.after, upto);
  }
}

std::optional<Decision> Wait::consider(const journal::RecordPtr& record,
                                       const match::Subject& subject, base::TimePoint arrived,
                                       std::optional<bool> fits) {
  const auto at =
      std::max(arrived, registered_);  // a record that was there already decides at registration
  if (auto decision = cut(record, subject, at)) return decision;
  const auto before = match::give_ups();
  const auto left_out = [&] {
    return match::give_ups() != before ? gave_up(*record, at) : std::nullopt;
  };
  const auto* selector = expectation_.selector.get();
  if (expectation_.answer && !expectation_.answer->fits(record->answer)) return std::nullopt;
  if (selector != nullptr && !(fits ? *fits : selector->matches(subject))) return left_out();
  if (!correlates(subject)) return left_out();
  if (steps_) return consider_step(record, subject, arrived);
  if (expectation_.correlate && !correlation_) fix_correlation(subject);
  keep(record);
  const auto& count = expectation_.count;
  if (count.max && observed_ > *count.max)
    return Decision{VerdictKind::kFailed, Reason::kTooMany, at, "", ""};
  if (observed_ < count.min) return std::nullopt;
  if (!count.max) return met(at, "");
  if (!holds_for_settle()) return std::nullopt;
  if (!settle_end_ || !expectation_.settle_fixed) hold_from(arrived);
  return std::nullopt;
}

/// Whoever counts on what was quiet before says so: what is waited for may have its cause just now.
void Wait::hold_from(base::TimePoint arrived) {
  const auto from = expectation_.past_quiet ? arrived : std::max(arrived, registered_);
  settle_end_ = std::min(from, deadline()) + expectation_.settle;
}

bool Wait::asks_for_bodies(const Expectation& expectation) {
  const auto needs = [](const auto& selector) { return selector && selector->needs_body(); };
  return needs(expectation.selector) ||
         std::any_of(expectation.keeps.begin(), expectation.keeps.end(), needs) ||
         (expectation.correlate && expectation.correlate->by->needs_body()) ||
         std::any_of(expectation.steps.begin(), expectation.steps.end(),
                     [&](const ExpectedStep& step) { return needs(step.selector); });
}

void Wait::look_ahead(const Expectation& expectation, const match::Subject& subject) {
  const auto& selector = expectation.selector;
  // Explained now, too: it is what a failure shows.
  if (selector && !selector->matches(subject)) selector->explain(subject);
  for (const auto& step : expectation.steps) {
    if (step.selector) step.selector->matches(subject);
  }
  if (expectation.correlate) expectation.correlate->by->value_of(subject);
  for (const auto& place : expectation.keeps) place->kept_of(subject);
}

/// A cut body decides nothing, unless something else already says no.
std::optional<Decision> Wait::cut(const journal::RecordPtr& record, const match::Subject& subject,
                                  base::TimePoint at) const {
  if (!record->truncated()) return std::nullopt;
  if (expectation_.answer && !expectation_.answer->fits(record->answer)) return std::nullopt;
  const auto* selector = expectation_.selector.get();
  const bool asks = selector != nullptr && selector->needs_body();
  const bool correlated = expectation_.correlate && expectation_.correlate->by->needs_body();
  if (selector != nullptr &&
      (asks ? !depends_on_body(*selector, subject) : !selector->matches(subject)))
    return std::nullopt;  // it does not fit, whatever was cut off
  const bool unknown = asks || correlated || (steps_ && steps_->undecidable(record, subject));
  if (!unknown) return std::nullopt;
  return Decision{VerdictKind::kInconclusive, Reason::kTruncated, at, "",
                  "#" + std::to_string(record->seq) + " of " + record->bin};
}

bool Wait::correlates(const match::Subject& subject) const {
  if (!expectation_.correlate) return true;
  const auto& by = *expectation_.correlate->by;
  return correlation_ ? by.has(subject, *correlation_) : by.value_of(subject).has_value();
}

std::optional<Decision> Wait::consider_step(const journal::RecordPtr& record,
                                            const match::Subject& subject,
                                            base::TimePoint arrived) {
  const auto at = std::max(arrived, registered_);
  const auto before = match::give_ups();
  if (expectation_.correlate && !correlation_) {
    if (!steps_->starts(record, subject)) {
      if (match::give_ups() != before) return gave_up(*record, at);
      if (early_.size() < kMaxEarly) early_.push_back(record);
      return std::nullopt;
    }
    fix_correlation(subject);
  }
  const bool changed = steps_->consider(record, subject);
  if (changed) {
    take_steps();
  } else if (match::give_ups() != before) {
    if (auto decision = gave_up(*record, at)) return decision;
  }
  if (steps_->broken()) return failed(Reason::kOutOfOrder, at);
  const bool whole = steps_->best().complete();
  if (whole && !expectation_.strict()) return met(at, "");
  if (!whole) {
    settle_end_.reset();
  } else if (changed || !settle_end_) {
    hold_from(arrived);
  }
  return std::nullopt;
}

std::optional<Decision> Wait::gave_up(const journal::Record& record, base::TimePoint at) {
  if (unknown_.empty()) unknown_ = "#" + std::to_string(record.seq) + " of " + record.bin;
  if (!expectation_.asserts_absence()) return std::nullopt;
  return Decision{VerdictKind::kInconclusive, Reason::kGaveUp, at, "", unknown_};
}

Decision Wait::failed(Reason reason, base::TimePoint at) const {
  if (!unknown_.empty()) return {VerdictKind::kInconclusive, Reason::kGaveUp, at, "", unknown_};
  return {VerdictKind::kFailed, reason, at, "", ""};
}

void Wait::fix_correlation(const match::Subject& subject) {
  correlation_ = expectation_.correlate->by->value_of(subject);
  for (const auto& record : std::exchange(early_, {})) {
    const auto look = [&](const match::Subject& early) {
      if (correlates(early)) steps_->note_early(record, early);
    };
    if (const auto* call = record->request()) {
      look(match::Subject(*call));
    } else {
      look(match::Subject(*record->event()));
    }
  }
}

Expectation Wait::missing() const {
  auto wanted = expectation_;
  if (wanted.correlate) wanted.correlate->value = correlation_;
  const auto open = steps_ ? steps_->best().first_open() : 0;
  if (!steps_ || open == expectation_.steps.size()) return wanted;
  const auto& step = expectation_.steps[open];
  wanted.selector = step.selector;
  wanted.answer = step.answer;
  std::erase_if(wanted.sources, [&step](const Source& source) { return source.bin != step.bin; });
  return wanted;
}

void Wait::add_gap(std::size_t k, base::Duration actual) {
  const auto wanted = expectation_.spacing->gap(k);
  if (!wanted) return;
  const bool fits = expectation_.spacing->fits(k, actual);
  const bool first_wrong = !fits && !spacing_broken_;
  spacing_broken_ = spacing_broken_ || !fits;
  if (gaps_.size() < Verdict::kMaxKept) {
    gaps_.push_back({k + 1, *wanted, actual, fits});
  } else if (first_wrong) {
    gaps_.back() = {k + 1, *wanted, actual, fits};  // the one that the verdict names
  }
}

/// What counts is what the best route has now, which may be another one than before.
void Wait::take_steps() {
  matched_ = steps_->best().records();
  observed_ = matched_.size();
  last_match_ = matched_.back()->received;
  if (!expectation_.spacing) return;
  gaps_.clear();
  spacing_broken_ = false;
  for (std::size_t k = 0; k + 1 < matched_.size(); ++k)
    add_gap(k, matched_[k + 1]->received - matched_[k]->received);
}

void Wait::keep(const journal::RecordPtr& record) {
  if (last_match_ && expectation_.spacing)
    add_gap(static_cast<std::size_t>(observed_ - 1), record->received - *last_match_);
  ++observed_;
  last_match_ = record->received;
  if (matched_.size() < Verdict::kMaxKept) {
    matched_.push_back(record);
  } else {
    unkept_[matched_.back()->bin].push_back(matched_.back()->seq);
    matched_.back() = record;  // the newest is always there: it may be the one too many
  }
}

Decision Wait::met(base::TimePoint at, std::string evidence) const {
  if (spacing_broken_)
    return {VerdictKind::kFailed, Reason::kWrongSpacing, at, std::move(evidence), ""};
  return {VerdictKind::kPassed, Reason::kNone, at, std::move(evidence), ""};
}

base::TimePoint Wait::due() const { return settle_end_.value_or(deadline()); }

std::optional<Decision> Wait::advance(base::TimePoint now) const {
  const auto when = due();
  if (now < when) return std::nullopt;
  const auto at = std::max(when, registered_);
  if (enough()) return met(at, expectation_.now ? "what was there" : "window only");
  if (steps_ && steps_->best().out_of_order()) return failed(Reason::kOutOfOrder, at);
  return failed(observed_ == 0 ? Reason::kTimeout : Reason::kTooFew, at);
}

std::optional<Decision> Wait::lost(const std::string& bin, journal::Seq through, Reason reason,
                                   base::TimePoint at) const {
  for (const auto& source : expectation_.sources) {
    if (source.bin == bin && through > source.after)
      return Decision{VerdictKind::kInconclusive, reason, at, "", bin};
  }
  return std::nullopt;
}

std::optional<Decision> Wait::lost_one(const std::string& bin, journal::Seq seq,
                                       base::TimePoint at) const {
  for (const auto& source : expectation_.sources) {
    if (source.bin != bin || seq <= source.after) continue;
    if (std::binary_search(source.except.begin(), source.except.end(), seq)) continue;
    return Decision{VerdictKind::kInconclusive, Reason::kCleared, at, "", bin};
  }
  return std::nullopt;
}

std::optional<Decision> Wait::refused(const journal::Record& record, const std::string& bin,
                                      journal::Seq seq, base::TimePoint arrived) {
  for (auto& source : seen_) {
    if (source.bin == bin) source.after = std::max(source.after, seq);
  }
  for (const auto& source : expectation_.sources) {
    if (source.bin != bin || seq <= source.after || expectation_.leaves_out(record)) continue;
    if (!source.concerns(record)) continue;
    if (std::binary_search(source.except.begin(), source.except.end(), seq)) continue;
    if (!expectation_.asserts_absence()) return std::nullopt;
    return Decision{
        VerdictKind::kInconclusive, Reason::kRefused, std::max(arrived, registered_), "",
        "#" + std::to_string(record.seq) + " of " + record.bin + ": " + record.refusal()};
  }
  return std::nullopt;
}

bool Wait::counted(std::uint64_t gseq) const {
  return std::any_of(matched_.begin(), matched_.end(),
                     [gseq](const journal::RecordPtr& record) { return record->gseq == gseq; });
}

std::optional<Decision> Wait::conclude(const std::string& evidence, base::TimePoint at) const {
  if (!enough()) return std::nullopt;
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
  verdict.kind = decision.kind;
  verdict.reason = decision.reason;
  verdict.expected = expectation_.describe();
  verdict.selector = expectation_.describe_selector();
  verdict.noun = expectation_.noun;
  verdict.count = expectation_.count;
  verdict.sources = expectation_.sources;
  verdict.cursors = seen_;
  verdict.observed = observed_;
  verdict.window = window_;
  verdict.matched = matched_;
  verdict.unkept = unkept_;
  if (steps_) {
    verdict.steps = steps_->best().states();
    verdict.step_problem = steps_->what_is_wrong();
    verdict.step_brief = steps_->in_brief();
  }
  verdict.spacing = gaps_;
  verdict.registered = registered_;
  verdict.deadline = deadline();
  verdict.waited = decision.at - registered_;
  const auto quiet_since = last_match_.value_or(registered_);
  if (expectation_.count.max)
    verdict.settled = std::max(base::Duration::zero(), base::Duration(decision.at - quiet_since));
  verdict.evidence = decision.evidence;
  // The steps stand below, each with what came for it.
  const std::string asked = verdict.passed() ? verdict.expected : expectation_.describe_in_brief();
  verdict.message = verdict_message(verdict, asked, decision.detail);
  return verdict;
}

}  // namespace ricochet::awaits

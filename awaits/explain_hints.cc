#include "awaits/explain_hints.h"

#include <algorithm>

#include "base/text/text.h"
#include "journal/capture_log.h"
#include "match/subject.h"

namespace ricochet::awaits {

namespace {

constexpr std::size_t kMaxOtherBins = 64;
constexpr std::size_t kMaxOtherRecords = 1000;

bool fits(const Expectation& expectation, const journal::Record& record, bool in_passing) {
  if (record.refused || expectation.leaves_out(record)) return false;
  const auto look = [&](const match::Subject& subject) {
    const auto& correlate = expectation.correlate;
    const bool asks_for_body = (expectation.selector && expectation.selector->needs_body()) ||
                               (correlate && correlate->by->needs_body());
    if (in_passing && asks_for_body && subject.is_large()) return false;
    if (correlate && correlate->value && correlate->by->value_of(subject) != correlate->value)
      return false;
    return expectation.selects(record, subject);
  };
  if (const auto* call = record.request()) return look(match::Subject(*call));
  return look(match::Subject(*record.event()));
}

std::string name_of(const journal::Record& record) {
  return "#" + std::to_string(record.seq) + " of " + record.bin;
}

/// A fitting record that came before the cursor: the wait was registered too late, or the service
/// was early.
void hint_early(Verdict& verdict, const Expectation& expectation, const journal::CaptureLog& log,
                bool in_passing) {
  for (const auto& source : expectation.sources) {
    const journal::Seq from = source.after > kMaxOtherRecords ? source.after - kMaxOtherRecords : 0;
    journal::RecordPtr latest;
    log.for_each(source.bin, from, [&](const journal::RecordPtr& record) {
      if (record->seq > source.after) return false;
      if (source.concerns(*record) && fits(expectation, *record, in_passing)) latest = record;
      return true;
    });
    if (!latest) continue;
    verdict.hints.push_back("a fitting " + verdict.noun + ", " + name_of(*latest) +
                            ", arrived before the cursor " + std::to_string(source.after) + ", " +
                            base::humanize(verdict.registered - latest->received) +
                            " before this wait began: take the cursor before what causes it");
  }
}

/// The place in the process-wide order where the window begins, as far as the log still knows it.
std::uint64_t window_start(const Expectation& expectation, const journal::CaptureLog& log) {
  std::uint64_t start = UINT64_MAX;
  for (const auto& source : expectation.sources) {
    if (source.after == 0) return 0;
    const auto at = log.find(source.bin, source.after);
    const auto first = log.read(source.bin, source.after, 1);
    if (at) {
      start = std::min(start, at->gseq);
    } else if (!first.empty()) {
      start = std::min(start, first.front()->gseq);
    }
  }
  return start;
}

void hint_other_bins(Verdict& verdict, const Expectation& expectation,
                     const journal::CaptureLog& log, bool in_passing) {
  const auto start = window_start(expectation, log);
  const Source& source = expectation.sources.front();
  const auto awaited = log.bin(source.bin);
  const bool topic = awaited && awaited->kind == journal::BinKind::kTopic;
  std::size_t looked_at = 0;
  for (const auto& bin : log.bins()) {
    const bool is_source = std::any_of(expectation.sources.begin(), expectation.sources.end(),
                                       [&](const Source& each) { return each.bin == bin.name; });
    if (is_source || bin.is_private || (bin.kind == journal::BinKind::kTopic) != topic ||
        bin.held == 0)
      continue;
    if (++looked_at > kMaxOtherBins) return;
    journal::RecordPtr found;
    std::uint64_t count = 0;
    log.for_each(bin.name, bin.last > kMaxOtherRecords ? bin.last - kMaxOtherRecords : 0,
                 [&](const journal::RecordPtr& record) {
                   if (record->gseq <= start || !source.concerns(*record)) return true;
                   if (start == UINT64_MAX && record->received < verdict.registered) return true;
                   if (!fits(expectation, *record, in_passing)) return true;
                   if (!found) found = record;
                   ++count;
                   return true;
                 });
    if (!found || !expectation.selector) continue;
    verdict.hints.push_back(base::plural(count, "fitting " + verdict.noun) +
                            " landed in another bin: " + name_of(*found) + " (" + found->title() +
                            ")");
  }
}

/// The newest calls of the window that the server refused: the one that is missed may be among
/// them.
void hint_refused(Verdict& verdict, const Expectation& expectation,
                  const journal::CaptureLog& log) {
  constexpr std::size_t kShown = 3;
  std::vector<journal::RecordPtr> refused;
  for (const auto& source : expectation.sources) {
    log.for_each(source.bin, source.after, [&](const journal::RecordPtr& record) {
      if (record->refused && source.concerns(*record)) refused.push_back(record);
      return true;
    });
    for (const auto& each : log.refused_elsewhere(source.bin)) {
      if (each.seq > source.after) refused.push_back(each.record);
    }
  }
  std::sort(refused.begin(), refused.end(),
            [](const auto& a, const auto& b) { return a->gseq > b->gseq; });
  // Of a listener with several bins the same one stands in each of them.
  refused.erase(std::unique(refused.begin(), refused.end()), refused.end());
  const auto end = verdict.registered + verdict.waited;
  for (std::size_t i = 0; i < refused.size() && i < kShown; ++i) {
    const auto& record = *refused[i];
    const auto ago = std::max(base::Duration::zero(), base::Duration(end - record.received));
    verdict.hints.push_back("the server refused a call " + base::humanize(ago) +
                            " before: " + record.refusal() + " (" + name_of(record) + ", " +
                            record.title() + ")");
  }
  if (refused.size() > kShown) {
    verdict.hints.push_back("and it refused " + base::plural(refused.size() - kShown, "call") +
                            " more in this window");
  }
}

void hint_nothing_came(Verdict& verdict, const journal::CaptureLog& log) {
  std::string elsewhere;
  for (const auto& bin : log.bins()) {
    std::uint64_t since = 0;
    if (bin.is_private) continue;
    if (std::any_of(verdict.sources.begin(), verdict.sources.end(),
                    [&](const Source& s) { return s.bin == bin.name; }))
      continue;
    log.for_each(bin.name, 0, [&](const journal::RecordPtr& record) {
      if (record->received >= verdict.registered) ++since;
      return true;
    });
    if (since > 0)
      elsewhere += (elsewhere.empty() ? "" : ", ") + std::to_string(since) + " in " + bin.name;
  }
  std::string where = verdict.sources.front().bin;
  for (std::size_t i = 1; i < verdict.sources.size(); ++i) where += " or " + verdict.sources[i].bin;
  verdict.hints.push_back(
      "nothing at all arrived in " + where + " meanwhile" +
      (elsewhere.empty() ? ", nor in any other bin" : " (but " + elsewhere + ")"));
}

void hint_differences(Verdict& verdict) {
  for (const auto& miss : verdict.near) {
    for (const auto& condition : miss.conditions) {
      auto hint = condition.ok ? std::string() : hint_of_difference(condition);
      if (hint.empty()) continue;
      hint = name_of(*miss.record) + ": " + hint;
      if (std::find(verdict.hints.begin(), verdict.hints.end(), hint) == verdict.hints.end())
        verdict.hints.push_back(std::move(hint));
    }
  }
}

void hint_truncated(Verdict& verdict) {
  for (const auto& miss : verdict.near) {
    if (miss.record->truncated())
      verdict.hints.push_back("the body of " + name_of(*miss.record) +
                              " was cut: raise the body limit of the listener");
  }
}

/// The same call twice is mostly a retry.
void hint_retry(Verdict& verdict) {
  if (verdict.matched.size() < 2) return;
  const journal::Record& last = *verdict.matched.back();
  const journal::Record& before = *verdict.matched[verdict.matched.size() - 2];
  const auto* call = last.request();
  const auto* earlier = before.request();
  if (call == nullptr || earlier == nullptr) return;
  if (call->method != earlier->method || call->target != earlier->target ||
      call->body != earlier->body)
    return;
  std::string hint = name_of(last) + " repeats #" + std::to_string(before.seq) +
                     " byte for byte, " + base::humanize(last.received - before.received) +
                     " later: looks like a retry";
  if (before.answer.status >= 500)
    hint += " after the answer " + std::to_string(before.answer.status);
  if (before.answer.delay > base::Duration::zero())
    hint += " (the answer was held back for " + base::humanize(before.answer.delay) + ")";
  verdict.hints.push_back(std::move(hint));
}

void hint_lost(Verdict& verdict, const journal::CaptureLog& log) {
  for (const auto& source : verdict.sources) {
    const auto bin = log.bin(source.bin);
    if (!bin) continue;
    if (verdict.reason == Reason::kEvicted && bin->evicted_through > source.after) {
      verdict.hints.push_back("the bin " + source.bin + " holds at most " +
                              base::plural(bin->limits.records, "record") + " and " +
                              base::format_bytes(bin->limits.bytes) + ", all bins " +
                              base::format_bytes(log.max_bytes()) + "; through #" +
                              std::to_string(bin->evicted_through) +
                              " was dropped: raise its limits, or start from a later cursor");
    }
    if (verdict.reason == Reason::kCleared && bin->cleared_through > source.after) {
      verdict.hints.push_back("the bin " + source.bin + " was cleared through #" +
                              std::to_string(bin->cleared_through) + ": start from that cursor");
    }
    const auto& holes = log.deleted(source.bin);
    if (verdict.reason == Reason::kCleared && !holes.empty() && holes.back().last > source.after) {
      verdict.hints.push_back("of the bin " + source.bin + " the records through #" +
                              std::to_string(holes.back().last) +
                              " were deleted one by one in part: start from that cursor, or give "
                              "no cursor and wait for what is held");
    }
  }
}

}  // namespace

std::string hint_of_difference(const match::Condition& condition) {
  const auto& name = condition.name;
  switch (condition.difference) {
    case match::Difference::kNone:
      break;
    case match::Difference::kCase:
      return name + " differs by case only";
    case match::Difference::kSlashTooMany:
    case match::Difference::kSlashMissing:
      return name + " differs by a trailing slash only";
    case match::Difference::kPercentEncoding:
      return name + " differs by percent-encoding only";
    case match::Difference::kSpaceAround:
    case match::Difference::kSpace:
      return name + " differs by white space only";
    case match::Difference::kNumberOrText:
      return name + " is a number on one side and a string on the other";
    case match::Difference::kType:
      return name + " differs by type only";
  }
  return {};
}

void add_hints(Verdict& verdict, const Expectation& expectation, const journal::CaptureLog& log,
               bool in_passing) {
  hint_lost(verdict, log);
  const auto before = verdict.hints.size();
  hint_refused(verdict, expectation, log);
  const bool refused = verdict.hints.size() > before;
  const bool missing =
      verdict.reason == Reason::kTimeout || verdict.reason == Reason::kTooFew ||
      (verdict.kind == VerdictKind::kCancelled && verdict.observed < verdict.count.min);
  if (missing) {
    hint_early(verdict, expectation, log, in_passing);
    hint_other_bins(verdict, expectation, log, in_passing);
    if (verdict.window == 0 && !refused) hint_nothing_came(verdict, log);
  }
  if (verdict.reason != Reason::kTooMany) hint_differences(verdict);
  hint_truncated(verdict);
  if (verdict.reason == Reason::kTooMany) hint_retry(verdict);
}

}  // namespace ricochet::awaits

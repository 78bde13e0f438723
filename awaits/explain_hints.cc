#include "awaits/explain_hints.h"

#include <algorithm>
#include <set>

#include "awaits/explain_stray.h"
#include "base/json/document.h"
#include "base/json/json.h"
#include "base/text/text.h"
#include "journal/capture_log.h"
#include "match/json/compare.h"
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
    if (correlate && correlate->value && !correlate->by->has(subject, *correlate->value))
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
    const std::string record = "a fitting " + verdict.noun + ", " + name_of(*latest);
    const std::string when =
        base::humanize(verdict.registered - latest->received) + " before this wait";
    verdict.hints.push_back(
        expectation.of_scenario
            ? record + ", came before this scenario began, " + when + ": it is not one of its own"
            : record + ", arrived before the cursor " + std::to_string(source.after) + ", " + when +
                  " began: take the cursor before what causes it");
  }
}

void hint_other_bins(Verdict& verdict, const Expectation& expectation,
                     const journal::CaptureLog& log, bool in_passing) {
  const auto start = window_start(expectation, log);
  const Source& source = expectation.sources.front();
  const auto awaited = log.bin(source.bin);
  const bool topic = awaited && awaited->kind == journal::BinKind::kTopic;
  std::size_t looked_at = 0;
  for (const auto& bin : log.bins()) {
    // With steps: what belongs to another of them is where it should be.
    const bool is_source = std::any_of(verdict.sources.begin(), verdict.sources.end(),
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
                   if (expectation.is_own(*record)) return true;
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

/// Counts what came elsewhere since the window began.
void hint_nothing_came(Verdict& verdict, const Expectation& expectation,
                       const journal::CaptureLog& log) {
  const auto start = window_start(expectation, log);
  const auto& sources = expectation.sources;  // with steps: of the one that is missing
  std::string elsewhere;
  for (const auto& bin : log.bins()) {
    std::uint64_t since = 0;
    if (bin.is_private) continue;
    if (std::any_of(sources.begin(), sources.end(),
                    [&](const Source& s) { return s.bin == bin.name; }))
      continue;
    log.for_each(bin.name, 0, [&](const journal::RecordPtr& record) {
      const bool later =
          start == UINT64_MAX ? record->received >= verdict.registered : record->gseq > start;
      if (later && sources.front().concerns(*record)) ++since;
      return true;
    });
    if (since > 0)
      elsewhere += (elsewhere.empty() ? "" : ", ") + std::to_string(since) + " in " + bin.name;
  }
  std::string where = sources.front().bin;
  for (std::size_t i = 1; i < sources.size(); ++i) where += " or " + sources[i].bin;
  verdict.hints.push_back(
      "nothing " + (verdict.own > 0 ? "but what the test sent" : std::string("at all")) +
      " arrived in " + where + " meanwhile" +
      (elsewhere.empty() ? ", nor in any other bin" : " (but " + elsewhere + ")"));
}

/// Nothing came where it was looked for; with steps: where the one that is missing belongs.
bool nothing_came(const Verdict& verdict, const Expectation& expectation, bool came) {
  if (verdict.steps.empty()) return verdict.window <= verdict.own;
  return !came && std::none_of(verdict.steps.begin(), verdict.steps.end(), [&](const auto& step) {
    return step.came > 0 &&
           std::any_of(expectation.sources.begin(), expectation.sources.end(),
                       [&step](const Source& source) { return source.bin == step.bin; });
  });
}

/// What several of them have in common is said once.
void hint_differences(Verdict& verdict) {
  std::set<std::string> said;
  for (const auto& miss : verdict.near) {
    for (const auto& condition : miss.conditions) {
      const auto hint = condition.ok ? std::string() : hint_of_difference(condition);
      if (!hint.empty() && said.insert(hint).second)
        verdict.hints.push_back(name_of(*miss.record) + ": " + hint);
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

bool same_call(const match::Request& a, const match::Request& b) {
  return a.method == b.method && a.target == b.target && a.body == b.body;
}

/// Whether who made the call had a reason to make it again, in words; empty: it had none.
std::string reason_to_retry(const journal::Record& call) {
  constexpr int kTimeout = 408, kTooEarly = 425, kTooMany = 429;
  const auto& answer = call.answer;
  if (!answer.fault.empty()) return "was answered by the fault " + answer.fault;
  if (answer.status == 0) return "got no answer";
  const bool again = answer.status >= 500 || answer.status == kTimeout ||
                     answer.status == kTooEarly || answer.status == kTooMany;
  if (again) return "was answered " + std::to_string(answer.status);
  // Long enough for a client to lose patience.
  if (answer.delay >= std::chrono::seconds(1))
    return "was answered after " + base::humanize(answer.delay);
  return {};
}

/// The same place was called again with something else: what differs says why.
void hint_other_body(Verdict& verdict, const journal::Record& last, const journal::Record& before) {
  constexpr std::size_t kShown = 3, kMostParsed = 64u << 10;
  const std::string &now = last.message().body, &then = before.message().body;
  if (now.size() > kMostParsed || then.size() > kMostParsed) return;
  const auto is = base::parse_json_body(now), was = base::parse_json_body(then);
  if (is == nullptr || was == nullptr) return;
  const auto differences = match::json_differences(*was, *is, kShown);
  if (differences.empty()) return;
  std::string text;
  for (const auto& difference : differences)
    text += (text.empty() ? "" : "; ") + difference.path + " was " + difference.expected +
            ", then " + difference.actual;
  verdict.hints.push_back("not the same call twice: from #" + std::to_string(before.seq) + " to " +
                          name_of(last) + " " + text);
}

/// The same call twice is a retry when the first went wrong, else a duplicate.
void hint_repeated(Verdict& verdict) {
  if (verdict.matched.size() < 2) return;
  const journal::Record& last = *verdict.matched.back();
  const journal::Record& before = *verdict.matched[verdict.matched.size() - 2];
  const auto* call = last.request();
  const auto* earlier = before.request();
  if (call == nullptr || earlier == nullptr) return;
  if (!same_call(*call, *earlier)) {
    if (call->method == earlier->method && call->target == earlier->target)
      hint_other_body(verdict, last, before);
    return;
  }
  const std::string later = span_text(last.received - before.received) + " later";
  const std::string reason = reason_to_retry(before);
  const std::string first = "#" + std::to_string(before.seq);
  verdict.hints.push_back(reason.empty()
                              ? "duplicate call: " + name_of(last) + " is " + first +
                                    " byte for byte, " + later + "; " + first + " was answered " +
                                    std::to_string(before.answer.status)
                              : "a retry: " + name_of(last) + " is " + first + " byte for byte, " +
                                    later + "; " + first + " " + reason);
}

void hint_lost(Verdict& verdict, const Expectation& expectation, const journal::CaptureLog& log) {
  const bool step = expectation.of_scenario;
  for (const auto& source : verdict.sources) {
    const auto bin = log.bin(source.bin);
    if (!bin) continue;
    if (verdict.reason == Reason::kEvicted && bin->evicted_through > source.after) {
      verdict.hints.push_back("the bin " + source.bin + " holds at most " +
                              base::plural(bin->limits.records, "record") + " and " +
                              base::format_bytes(bin->limits.bytes) + ", all bins " +
                              base::format_bytes(log.max_bytes()) + "; through #" +
                              std::to_string(bin->evicted_through) + " was dropped: " +
                              (step ? "raise --capture-records or --capture-mib"
                                    : "raise its limits, or start from a later cursor"));
    }
    if (verdict.reason == Reason::kCleared && bin->cleared_through > source.after) {
      verdict.hints.push_back("the bin " + source.bin + " was cleared through #" +
                              std::to_string(bin->cleared_through) +
                              (step ? " while the scenario ran" : ": start from that cursor"));
    }
    const auto& holes = log.deleted(source.bin);
    if (verdict.reason == Reason::kCleared && !holes.empty() && holes.back().last > source.after) {
      verdict.hints.push_back("of the bin " + source.bin + " the records through #" +
                              std::to_string(holes.back().last) +
                              " were deleted one by one in part" +
                              (step ? " while the scenario ran"
                                    : ": start from that cursor, or give no cursor and wait for "
                                      "what is held"));
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

/// What differs in the calls themselves says more than what came near in time.
void add_hints(Verdict& verdict, const Expectation& expectation, const journal::CaptureLog& log,
               bool in_passing, const Came& came) {
  hint_lost(verdict, expectation, log);
  const auto before = verdict.hints.size();
  hint_refused(verdict, expectation, log);
  const bool refused = verdict.hints.size() > before;
  const bool missing =
      verdict.reason == Reason::kTimeout || verdict.reason == Reason::kTooFew ||
      (verdict.kind == VerdictKind::kCancelled && verdict.observed < verdict.count.min);
  if (verdict.reason != Reason::kTooMany) hint_differences(verdict);
  hint_truncated(verdict);
  if (missing) {
    // Where it came, or nearly, those elsewhere are likely to belong there.
    constexpr double kNear = 0.5;
    const bool nearly = !verdict.near.empty() && verdict.near.front().score >= kNear;
    if (!came.fits && !nearly) hint_other_bins(verdict, expectation, log, in_passing);
    if (nothing_came(verdict, expectation, came.any) && !refused)
      hint_nothing_came(verdict, expectation, log);
    hint_early(verdict, expectation, log, in_passing);
    if (!came.fits) hint_stray_calls(verdict, expectation, log);
  }
  if (verdict.reason == Reason::kTooMany) hint_repeated(verdict);
}

}  // namespace ricochet::awaits

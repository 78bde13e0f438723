#include "runner/explore/finding.h"

#include <algorithm>

#include "base/text/printable.h"
#include "base/text/text.h"
#include "runner/world/told/record_words.h"
#include "runner/world/trail/last_work.h"

namespace ricochet::runner {

namespace {

constexpr std::size_t kMostName = 120;

/// "POST /payments", "event PhotoWasDownloaded of orders".
std::string name_of(const journal::Record& record) {
  if (const auto* request = record.request())
    return base::shorten(base::printable(request->method + " " + request->path), kMostName);
  const std::string type = type_of(*record.event());
  return (type.empty() ? "an event of "
                       : "event " + base::shorten(base::printable(type), 60) + " of ") +
         record.bin;
}

std::string times(std::uint64_t n) {
  return n == 1 ? "once" : n == 2 ? "twice" : std::to_string(n) + " times";
}

/// For what was expected and has no record.
std::string name_of(const LastingExpectation& lasting) {
  const auto& expectation = lasting.expectation;
  std::string out = expectation.noun + " of ";
  for (std::size_t i = 0; i < lasting.bins.size(); ++i)
    out += (i == 0 ? "" : " or ") + lasting.bins[i];
  return out;
}

std::string selector_of(const LastingExpectation& lasting) {
  return lasting.expectation.selector == nullptr
             ? std::string()
             : base::shorten(lasting.expectation.selector->describe(), kMostName);
}

const char* why_it_happens(ExploreFault fault) {
  switch (fault) {
    case ExploreFault::kRedeliver:
      return "a bus that delivers at least once may bring a record again, also after its commit:\n"
             "recognise it by an id of its own, and remember that for as long as it can come";
    case ExploreFault::kCrashBeforeCommit:
      return "what was done before a crash and not committed is done again by the next instance:\n"
             "remember it outside of the process, or let its receiver recognise it";
    case ExploreFault::kRebalance:
      return "members come and go, and partitions move: what a member keeps in memory about its\n"
             "records must survive that it joins again";
    case ExploreFault::kSlowPoll:
      return "a member that works too long is thrown out and its commit refused:\n"
             "the record comes again, to it or to another";
    case ExploreFault::kDuplicate:
      return "a producer that got no answer sends again: one event has two offsets then,\n"
             "so recognise it by an id of its own, never by its offset";
  }
  return "";
}

/// What to write where it is meant to be so.
std::string exception_for(const ExplorePoint& point, const std::string& place) {
  return "\"explore\": { \"except\": [ { \"fault\": \"" + std::string(word_of(point.fault)) + "\"" +
         (place.empty() ? std::string() : ", \"may_repeat\": [\"" + place + "\"]") +
         ", \"reason\": \"...\" } ] }";
}

std::optional<std::string> idempotency_key(const journal::Record& record) {
  for (const auto& field : record.message().headers) {
    if (base::iequals(field.name, "Idempotency-Key")) return field.value;
  }
  return std::nullopt;
}

/// What tells the record that should not have come from one before it.
void compare(const std::vector<journal::RecordPtr>& records, std::size_t surplus,
             std::vector<std::string>& notes) {
  if (surplus == 0 || surplus >= records.size()) return;
  const auto& first = *records[surplus - 1];
  const auto& again = *records[surplus];
  const auto key = idempotency_key(first), other = idempotency_key(again);
  if (key && other)
    notes.push_back(*key == *other
                        ? "both have the Idempotency-Key " + base::in_quotes(*key) +
                              ": whoever is called can tell"
                        : "their Idempotency-Keys differ, " + base::in_quotes(*key) + " and " +
                              base::in_quotes(*other) + ": whoever is called cannot tell");
  else if (!first.message().body.empty() && first.message().body == again.message().body)
    notes.push_back("their bodies are the same, byte for byte");
}

Finding made(const ExplorePoint& point, const std::string& place) {
  Finding finding;
  finding.help = why_it_happens(point.fault);
  finding.exception = exception_for(point, place);
  return finding;
}

}  // namespace

std::string with_fault(const std::string& message, const ExplorePoint& point) {
  return message + " " + point.title();
}

Finding count_finding(const ExplorePoint& point, const LastingExpectation& lasting,
                      std::uint64_t came, const std::vector<journal::RecordPtr>& records) {
  const awaits::Count& count = lasting.expectation.count;
  const bool surplus = count.max && came > *count.max;
  Finding finding = made(point, surplus && !lasting.bins.empty() ? lasting.bins.front() : "");
  const std::string title = point.title();
  finding.surplus = surplus;
  if (surplus) {
    const std::size_t at = static_cast<std::size_t>(*count.max);
    const std::string what = records.empty() ? "a " + name_of(lasting)
                                             : name_of(*records[std::min(at, records.size() - 1)]);
    finding.message = what + " came" +
                      (*count.max == 0 && came == 1 ? std::string() : " " + times(came)) +
                      (*count.max > 1 ? ", not " + times(*count.max) + "," : "") + " " + title;
    compare(records, at, finding.notes);
  } else if (came == 0) {
    finding.message = "no " + name_of(lasting) + " came " + title;
    if (const auto selector = selector_of(lasting); !selector.empty())
      finding.message += ": " + selector;
  } else {
    finding.message = name_of(*records.front()) + " came " + times(came) + ", not " +
                      times(count.min) + ", " + title;
  }
  const bool one = count.max.value_or(count.min) == 1;
  const std::string selector = selector_of(lasting);
  finding.expected = count.describe() + " " + lasting.expectation.noun + (one ? "" : "s") + " of " +
                     (lasting.bins.empty() ? std::string() : lasting.bins.front()) +
                     (selector.empty() ? "" : ": " + selector) + ", as without the fault";
  return finding;
}

Finding order_finding(const ExplorePoint& point, const awaits::Verdict& verdict) {
  Finding finding = made(point, "");
  finding.message = (verdict.step_problem.empty() ? std::string("what was expected in order came "
                                                                "in another")
                                                  : verdict.step_problem) +
                    " " + point.title();
  finding.expected = verdict.expected + ", as without the fault";
  return finding;
}

Finding step_finding(const ExplorePoint& point, const awaits::Verdict& verdict) {
  Finding finding = made(point, "");
  std::string bins;
  for (const auto& source : verdict.sources) bins += (bins.empty() ? "" : " or ") + source.bin;
  if (!verdict.step_problem.empty())
    finding.message = verdict.step_problem;
  else if (verdict.observed == 0)
    finding.message = "no " + verdict.noun + " of " + bins + " came";
  else
    finding.message = "only " + base::plural(verdict.observed, verdict.noun) + " of " + bins +
                      " came, not " + std::to_string(verdict.count.min) + ",";
  finding.message += " " + point.title();
  finding.expected = verdict.expected + ", as without the fault";
  finding.wait = verdict;
  return finding;
}

Finding commit_finding(const ExplorePoint& point, const std::string& group,
                       const bus::Position& first, base::Duration waited) {
  Finding finding = made(point, "");
  finding.message = group + " did not commit " + words_of_record(first, nullptr) +
                    ", nor anything behind it, within " + base::format_duration(waited) + " " +
                    point.title();
  finding.expected = group + " commits all that the scenario has published, as without the fault";
  return finding;
}

Finding gone_finding(const ExplorePoint& point, const std::string& group, base::Duration waited) {
  Finding finding = made(point, "");
  finding.message = "group " + group + " had no member any more for " +
                    base::format_duration(waited) + " " + point.title();
  finding.expected = "whoever reads for " + group + " joins again, as clients do";
  return finding;
}

}  // namespace ricochet::runner

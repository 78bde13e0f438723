#include "awaits/explain.h"

#include <algorithm>
#include <map>

#include "awaits/backlog.h"
#include "awaits/explain_hints.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "journal/capture_log.h"
#include "match/give_up.h"
#include "match/subject.h"
#include "match/work.h"

namespace ricochet::awaits {

namespace {

constexpr std::size_t kMaxSeenKinds = 5;
constexpr std::size_t kMaxSeenText = 120;
constexpr double kAlmost = 0.8;

/// How much a condition says about which call was meant.
double weight_of(match::Aspect aspect) {
  switch (aspect) {
    case match::Aspect::kPath:
      return 4;
    case match::Aspect::kMethod:
    case match::Aspect::kKey:
    case match::Aspect::kContent:
      return 2;
    case match::Aspect::kOther:
      break;
  }
  return 1;
}

class FunnelBuilder {
 public:
  void add(const std::vector<match::Condition>& conditions) {
    if (rows_.empty()) {
      for (const auto& condition : conditions)
        rows_.emplace_back().step = {condition.name, condition.expected, 0, {}, 0};
    }
    ++records_;
    const auto count = std::min(rows_.size(), conditions.size());
    for (std::size_t i = 0; i < count; ++i) {
      if (conditions[i].ok)
        ++rows_[i].step.passed;
      else
        ++rows_[i].seen[base::shorten(conditions[i].actual, kMaxSeenText)];
    }
  }

  /// Nothing where all of them met everything: that says nothing.
  std::vector<FunnelStep> build() {
    std::vector<FunnelStep> steps;
    if (std::all_of(rows_.begin(), rows_.end(),
                    [this](const Row& row) { return row.step.passed == records_; }))
      return steps;
    for (auto& row : rows_) {
      std::vector<std::pair<std::string, std::uint64_t>> kinds(row.seen.begin(), row.seen.end());
      std::stable_sort(kinds.begin(), kinds.end(),
                       [](const auto& a, const auto& b) { return a.second > b.second; });
      for (std::size_t i = kMaxSeenKinds; i < kinds.size(); ++i)
        row.step.other_kinds += kinds[i].second;
      if (kinds.size() > kMaxSeenKinds) kinds.resize(kMaxSeenKinds);
      row.step.seen = std::move(kinds);
      steps.push_back(std::move(row.step));
    }
    return steps;
  }

 private:
  struct Row {
    FunnelStep step;
    std::map<std::string, std::uint64_t> seen;
  };
  std::vector<Row> rows_;
  std::uint64_t records_ = 0;
};

bool is_large(const journal::Record& record) { return subject_of(record).is_large(); }

/// The correlation as one more condition.
match::Condition correlation_of(const Correlate& correlate, const match::Subject& subject) {
  match::Condition condition;
  const bool has = correlate.by->has(subject, *correlate.value);
  const auto value = has ? correlate.value : correlate.by->value_of(subject);
  condition.name = "correlation " + correlate.by->text();
  condition.expected = base::in_quotes(*correlate.value);
  condition.actual = value ? base::in_quotes(*value) : "absent";
  condition.ok = has;
  if (value && !condition.ok) condition.difference = match::difference_of(*correlate.value, *value);
  return condition;
}

bool asks_for_body(const Expectation& expectation) {
  return (expectation.selector && expectation.selector->needs_body()) ||
         (expectation.correlate && expectation.correlate->by->needs_body());
}

void add_answer(const Expectation& expectation, const journal::Record& record,
                std::vector<match::Condition>& all) {
  if (!expectation.answer) return;
  for (auto& condition : expectation.answer->explain(record.answer))
    all.push_back(std::move(condition));
}

/// Not of a large body that was looked at elsewhere.
void add_correlation(const Expectation& expectation, const match::Subject& subject,
                     std::vector<match::Condition>& all, bool known) {
  const auto& correlate = expectation.correlate;
  if (!correlate || !correlate->value) return;
  if (known && correlate->by->needs_body() && subject.is_large()) return;
  all.push_back(correlation_of(*correlate, subject));
}

/// Nothing: it is not to be looked at.
std::vector<match::Condition> conditions_of(const Expectation& expectation,
                                            const journal::Record& record, const Explained* known) {
  if (known != nullptr) {
    if (const auto found = known->find(record.gseq); found != known->end()) {
      auto all = found->second;
      add_answer(expectation, record, all);
      add_correlation(expectation, subject_of(record), all, true);
      return all;
    }
    if (match::Work::spent() > kExplainWorkInPassing) return {};
    if (asks_for_body(expectation) && is_large(record)) return {};
  }
  const auto look = [&expectation, &record](const match::Subject& subject) {
    std::vector<match::Condition> all;
    if (expectation.selector) all = expectation.selector->explain(subject);
    add_answer(expectation, record, all);
    add_correlation(expectation, subject, all, false);
    return all;
  };
  if (const auto* call = record.request()) return look(match::Subject(*call));
  return look(match::Subject(*record.event()));
}

bool is_taken(const Verdict& verdict, const journal::RecordPtr& record) {
  return std::any_of(verdict.steps.begin(), verdict.steps.end(), [&record](const StepState& step) {
    return std::find(step.records.begin(), step.records.end(), record) != step.records.end();
  });
}

bool all_ok(const std::vector<match::Condition>& conditions) {
  return std::all_of(conditions.begin(), conditions.end(),
                     [](const auto& condition) { return condition.ok; });
}

double score_of(const std::vector<match::Condition>& conditions) {
  double met = 0;
  double all = 0;
  for (const auto& condition : conditions) {
    const auto weight = weight_of(condition.aspect);
    all += weight;
    if (condition.ok) {
      met += weight;
    } else if (condition.difference != match::Difference::kNone) {
      met += weight * kAlmost;  // "/a/" for "/a" was surely meant
    }
  }
  return all > 0 ? met / all : 0;
}

/// A selector of one condition has no more to be near by; where it looks at is not what came there.
bool is_only_hint(const std::vector<match::Condition>& conditions) {
  if (conditions.size() != 1) return false;
  const auto aspect = conditions.front().aspect;
  return aspect != match::Aspect::kPath && aspect != match::Aspect::kKey;
}

/// The newest records of the window that are still held, oldest first, within the bounds.
/// What the test itself sent is not the work of the service: the verdict counts it, and here it is
/// left out.
std::vector<journal::RecordPtr> window_of(Verdict& verdict, const Expectation& expectation,
                                          const journal::CaptureLog& log, bool in_passing) {
  std::vector<journal::RecordPtr> records;
  for (std::size_t i = 0; i < verdict.sources.size(); ++i) {
    const auto asked =
        std::any_of(expectation.sources.begin(), expectation.sources.end(),
                    [&](const Source& source) { return source.bin == verdict.sources[i].bin; });
    if (!asked) continue;  // with steps: not the bin of the one that is missing
    const auto last = verdict.cursors[i].after;
    // Only what the wait has looked at: a later record is not part of its story.
    const auto first =
        std::max(verdict.sources[i].after, last > kExplainRecords ? last - kExplainRecords : 0);
    log.for_each(verdict.sources[i].bin, first, [&](const journal::RecordPtr& record) {
      if (record->seq > last) return false;
      if (!verdict.sources[i].concerns(*record)) return true;
      const auto& except = verdict.sources[i].except;
      const bool excepted = std::binary_search(except.begin(), except.end(), record->seq);
      if (excepted || record->refused || expectation.leaves_out(*record) ||
          is_taken(verdict, record))
        return true;
      if (expectation.is_own(*record))
        ++verdict.own;
      else
        records.push_back(record);
      return true;
    });
  }
  std::sort(records.begin(), records.end(),
            [](const auto& a, const auto& b) { return a->gseq < b->gseq; });
  std::size_t bytes = 0;
  std::size_t count = 0;
  while (count < records.size() && count < kExplainRecords) {
    const auto& record = *records[records.size() - 1 - count];
    if (!in_passing || !is_large(record)) bytes += record.message().body.size();
    if (bytes > (in_passing ? kExplainBytesInPassing : kExplainBytes) && count > 0) break;
    ++count;
  }
  records.erase(records.begin(), records.end() - static_cast<std::ptrdiff_t>(count));
  return records;
}

}  // namespace

void explain(Verdict& verdict, const Expectation& expectation, const journal::CaptureLog& log,
             const Explained* known) {
  const match::Work work;
  const bool in_passing = known != nullptr;
  const auto window = window_of(verdict, expectation, log, in_passing);
  Came came;
  came.any = !window.empty();
  if (expectation.selector || expectation.answer || expectation.correlate) {
    FunnelBuilder funnel;
    std::vector<journal::RecordPtr> gave_up;  // a search hit its bound: neither a yes nor a no
    std::size_t passed_by = 0;
    // Newest first: what is left out when it takes long is what is the longest ago.
    for (auto at = window.rbegin(); at != window.rend(); ++at) {
      const auto& record = *at;
      const auto before = match::give_ups();
      auto conditions = conditions_of(expectation, *record, known);
      if (match::give_ups() != before) gave_up.push_back(record);
      if (in_passing && conditions.empty()) {
        ++passed_by;
        continue;
      }
      funnel.add(conditions);
      came.fits = came.fits || all_ok(conditions);
      if (all_ok(conditions)) continue;
      NearMiss miss;
      miss.score = score_of(conditions);
      miss.record = record;
      miss.conditions = std::move(conditions);
      if (miss.score <= 0 && !is_only_hint(miss.conditions)) continue;
      // Newest first among equals: the last try of a service tells most.
      const auto place =
          std::find_if(verdict.near.begin(), verdict.near.end(),
                       [&](const NearMiss& other) { return other.score < miss.score; });
      verdict.near.insert(place, std::move(miss));
      if (verdict.near.size() > expectation.near) verdict.near.pop_back();
    }
    verdict.funnel = funnel.build();
    if (passed_by > 0 && match::Work::spent() > kExplainWorkInPassing) {
      verdict.hints.push_back(base::plural(passed_by, "record") +
                              " of the window are not explained here: looking at them takes long "
                              "(docs/limits.md, Workers)");
    }
    if (!gave_up.empty()) {
      verdict.hints.push_back(
          "whether #" + std::to_string(gave_up.front()->seq) + " of " + gave_up.front()->bin +
          (gave_up.size() > 1 ? " and " + std::to_string(gave_up.size() - 1) + " more fit"
                              : std::string(" fits")) +
          " is not known: a search gave up at its bound (docs/limits.md, Work)");
    }
  }
  add_hints(verdict, expectation, log, in_passing, came);
}

}  // namespace ricochet::awaits

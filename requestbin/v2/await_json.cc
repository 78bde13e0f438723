#include "requestbin/v2/await_json.h"

#include "base/json/json.h"
#include "journal/record_json.h"
#include "journal/wire_text.h"

namespace ricochet::requestbin {

namespace {

using base::Json;

std::string wall(const LogStart& start, base::TimePoint t) {
  return base::format_rfc3339(start.wall +
                              std::chrono::duration_cast<base::WallTime::duration>(t - start.at));
}

Json near_of(const awaits::Verdict& verdict, base::TimePoint epoch) {
  Json list = Json::array();
  for (const auto& miss : verdict.near) {
    Json entry;
    entry["score"] = miss.score;
    Json& conditions = entry["conditions"] = Json::array();
    for (const auto& condition : miss.conditions) {
      Json one;
      one["condition"] = journal::as_text(condition.name);
      one["ok"] = condition.ok;
      one["expected"] = journal::as_text(condition.expected);
      one["actual"] = journal::as_text(condition.actual);
      if (!condition.detail.empty()) one["at"] = journal::as_text(condition.detail);
      conditions.push_back(std::move(one));
    }
    entry["record"] = journal::record_to_v2(*miss.record, epoch);
    list.push_back(std::move(entry));
  }
  return list;
}

Json funnel_of(const awaits::Verdict& verdict) {
  Json list = Json::array();
  for (const auto& step : verdict.funnel) {
    Json entry;
    entry["condition"] = journal::as_text(step.condition);
    entry["expected"] = journal::as_text(step.expected);
    entry["passed"] = step.passed;
    Json& seen = entry["seen"] = Json::array();
    for (const auto& [value, count] : step.seen) {
      Json kind;
      kind["value"] = journal::as_text(value);
      kind["count"] = count;
      seen.push_back(std::move(kind));
    }
    if (step.other_kinds > 0) entry["others"] = step.other_kinds;
    list.push_back(std::move(entry));
  }
  return list;
}

Json cursors_of(const std::vector<awaits::Source>& sources) {
  Json object = Json::object();
  for (const auto& source : sources) object[source.bin] = source.after;
  return object;
}

/// What came beyond the maximum, each with its gap to the one before.
Json surplus_of(const awaits::Verdict& verdict) {
  Json list = Json::array();
  if (verdict.reason != awaits::Reason::kTooMany || verdict.matched.empty()) return list;
  // The first beyond the maximum decides; what came behind it may be there, too.
  const std::uint64_t most = verdict.count.max.value_or(0);
  std::size_t at = 0;
  while (at + 1 < verdict.matched.size() && verdict.place_of(at) < most) ++at;
  const auto& record = *verdict.matched[at];
  Json entry;
  entry["id"] = record.id;
  entry["seq"] = record.seq;
  if (at > 0) {
    const auto& before = *verdict.matched[at - 1];
    entry["gap_ms"] = base::to_milliseconds(record.received - before.received);
    entry["same_body_as_previous"] = record.message().body == before.message().body;
  }
  list.push_back(std::move(entry));
  return list;
}

Json steps_of(const awaits::Verdict& verdict, base::TimePoint epoch) {
  Json list = Json::array();
  for (const auto& step : verdict.steps) {
    Json entry;
    entry["name"] = journal::as_text(step.name);
    entry["bin"] = step.bin;
    entry["times"] = step.times;
    entry["met"] = step.records.size() == step.times;
    Json& records = entry["records"] = Json::array();
    for (const auto& record : step.records)
      records.push_back(journal::record_summary_v2(*record, epoch));
    list.push_back(std::move(entry));
  }
  return list;
}

/// What an open wait and a verdict have in common.
Json await_head(awaits::AwaitId id, const std::string& name,
                const std::vector<awaits::Source>& sources, const std::string& expected,
                std::uint64_t observed, const awaits::Count& count) {
  Json object;
  object["id"] = id;
  object["name"] = journal::as_text(name);
  object["bin"] = sources.empty() ? Json(nullptr) : Json(sources.front().bin);
  Json& bins = object["bins"] = Json::array();
  for (const auto& source : sources) bins.push_back(source.bin);
  object["expected"] = journal::as_text(expected);
  object["observed"] = observed;
  object["minimum"] = count.min;
  object["maximum"] = count.max ? Json(*count.max) : Json(nullptr);
  return object;
}

}  // namespace

const char* outcome_word(const awaits::Verdict& verdict) {
  if (verdict.passed()) return "satisfied";
  if (verdict.reason == awaits::Reason::kTooFew) return "timeout";
  if (verdict.kind == awaits::VerdictKind::kInconclusive) return "inconclusive";
  return to_string(verdict.reason);
}

Json await_to_v2(const awaits::PendingAwait& open, const LogStart& start, base::TimePoint now) {
  auto object =
      await_head(open.id, open.name, open.sources, open.expected, open.observed, open.count);
  object["outcome"] = "pending";
  object["message"] = "waiting for " + journal::as_text(open.expected) + ", " +
                      std::to_string(open.observed) + " seen so far" +
                      (open.settling ? ", now waiting for quiet" : "");
  object["began_at"] = wall(start, open.registered);
  object["deadline_at"] = wall(start, open.deadline);
  object["waited_ms"] = base::to_milliseconds(now - open.registered);
  object["left_ms"] =
      base::to_milliseconds(std::max(base::Duration::zero(), base::Duration(open.deadline - now)));
  object["settling"] = open.settling;
  object["after"] = cursors_of(open.sources);
  return object;
}

Json await_to_v2(const awaits::Verdict& verdict, const LogStart& start) {
  auto object = await_head(verdict.id, verdict.name, verdict.sources, verdict.expected,
                           verdict.observed, verdict.count);
  object["outcome"] = outcome_word(verdict);
  object["message"] = journal::as_text(verdict.message);
  object["began_at"] = wall(start, verdict.registered);
  object["deadline_at"] = wall(start, verdict.deadline);
  object["waited_ms"] = base::to_milliseconds(verdict.waited);
  object["left_ms"] = 0;
  object["settling"] = false;
  object["after"] = cursors_of(verdict.sources);
  return object;
}

namespace {

/// How many of the matched records are shown whole, from the first on: those that `take` a share of
/// the bytes. The rest can be fetched by id.
template <class Take>
void split_matched(const awaits::Verdict& verdict, Take&& take) {
  constexpr std::size_t kWhole = 20;
  std::size_t budget = 4u << 20;
  for (std::size_t i = 0; i < verdict.matched.size(); ++i) {
    const auto cost = verdict.matched[i]->cost();
    const bool whole = i < kWhole && cost <= budget;
    if (whole) budget -= cost;
    take(verdict.matched[i], whole);
  }
}

}  // namespace

std::vector<journal::RecordPtr> shown_whole(const awaits::Verdict& verdict) {
  std::vector<journal::RecordPtr> records;
  split_matched(verdict, [&](const journal::RecordPtr& record, bool whole) {
    if (whole) records.push_back(record);
  });
  for (const auto& miss : verdict.near) records.push_back(miss.record);
  return records;
}

Json verdict_to_v2(const awaits::Verdict& verdict, const LogStart& start) {
  const auto epoch = start.at;
  Json object;
  object["message"] = journal::as_text(verdict.message);
  object.update(await_to_v2(verdict, start));
  object["reason"] = to_string(verdict.reason);
  object["window"] = verdict.window;
  object["settled_ms"] = base::to_milliseconds(verdict.settled);
  object["evidence"] = journal::as_text(verdict.evidence);
  object["cursors"] = cursors_of(verdict.cursors);
  object["cursor"] =
      verdict.cursors.size() == 1 ? Json(verdict.cursors.front().after) : Json(nullptr);
  Json& matched = object["matched"] = Json::array();
  split_matched(verdict, [&](const journal::RecordPtr& record, bool whole) {
    matched.push_back(whole ? journal::record_to_v2(*record, epoch)
                            : journal::record_summary_v2(*record, epoch));
  });
  object["surplus"] = surplus_of(verdict);
  Json& spacing = object["spacing"] = Json::array();
  for (const auto& gap : verdict.spacing) spacing.push_back(gap.describe());
  object["steps"] = steps_of(verdict, epoch);
  object["step_problem"] = journal::as_text(verdict.step_problem);
  if (verdict.late) {
    Json late;
    late["ms"] = base::to_milliseconds(verdict.late->late);
    late["record"] = journal::record_summary_v2(*verdict.late->record, epoch);
    object["late"] = std::move(late);
  } else {
    object["late"] = nullptr;
  }
  object["near"] = near_of(verdict, epoch);
  object["funnel"] = funnel_of(verdict);
  Json& hints = object["hints"] = Json::array();
  for (const auto& hint : verdict.hints) hints.push_back(journal::as_text(hint));
  object["text"] = journal::as_text(awaits::render_verdict(verdict));
  return object;
}

}  // namespace ricochet::requestbin

#include "runner/world/told/likely_causes.h"

#include <algorithm>
#include <map>

#include "base/text/text.h"
#include "busview/bus_feed.h"
#include "runner/world/told/lost_work.h"
#include "runner/world/told/record_words.h"
#include "runner/world/told/send_order.h"

namespace ricochet::runner {

namespace {

/// Names of deliveries that a hint has.
constexpr std::size_t kNamed = 3;
/// Less is what every machine does.
constexpr double kBusyShare = 0.05;

bool same_call(const journal::Record& a, const journal::Record& b) {
  const auto *one = a.request(), *other = b.request();
  return one != nullptr && other != nullptr && one->method == other->method &&
         one->target == other->target && one->body == other->body;
}

/// When a group was given the record before that time.
std::vector<base::TimePoint> times_fetched(const busview::BusFeed& feed, const bus::Position& where,
                                           base::TimePoint before) {
  std::vector<base::TimePoint> times;
  for (const auto& event : feed.events()) {
    if (event.kind == busview::BusEvent::Kind::kFetched && !event.group.empty() &&
        event.at <= before && event.where.topic == where.topic &&
        event.where.partition == where.partition && event.from <= where.offset &&
        where.offset < event.upto)
      times.push_back(event.at);
  }
  return times;
}

/// Of the times that one record was given to a group, those that a call may have come of: what was
/// given again before anything came of it is the same delivery for who counts calls.
std::size_t deliveries_of(const std::vector<base::TimePoint>& fetched,
                          const std::vector<base::TimePoint>& calls) {
  std::size_t count = fetched.empty() ? 0 : 1;
  for (std::size_t i = 1; i < fetched.size(); ++i) {
    const bool between = std::any_of(calls.begin(), calls.end(), [&](base::TimePoint call) {
      return call > fetched[i - 1] && call <= fetched[i];
    });
    count += between ? 1 : 0;
  }
  return count;
}

std::optional<std::string> value_of(const journal::CaptureLog& log, const bus::Position& where) {
  std::optional<std::string> value;
  log.for_each(where.topic, 0, [&](const journal::RecordPtr& record) {
    const auto* event = record->event();
    if (event == nullptr || event->partition != where.partition || event->offset != where.offset)
      return true;
    value = event->body;
    return false;
  });
  return value;
}

/// Deliveries of the events that the scenario published, by what stands in them.
std::map<std::string, std::vector<std::string>> deliveries(
    ScenarioContext& context, const std::vector<base::TimePoint>& calls) {
  std::map<std::string, std::vector<std::string>> all;
  for (const auto& where : context.published()) {
    const auto value = value_of(context.world().log(), where);
    if (!value) continue;
    auto& names = all[*value];
    const auto fetched = times_fetched(context.world().feed(), where, calls.back());
    names.insert(names.end(), deliveries_of(fetched, calls), name_of_place(where));
  }
  return all;
}

/// The same call once for each time that the same event was given to the service.
std::string one_for_each_delivery(ScenarioContext& context, const awaits::Verdict& verdict) {
  if (verdict.reason != awaits::Reason::kTooMany || verdict.matched.empty()) return {};
  if (context.world().broker() == nullptr || verdict.matched.size() != verdict.observed) return {};
  const journal::Record& last = *verdict.matched.back();
  std::vector<base::TimePoint> calls;
  for (const auto& record : verdict.matched) {
    if (same_call(*record, last)) calls.push_back(record->received);
  }
  if (calls.size() < 2) return {};
  for (const auto& [value, names] : deliveries(context, calls)) {
    if (names.size() != calls.size()) continue;
    std::string told;
    for (std::size_t i = 0; i < names.size() && i < kNamed; ++i)
      told += (i == 0 ? "" : ", ") + names[i];
    return "one call per delivery: the same event was delivered " +
           base::plural(names.size(), "time") + " (" + told +
           (names.size() > kNamed ? ", ..." : "") + "), and each was answered by a call";
  }
  return {};
}

bool is_missing(const awaits::Verdict& verdict) {
  return verdict.reason == awaits::Reason::kTimeout || verdict.reason == awaits::Reason::kTooFew;
}

Trail whole_trail(ScenarioContext& context) {
  return trail_of(context.world(), context.life().scope(), context.start(), context.published());
}

/// What was missed may have been in the hands of a service that ended.
std::string lost_with_a_service(ScenarioContext& context, const awaits::Verdict& verdict) {
  if (!is_missing(verdict)) return {};
  const auto service_of = [&context](const std::string& group) {
    GroupService service;
    const SutRunner* sut = context.world().sut_of_group(group);
    if (sut == nullptr) return service;
    service.name = sut->name();
    service.lives = &sut->lives();
    return service;
  };
  return lost_work(whole_trail(context), context.world().feed(), service_of, verdict);
}

/// What was expected may have come in the wrong order, and so not where it was looked for.
std::string in_another_order(ScenarioContext& context, const awaits::Verdict& verdict) {
  const bool over_time = verdict.reason == awaits::Reason::kWrongSpacing;
  return over_time ? std::string() : sent_out_of_order(whole_trail(context), verdict);
}

/// What was missed may have been waiting for somebody who was in trouble.
std::string trouble_elsewhere(ScenarioContext& context, const awaits::Verdict& verdict) {
  if (!is_missing(verdict)) return {};
  std::string text;
  for (const auto& stub : context.world().suite().stubs) {
    std::size_t count = 0;
    journal::RecordPtr last;
    const auto look = [&](const journal::RecordPtr& record) {
      const auto& answer = record->answer;
      const bool trouble = answer.status >= 500 || !answer.fault.empty();
      if (!trouble || !record->matched || !context.life().is_mine(*record)) return true;
      ++count;
      last = record;
      return true;
    };
    context.world().log().for_each(stub.name, context.cursor(stub.name), look);
    if (!last) continue;
    const std::string how = last->answer.fault.empty() ? std::to_string(last->answer.status)
                                                       : "the fault " + last->answer.fault;
    text += (text.empty() ? "" : "; ") + stub.name + " answered " + how +
            (count == 1 ? " once" : " " + base::plural(count, "time")) + ", last to " +
            last->title();
  }
  return text.empty() ? text : "in this scenario " + text;
}

/// Everything came, some of it later than it should: the machine may be to blame.
std::string timing_only(ScenarioContext& context, const awaits::Verdict& verdict) {
  if (verdict.reason != awaits::Reason::kWrongSpacing) return {};
  const bool late = std::all_of(verdict.spacing.begin(), verdict.spacing.end(),
                                [](const auto& gap) { return gap.fits || gap.too_long(); });
  if (!late) return {};
  std::string text = "timing only: all that was expected came, some of it later";
  const auto waited = context.cpu_wait().so_far();
  if (!waited) return text;
  const auto took = context.world().loop().now() - context.started();
  const bool busy =
      static_cast<double>(waited->count()) >
      kBusyShare * static_cast<double>(std::max<base::Duration::rep>(took.count(), 1));
  return text + (busy ? "; the machine was busy: " : "; the machine was not busy: ") +
         context.cpu_wait().whose() + " waited " + base::humanize(*waited) +
         " for a processor meanwhile";
}

}  // namespace

void add_likely_causes(ScenarioContext& context, Cause& cause) {
  auto* verdict = std::get_if<awaits::Verdict>(&cause);
  if (verdict == nullptr || verdict->kind != awaits::VerdictKind::kFailed) return;
  // The last of them comes to stand first.
  for (auto hint : {one_for_each_delivery(context, *verdict), timing_only(context, *verdict),
                    trouble_elsewhere(context, *verdict), in_another_order(context, *verdict),
                    lost_with_a_service(context, *verdict)}) {
    if (!hint.empty()) verdict->hints.insert(verdict->hints.begin(), std::move(hint));
  }
}

}  // namespace ricochet::runner

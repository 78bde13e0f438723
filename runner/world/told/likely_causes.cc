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

Trail whole_trail(ScenarioContext& context) {
  return trail_of(context.world().log(), context.life().scope(), context.start(),
                  context.published());
}

/// The same call, or the same event once more.
bool is_again(const journal::Record& a, const journal::Record& b) {
  const auto *event = a.event(), *before = b.event();
  if (event != nullptr && before != nullptr)
    return event->topic == before->topic && event->key == before->key &&
           event->body == before->body;
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

/// Deliveries of an event that the scenario published.
struct Delivered {
  std::vector<std::string> names;  ///< of its record, or records, once for each time
  bool carried = false;            ///< what came carries a value of it
};

/// The same of all of them, by what stands in them.
std::map<std::string, Delivered> deliveries(ScenarioContext& context, const journal::Record& came,
                                            const std::vector<base::TimePoint>& times) {
  std::map<std::string, Delivered> all;
  for (const auto& sent : whole_trail(context).published) {
    Delivered& one = all[sent.record->event()->body];
    const auto fetched = times_fetched(context.world().feed(), sent.where, times.back());
    one.names.insert(one.names.end(), deliveries_of(fetched, times), name_of_place(sent.where));
    one.carried = one.carried || carries(came, sent.values);
  }
  return all;
}

/// "orders#0, orders#1"
std::string told_names(const std::vector<std::string>& names) {
  std::string told;
  for (std::size_t i = 0; i < names.size() && i < kNamed; ++i)
    told += (i == 0 ? "" : ", ") + names[i];
  return told + (names.size() > kNamed ? ", ..." : "");
}

/// The same call or event more than once: for each time that one event was given to the service, or
/// of a single one.
std::string of_deliveries(ScenarioContext& context, const awaits::Verdict& verdict) {
  if (verdict.reason != awaits::Reason::kTooMany || verdict.matched.empty()) return {};
  if (context.world().broker() == nullptr || verdict.matched.size() != verdict.observed) return {};
  const journal::Record& last = *verdict.matched.back();
  const std::string noun = last.request() != nullptr ? "call" : "event";
  std::vector<base::TimePoint> times;
  for (const auto& record : verdict.matched) {
    if (is_again(*record, last)) times.push_back(record->received);
  }
  if (times.size() < 2) return {};
  std::string of_one;
  std::size_t carried = 0;
  for (const auto& [value, one] : deliveries(context, last, times)) {
    const std::string told = told_names(one.names);
    if (one.names.size() == times.size())
      return "one " + noun + " per delivery: the same event was delivered " +
             base::plural(one.names.size(), "time") + " (" + told + "), and each was answered by " +
             (noun == "call" ? "a call" : "an event");
    if (!one.carried || one.names.empty()) continue;
    ++carried;
    of_one =
        (one.names.size() == 1 ? "one delivery: " + told + " was given to the service once"
                               : "the same event was delivered " +
                                     base::plural(one.names.size(), "time") + " (" + told + ")") +
        ", and " + base::plural(times.size(), noun) + " came of it";
  }
  return carried == 1 ? of_one : std::string();
}

bool is_missing(const awaits::Verdict& verdict) {
  return verdict.reason == awaits::Reason::kTimeout || verdict.reason == awaits::Reason::kTooFew;
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
  for (auto hint : {of_deliveries(context, *verdict), timing_only(context, *verdict),
                    trouble_elsewhere(context, *verdict), in_another_order(context, *verdict),
                    lost_with_a_service(context, *verdict)}) {
    if (!hint.empty()) verdict->hints.insert(verdict->hints.begin(), std::move(hint));
  }
}

}  // namespace ricochet::runner

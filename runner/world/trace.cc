#include "runner/world/trace.h"

#include <algorithm>

#include "busview/bus_feed.h"
#include "journal/record_json.h"
#include "requestbin/v2/await_json.h"
#include "runner/sut/sut_runner.h"

namespace ricochet::runner {

namespace {

std::int64_t us_since(base::TimePoint epoch, base::TimePoint at) {
  return std::chrono::duration_cast<std::chrono::microseconds>(at - epoch).count();
}

void add_records(World& world, const TraceStart& start, std::optional<std::uint64_t> scope,
                 Trace& trace) {
  const auto& log = world.log();
  auto all = log.timeline(nullptr, start.gseq, SIZE_MAX);
  if (scope)
    std::erase_if(
        all, [scope](const auto& record) { return record->scope != 0 && record->scope != *scope; });
  std::size_t first = all.size() > kTraceRecords ? all.size() - kTraceRecords : 0;
  std::size_t bytes = 0;
  for (std::size_t i = all.size(); i-- > first;) {
    bytes += all[i]->message().body.size() + all[i]->answer.body.size();
    if (bytes > kTraceBytes) first = i + 1;
  }
  trace.records_left_out = first;
  for (std::size_t i = first; i < all.size(); ++i)
    trace.records.push_back(journal::record_to_v2(*all[i], log.started()));
}

void add_bins(World& world, Trace& trace) {
  const base::Json facts = world.facts();
  for (const auto& bin : world.log().bins()) {
    base::Json one = journal::bin_to_v2(bin);
    for (const char* kind : {"stubs", "bins"}) {
      const auto known = facts.find(kind);
      if (known != facts.end() && known->contains(bin.name))
        one["url"] = (*known)[bin.name].value("url", "");
    }
    trace.bins.push_back(std::move(one));
  }
}

void add_verdicts(World& world, const ScenarioResult& result, Trace& trace) {
  const requestbin::LogStart start{world.log().started(), world.log().started_wall()};
  for (const auto& step : result.steps) {
    const auto* verdict = std::get_if<awaits::Verdict>(&step.cause);
    const auto* stopped = std::get_if<Stopped>(&step.cause);
    if (stopped != nullptr && stopped->wait) verdict = &*stopped->wait;
    if (verdict == nullptr) continue;
    base::Json one = requestbin::verdict_to_v2(*verdict, start);
    if (verdict->name.empty()) one["name"] = step.title;
    trace.awaits.push_back(std::move(one));
  }
}

void add_lines(World& world, const TraceStart& start, std::uint64_t scope, Trace& trace) {
  for (auto& line : world.sut_lines_since(start.at, scope))
    trace.lines.push_back(
        {us_since(world.log().started(), line.at), std::move(line.service), std::move(line.text)});
  if (trace.lines.size() <= kTraceLines) return;
  trace.lines_left_out = trace.lines.size() - kTraceLines;
  trace.lines.erase(trace.lines.begin(),
                    trace.lines.begin() + static_cast<std::ptrdiff_t>(trace.lines_left_out));
}

}  // namespace

TraceStart::TraceStart(World& world)
    : at(world.loop().now()), wall(world.loop().wall_now()), gseq(world.log().numbered()) {}

Trace trace_since(World& world, const TraceStart& start, const ScenarioResult& result,
                  std::optional<std::uint64_t> scope) {
  Trace trace;
  const auto epoch = world.log().started();
  trace.began_us = us_since(epoch, start.at);
  trace.ended_us = us_since(epoch, world.loop().now());
  trace.began_at = start.wall;
  add_bins(world, trace);
  add_records(world, start, scope, trace);
  const auto& feed = world.feed();
  for (auto event = feed.after(start.gseq); event != feed.events().end(); ++event)
    trace.bus.push_back(busview::to_json(*event, epoch));
  add_verdicts(world, result, trace);
  add_lines(world, start, scope.value_or(0), trace);
  return trace;
}

}  // namespace ricochet::runner

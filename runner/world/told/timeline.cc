#include "runner/world/told/timeline.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "base/text/printable.h"
#include "base/text/text.h"
#include "busview/bus_feed.h"
#include "runner/world/told/record_words.h"

namespace ricochet::runner {

namespace {

using Kind = busview::BusEvent::Kind;
using Place = std::tuple<std::string, std::int32_t, std::int64_t>;  // topic, partition, offset

/// So that it stands on a line of 100 columns, with its time.
constexpr std::size_t kMostText = 80;
/// Beyond these the newest are looked at: what was published first is among the others.
constexpr std::size_t kMostRecords = 2000;
/// Of one batch.
constexpr std::int64_t kMostOfBatch = 5;

std::string name_of(const Place& place) {
  const auto& [topic, partition, offset] = place;
  return name_of_place({topic, partition, offset});
}

class TimelineMaker {
 public:
  TimelineMaker(World& world, const TimelineOf& of) : world_(world), of_(of) {
    for (const auto& where : of.published)
      own_.insert({where.topic, where.partition, where.offset});
  }

  void add_records() {
    const auto& log = world_.log();
    auto records = log.timeline(nullptr, of_.start.gseq, SIZE_MAX);
    const std::size_t first = records.size() > kMostRecords ? records.size() - kMostRecords : 0;
    out_.left_out += first;
    for (std::size_t i = first; i < records.size(); ++i) {
      const journal::Record& record = *records[i];
      const bool mine = of_.scope == 0 || record.scope == of_.scope;
      if (const auto* event = record.event()) {
        const Place place{event->topic, event->partition, event->offset};
        if (mine) events_.emplace(place, records[i]);
        // Our own broker says better when it came.
        if (!mine || world_.broker() != nullptr) continue;
        if (own_.contains(place) && !published_) published_ = record.received;
        add(record.received, event_text(place));
      } else if (mine) {
        add(record.received, in_words(record, kMostText));
      }
    }
  }

  void add_bus() {
    if (world_.broker() == nullptr) return;
    const auto& feed = world_.feed();
    for (auto it = feed.after(of_.start.gseq); it != feed.events().end(); ++it) add_bus_event(*it);
  }

  void add_steps(const ScenarioResult& result) {
    static const std::set<std::string> kActs{"request", "run", "stub", "sut", "bus"};
    for (const auto& step : result.steps) {
      const bool wrong = step.outcome == Outcome::kFailed || step.outcome == Outcome::kError;
      if (kActs.contains(step.kind) && step.outcome != Outcome::kSkipped)
        add(of_.began + step.started, base::shorten(base::printable(step.title), kMostText));
      if (wrong)
        add(of_.began + step.started + step.took,
            base::shorten("here failed: " + base::printable(step.title), kMostText), true);
    }
  }

  void add_lines() {
    auto lines = world_.sut_lines_since(of_.start.at, of_.scope);
    const std::size_t first =
        lines.size() > Timeline::kMaxLines ? lines.size() - Timeline::kMaxLines : 0;
    out_.lines_left_out = first;
    for (std::size_t i = first; i < lines.size(); ++i)
      add(lines[i].at,
          lines[i].service + " | " + base::shorten(base::printable(lines[i].text), kMostText));
  }

  Timeline take() {
    std::stable_sort(moments_.begin(), moments_.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    const base::TimePoint zero = published_ ? *published_ : of_.began;
    out_.zero = published_ ? "the first publish" : "the scenario's start";
    const std::size_t count = moments_.size(), half = Timeline::kMaxMoments / 2;
    const bool cut = count > Timeline::kMaxMoments;
    for (std::size_t i = 0; i < count; ++i) {
      auto& [at, moment] = moments_[i];
      moment.at = at - zero;
      if (!cut || i < half || i >= count - half || moment.marked)
        out_.moments.push_back(std::move(moment));
      else
        ++out_.left_out;
    }
    return std::move(out_);
  }

 private:
  void add(base::TimePoint at, std::string what, bool marked = false) {
    Timeline::Entry moment;
    moment.what = std::move(what);
    moment.marked = marked;
    moments_.emplace_back(at, std::move(moment));
  }

  /// Of several who share the bus, what is known as another's is left out.
  bool concerns(const Place& place) const {
    return of_.scope == 0 || events_.contains(place) || own_.contains(place);
  }

  std::string event_text(const Place& place) const {
    const auto known = events_.find(place);
    const std::string what =
        known == events_.end() ? "" : " " + in_words(*known->second, kMostText / 2);
    return (own_.contains(place) ? "publish " : "event ") + name_of(place) + what;
  }

  void add_bus_event(const busview::BusEvent& event) {
    switch (event.kind) {
      case Kind::kProduced:
        return add_produced(event);
      case Kind::kFetched:
        return add_fetched(event);
      case Kind::kCommitted:
        return add_committed(event);
      case Kind::kRebalancing:
        return add(event.at, "rebalance of " + event.group +
                                 (event.text.empty() ? "" : ": " + base::printable(event.text)));
      case Kind::kFault:
        return add(event.at, "fault of the bus: " + base::printable(event.text));
      case Kind::kRefused:
        return add(event.at, "refused by the bus: " + base::printable(event.text));
      default:
        return;
    }
  }

  void add_produced(const busview::BusEvent& event) {
    for (auto offset = event.from; offset < event.upto; ++offset) {
      const Place place{event.where.topic, event.where.partition, offset};
      if (!concerns(place)) continue;
      if (own_.contains(place) && !published_) published_ = event.at;
      if (offset - event.from < kMostOfBatch)
        add(event.at, event_text(place));
      else
        ++out_.left_out;
    }
  }

  /// Nobody but a service has a group here: we read without one.
  void add_fetched(const busview::BusEvent& event) {
    if (event.group.empty() || event.from >= event.upto) return;
    const Place first{event.where.topic, event.where.partition, event.from};
    if (!concerns(first)) return;
    const auto more = event.upto - event.from - 1;
    add(event.at, "fetch " + name_of(first) +
                      (more > 0 ? " and " + std::to_string(more) + " more" : std::string()) +
                      " by " + event.group);
  }

  /// A commit is told when it says something new of a record of this scenario.
  void add_committed(const busview::BusEvent& event) {
    for (const auto& commit : event.commits) {
      const Place place{commit.where.topic, commit.where.partition, commit.offset - 1};
      const bool known = own_.contains(place) || events_.contains(place);
      auto& newest = committed_[{event.group, commit.where.topic, commit.where.partition}];
      if (!known || commit.offset == newest) continue;
      newest = commit.offset;
      add(event.at, "commit " + name_of(place) + " by " + event.group);
    }
  }

  World& world_;
  const TimelineOf& of_;
  std::set<Place> own_;
  std::map<Place, journal::RecordPtr> events_;
  std::map<std::tuple<std::string, std::string, std::int32_t>, std::int64_t> committed_;
  std::optional<base::TimePoint> published_;  ///< the first time
  std::vector<std::pair<base::TimePoint, Timeline::Entry>> moments_;
  Timeline out_;
};

}  // namespace

Timeline timeline_of(World& world, const TimelineOf& scenario, const ScenarioResult& result) {
  TimelineMaker maker(world, scenario);
  maker.add_records();
  maker.add_bus();
  maker.add_steps(result);
  maker.add_lines();
  return maker.take();
}

}  // namespace ricochet::runner

#include "runner/explore/story.h"

#include <algorithm>
#include <map>

#include "base/text/printable.h"
#include "base/text/text.h"
#include "bus/kafka/own_client.h"
#include "busview/bus_feed.h"

namespace ricochet::runner {

namespace {

using Kind = busview::BusEvent::Kind;

constexpr std::size_t kMostMoments = 16;
constexpr std::size_t kMostText = 100;

/// "record 12 of orders", with its partition where that is not the first.
std::string place_of(const bus::broker::TopicPartition& where, std::int64_t offset) {
  return "record " + std::to_string(offset) + " of " + where.topic +
         (where.partition == 0 ? "" : " partition " + std::to_string(where.partition));
}

std::string fault_text(const ExplorePoint& point) {
  const std::string record = point.record();
  switch (point.fault) {
    case ExploreFault::kRedeliver:
      return "FAULT: " + point.group + " is set back, " + record + " comes again";
    case ExploreFault::kCrashBeforeCommit:
      return "FAULT: " + point.service + " is killed" +
             (point.moment == ExploreMoment::kCommitted ? ", and its commit is not taken"
              : point.moment == ExploreMoment::kCalled  ? " before it has the answer"
                                                        : "");
    case ExploreFault::kRebalance:
      return "FAULT: all members of " + point.group + " must join again";
    case ExploreFault::kSlowPoll:
      return "FAULT: " + point.group + " throws its member out, as if it polled too late";
    case ExploreFault::kDuplicate:
      return "FAULT: " + record + " is published once more, the same byte for byte";
  }
  return {};
}

/// A call with its answer, or an event with its beginning.
std::string record_text(const journal::Record& record) {
  if (record.request() != nullptr)
    return record.title() + " to " + record.bin +
           (record.answer.status > 0 ? " -> " + std::to_string(record.answer.status) : "");
  const auto* event = record.event();
  return "event of " + record.bin + ": " +
         (event->null_value ? std::string("a tombstone")
                            : base::shorten(base::printable(event->body), kMostText));
}

class Story {
 public:
  Story(ScenarioContext& context, const FaultPlayer& player)
      : context_(context), player_(player), point_(player.point()) {}

  void add_bus() {
    const auto& feed = context_.world().feed();
    for (auto it = feed.after(player_.began()); it != feed.events().end(); ++it) {
      const std::string text = text_of(*it);
      if (!text.empty()) add(it->gseq, it->at, text, false);
    }
  }
  void add_fault() {
    // Right behind what set it off.
    if (player_.fired()) add(player_.fired_at(), player_.fired_time(), fault_text(point_), false);
  }
  void add_records(const Shown& told) {
    for (std::size_t i = 0; i < told.records.size(); ++i) {
      const auto& record = *told.records[i];
      add(record.gseq, record.received, record_text(record), i >= told.surplus_from);
    }
  }

  void put_into(Finding& finding) const {
    const std::size_t count = moments_.size();
    const std::size_t half = kMostMoments / 2;
    finding.left_out = count > kMostMoments ? count - kMostMoments : 0;
    std::size_t i = 0;
    for (const auto& [gseq, moment] : moments_) {
      const bool shown = finding.left_out == 0 || i < half || i >= count - half;
      if (shown) finding.story.push_back(moment);
      ++i;
    }
  }

 private:
  std::string text_of(const busview::BusEvent& event) {
    const auto& target = player_.target();
    const bool here =
        target && event.where.topic == target->topic && event.where.partition == target->partition;
    const bool covers = here && event.from <= target->offset && target->offset < event.upto;
    switch (event.kind) {
      case Kind::kProduced:
        if (!covers) return {};
        return "publish " + point_.record() + " (" + place_of(event.where, target->offset) + ", " +
               player_.step().str() + ")";
      case Kind::kFetched:
        if (!covers || event.client.id == bus::kOwnClientId) return {};
        return "fetched by " + (event.group.empty() ? event.client.id : event.group);
      case Kind::kCommitted:
        return commit_text(event);
      default:
        return {};
    }
  }

  /// Only what brings the group past the record; further commits of its partition tell nothing.
  std::string commit_text(const busview::BusEvent& event) {
    const auto& target = player_.target();
    for (const auto& commit : event.commits) {
      if (!target || (!point_.group.empty() && event.group != point_.group) ||
          commit.where.topic != target->topic || commit.where.partition != target->partition)
        continue;
      const bool past = commit.offset > target->offset;
      // One without a client is our own: the fault.
      const bool told = past && !past_ && !event.client.host.empty();
      past_ = past && !taken_back(event);
      if (told) return (taken_back(event) ? "to be committed by " : "committed by ") + event.group;
    }
    return {};
  }

  /// The commit that never was: the fault came in its moment.
  bool taken_back(const busview::BusEvent& event) const {
    return point_.fault == ExploreFault::kCrashBeforeCommit && event.gseq == player_.fired_at();
  }

  void add(std::uint64_t gseq, base::TimePoint at, std::string what, bool surplus) {
    Finding::Entry moment;
    moment.at = std::max(at - context_.started(), base::Duration(0));
    moment.what = std::move(what);
    moment.surplus = surplus;
    moments_.emplace(gseq, std::move(moment));
  }

  ScenarioContext& context_;
  const FaultPlayer& player_;
  const ExplorePoint& point_;
  bool past_ = false;  ///< the group has committed the record
  std::multimap<std::uint64_t, Finding::Entry> moments_;
};

}  // namespace

void tell_story(ScenarioContext& context, const FaultPlayer& player, const Shown& told,
                Finding& finding) {
  Story story(context, player);
  story.add_bus();
  story.add_records(told);
  story.add_fault();
  story.put_into(finding);
}

}  // namespace ricochet::runner

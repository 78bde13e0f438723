#include "runner/world/told/lost_work.h"

#include <algorithm>
#include <optional>
#include <set>

#include "runner/world/told/record_words.h"

namespace ricochet::runner {

namespace {

class LostRecord {
 public:
  LostRecord(const Trail& trail, const Trail::Sent& sent, const busview::BusFeed& feed)
      : trail_(trail), sent_(sent), feed_(feed) {}

  /// The first commit of a group that had been given it, behind which that group's service ended;
  /// false: there is none.
  bool find_loss(const std::function<GroupService(const std::string&)>& service_of) {
    std::set<std::string> given, committed;
    for (auto it = feed_.after(trail_.start); it != feed_.events().end(); ++it) {
      if (gave(*it, sent_.where)) given.insert(it->group);
      if (!committed_past(*it, sent_.where) || !given.contains(it->group)) continue;
      if (!committed.insert(it->group).second) continue;  // what comes later says nothing of it
      const GroupService service = service_of(it->group);
      if (service.lives == nullptr || !find_end(*service.lives, it->at)) continue;
      service_ = service.name;
      committed_ = it->at;
      return true;
    }
    return false;
  }

  /// Whether anything shows that somebody has it still: it was given out again, or more came of it.
  bool lives_on() const {
    if (!again_) return false;
    const bool given = std::any_of(
        feed_.after(trail_.start), feed_.events().end(),
        [&](const auto& event) { return event.at >= *again_ && gave(event, sent_.where); });
    return given || std::any_of(trail_.came.begin(), trail_.came.end(), [&](const auto& record) {
             return record->received >= *again_ && carries(*record, sent_.values);
           });
  }

  /// The first call behind the commit that is of this record and of no other; nullptr: none.
  const journal::Record* worked_after() const {
    std::vector<std::string> own = sent_.values;
    for (const auto& other : trail_.published) {
      if (&other == &sent_) continue;
      std::erase_if(own, [&](const auto& value) {
        return std::find(other.values.begin(), other.values.end(), value) != other.values.end();
      });
    }
    for (const auto& record : trail_.came) {
      if (record->request() != nullptr && record->received > committed_ && carries(*record, own))
        return record.get();
    }
    return nullptr;
  }

  std::string told(const journal::Record* call) const {
    const std::string name = name_of_place(sent_.where);
    const std::string end = service_ + " ended, and the bus did not bring it again";
    if (call == nullptr)
      return name + " was committed, then " + end + ": nothing more was made of it";
    return name + " was committed " + awaits::span_text(call->received - committed_) +
           " before its call " + in_words(*call, kMostCall) + "; then " + end;
  }

 private:
  static constexpr std::size_t kMostCall = 60;

  bool find_end(const std::deque<SutLife>& lives, base::TimePoint committed) {
    for (auto it = lives.begin(); it != lives.end(); ++it) {
      if (it->started > committed || !it->ended || *it->ended < committed) continue;
      const auto next = std::next(it);
      again_ = next == lives.end() ? std::nullopt : std::optional(next->started);
      return true;
    }
    return false;
  }

  const Trail& trail_;
  const Trail::Sent& sent_;
  const busview::BusFeed& feed_;
  std::string service_;
  base::TimePoint committed_;
  std::optional<base::TimePoint> again_;  ///< when the service was started again
};

}  // namespace

std::string lost_work(const Trail& trail, const busview::BusFeed& feed,
                      const std::function<GroupService(const std::string& group)>& service_of,
                      const awaits::Verdict& missing) {
  std::string left;
  for (const auto& sent : trail.published) {
    LostRecord record(trail, sent, feed);
    if (!record.find_loss(service_of) || record.lives_on()) continue;
    const auto* call = record.worked_after();
    if (call != nullptr) return record.told(call);
    if (left.empty() && asks_for(missing, sent.values)) left = record.told(nullptr);
  }
  return left;
}

}  // namespace ricochet::runner

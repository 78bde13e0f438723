#include "runner/explore/fault_player.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <utility>

#include "base/json/document.h"
#include "base/json/json.h"
#include "base/json/reader.h"
#include "bus/broker/broker.h"
#include "bus/broker/faults/apply.h"
#include "bus/broker/faults/reader.h"
#include "busview/bus_feed.h"
#include "runner/sight/bus_sight.h"

namespace ricochet::runner {

namespace {

using Kind = busview::BusEvent::Kind;
using bus::broker::Group;
using bus::broker::TopicPartition;

}  // namespace

FaultPlayer::FaultPlayer(World& world, ExplorePoint point)
    : world_(world), point_(std::move(point)), begin_(world.log().numbered()), seen_(begin_) {
  world_.log().add_observer(*this);
  on_changed_ = world_.feed_signal().add([this] { on_bus(); });
}

FaultPlayer::~FaultPlayer() {
  world_.feed_signal().remove(on_changed_);
  world_.log().remove_observer(*this);
}

const Group* FaultPlayer::group() const {
  return world_.broker() == nullptr ? nullptr : world_.broker()->groups().find(point_.group);
}

std::size_t FaultPlayer::publishing(const std::string& topic) {
  const std::size_t ordinal = ordinals_[topic]++;
  // Who reads it may be faster than the acknowledgement, so the broker itself says where it is.
  if (topic == point_.topic && ordinal == point_.ordinal) next_is_target_ = true;
  return ordinal;
}

bool FaultPlayer::published(std::size_t ordinal, const bus::Position& where,
                            const base::Location& step) {
  if (where.topic != point_.topic || ordinal != point_.ordinal) return false;
  next_is_target_ = false;
  target_ = where;
  step_ = step;
  on_bus();
  if (point_.fault != ExploreFault::kDuplicate || fired()) return false;
  fired_ = world_.log().numbered();
  fired_time_ = world_.loop().now();
  return true;
}

void FaultPlayer::on_bus() {
  for (auto it = world_.feed().after(seen_); it != world_.feed().events().end(); ++it) {
    seen_ = it->gseq;
    if (next_is_target_ && it->kind == Kind::kProduced && it->where.topic == point_.topic &&
        it->client.id == kOurClient) {
      next_is_target_ = false;
      target_ = bus::Position{it->where.topic, it->where.partition, it->from};
    }
    if (target_) take(*it);
  }
}

void FaultPlayer::take(const busview::BusEvent& event) {
  const TopicPartition place{target_->topic, target_->partition};
  if (event.kind == Kind::kCommitted && event.group == point_.group) return take_commits(event);
  if (event.kind != Kind::kFetched || event.where != place) return;
  if (event.from > target_->offset || target_->offset >= event.upto) return;
  const bool by_group = event.group == point_.group || (event.group.empty() && group() != nullptr &&
                                                        group()->reads(event.client, place));
  if (!by_group) return;
  if (fired() && event.gseq > *fired_) fetched_again_ = true;
  fetched_ = true;
  reach(ExploreMoment::kFetched);
}

void FaultPlayer::take_commits(const busview::BusEvent& event) {
  for (const auto& commit : event.commits) {
    if (commit.where.topic != target_->topic || commit.where.partition != target_->partition)
      continue;
    if (commit.offset > target_->offset) {
      reach(ExploreMoment::kCommitted);
      missed_ = true;
    } else if (!fired()) {
      committed_before_ = commit.offset;
    }
  }
}

void FaultPlayer::on_append(const journal::RecordPtr& record) {
  if (fetched_ && record->request() != nullptr && !record->refused) reach(ExploreMoment::kCalled);
}

/// Inside the call that makes it happen: whoever crashes here does not get its answer. The rest
/// must not change the broker from there.
void FaultPlayer::reach(ExploreMoment moment) {
  if (fired() || moment != point_.moment) return;
  fired_ = world_.log().numbered();
  fired_time_ = world_.loop().now();
  if (const Group* known = group()) generation_ = known->generation();
  SutRunner* const sut = world_.sut(point_.service);
  if (point_.fault == ExploreFault::kCrashBeforeCommit && sut != nullptr) {
    away_ = true;
    sut->kill_now();
  }
  world_.loop().post(alive_.guarded([this] { act(); }));
}

void FaultPlayer::act() {
  base::Status done;
  switch (point_.fault) {
    case ExploreFault::kRedeliver:
      done = point_.moment == ExploreMoment::kCommitted ? rewind() : expire(false);
      break;
    case ExploreFault::kRebalance: {
      base::Json fault;
      fault["rebalance"]["group"] = point_.group;
      done = put(fault);
      break;
    }
    case ExploreFault::kSlowPoll:
      done = expire(true);
      break;
    case ExploreFault::kCrashBeforeCommit:
      // Detached: recovered() waits for its end.
      boost::asio::co_spawn(world_.loop().context(), recover(), boost::asio::detached);
      break;
    case ExploreFault::kDuplicate:
      break;
  }
  if (!done) problem_ = done.error();
}

Task<void> FaultPlayer::recover() {
  SutRunner& sut = *world_.sut(point_.service);
  co_await sut.kill();
  // The group need not wait for the session of the dead to run out, and what it committed in its
  // last moment was not.
  const base::Status again = point_.moment == ExploreMoment::kCommitted ? rewind() : expire(false);
  base::Status up;
  if (!world_.trouble() && !given_up_) up = co_await sut.start();  // else nobody needs it now
  if (!again) problem_ = again.error();
  if (!up) problem_ = up.error();
  away_ = false;
  for (const auto& done : std::exchange(waiting_, {})) world_.loop().post([done] { done(true); });
}

void FaultPlayer::give_up() {
  given_up_ = true;
  if (SutRunner* const sut = world_.sut(point_.service); away_ && sut != nullptr) sut->give_up();
}

Task<void> FaultPlayer::recovered() {
  if (!away_) co_return;
  co_await async<bool>(
      [this](std::function<void(bool)> done) { waiting_.push_back(std::move(done)); });
}

/// Back to where the group had committed before the record, or to the record itself.
base::Status FaultPlayer::rewind() {
  const std::int64_t to =
      committed_before_ < 0 ? target_->offset : std::min(committed_before_, target_->offset);
  base::Json fault;
  fault["redeliver"] = {{"group", point_.group},
                        {"topic", target_->topic},
                        {"partition", target_->partition},
                        {"offset", to}};
  return put(fault);
}

std::string FaultPlayer::reader_of_target() const {
  const TopicPartition place{target_->topic, target_->partition};
  for (const auto& member : group()->members()) {
    const auto& has = member->partitions;
    if (std::find(has.begin(), has.end(), place) != has.end()) return member->who.id;
  }
  return {};
}

base::Status FaultPlayer::expire(bool only_the_reader) {
  base::Json fault;
  fault["expire"]["group"] = point_.group;
  const std::string member =
      only_the_reader && group() != nullptr ? reader_of_target() : std::string();
  if (!member.empty()) fault["expire"]["member"] = member;
  return put(fault);
}

/// In the words of the step "bus", so that there is one way to break the broker.
base::Status FaultPlayer::put(const base::Json& fault) {
  auto document = base::JsonDocument::parse("explore", base::compact_json(fault));
  if (!document) return document.error();
  base::DiagList found;
  auto rule = bus::broker::faults::read_fault(base::JsonReader(*document, found, "explore"));
  if (!rule) return found.all().front();
  const auto applied = bus::broker::faults::apply(*world_.broker(), *std::move(rule));
  return applied ? base::Status() : base::Status(applied.error());
}

bool FaultPlayer::over() const {
  if (!fired() || away_) return false;
  if (point_.fault == ExploreFault::kDuplicate) return true;
  const Group* const known = group();
  if (problem_ || known == nullptr) return true;
  const bool stands = known->state() == bus::broker::GroupState::kStable &&
                      !known->members().empty() && known->generation() > generation_;
  if (!stands) return false;
  const auto* stored = known->offsets().find({target_->topic, target_->partition});
  if (point_.commits) return stored != nullptr && stored->offset > target_->offset;
  return fetched_again_ || point_.fault == ExploreFault::kRebalance;
}

}  // namespace ricochet::runner

#include "runner/explore/baseline.h"

#include <algorithm>
#include <utility>

#include "bus/broker/broker.h"
#include "runner/explore/plan.h"
#include "runner/world/bus_story.h"
#include "runner/world/rest.h"
#include "runner/world/rest_watch.h"
#include "runner/world/scenario_context.h"

namespace ricochet::runner {

namespace {

/// Whether a stub or bin was called in that time.
bool was_called(World& world, std::uint64_t after, base::TimePoint from, base::TimePoint to) {
  std::set<std::string> bins(world.suite().bins.begin(), world.suite().bins.end());
  for (const auto& stub : world.suite().stubs) bins.insert(stub.name);
  const auto calls = world.log().timeline(&bins, after, SIZE_MAX);
  return std::any_of(calls.begin(), calls.end(), [&](const journal::RecordPtr& call) {
    return call->received >= from && call->received <= to && !call->refused;
  });
}

/// When the group committed what was published last before the record, in its partition: until then
/// calls were not for the record, though it may have been fetched with the one before.
base::Duration work_began(World& world, const bus::Position& where, const std::string& group,
                          const std::vector<bus::Position>& published, base::TimePoint began) {
  const bus::Position* before = nullptr;
  for (const auto& other : published) {
    if (other.topic != where.topic || other.partition != where.partition) continue;
    if (other.offset < where.offset && (before == nullptr || before->offset < other.offset))
      before = &other;
  }
  if (before == nullptr) return base::Duration(0);
  for (const auto& progress : progress_of(world, *before, began)) {
    if (progress.group == group) return progress.committed.value_or(base::Duration(0));
  }
  return base::Duration(0);
}

}  // namespace

BaselineWatch::BaselineWatch(World& world, std::size_t limit, base::Duration patience)
    : world_(world), limit_(limit), patience_(patience), begin_(world.log().numbered()) {}

bool BaselineWatch::published(std::size_t ordinal, const bus::Position& where,
                              const base::Location& step) {
  SeenRecord record;
  record.where = where;
  record.ordinal = ordinal;
  record.step = step;
  baseline_.records.push_back(std::move(record));
  published_at_.push_back(world_.loop().now());
  return false;
}

void BaselineWatch::expects(LastingExpectation expectation) {
  expectations_.add(std::move(expectation));
}

/// Who fetched it, who committed it, and whether something was called for it: also behind the
/// commit, by who commits first, as long as no other record is there that it could be for.
void BaselineWatch::look_at(std::size_t index, base::TimePoint began,
                            const std::vector<bus::Position>& published) {
  SeenRecord& record = baseline_.records[index];
  const base::TimePoint alone =
      index + 1 < published_at_.size() ? published_at_[index + 1] : world_.loop().now();
  for (const auto& progress : progress_of(world_, record.where, began)) {
    if (!progress.fetched) continue;
    SeenRecord::Reader reader;
    reader.group = progress.group;
    if (const SutRunner* sut = world_.sut_of_group(progress.group)) reader.service = sut->name();
    reader.committed = progress.committed.has_value();
    const auto committed = progress.committed ? began + *progress.committed : world_.loop().now();
    const auto from = std::max(*progress.fetched,
                               work_began(world_, record.where, reader.group, published, began));
    reader.called = was_called(world_, begin_, began + from, std::max(committed, alone));
    record.readers.push_back(std::move(reader));
  }
}

Task<void> BaselineWatch::end(ScenarioContext& context, ScenarioResult& result) {
  if (result.outcome != Outcome::kPassed) co_return;
  const auto& published = context.published();
  std::function<bool()> committed = [this, &published, &context] {
    const auto sight = sight_of(world_);
    return !RestWatch::can_tell(world_) || !sight ||
           sight->all_work_committed(published, context.started());
  };
  baseline_.rested =
      co_await come_to_rest(context.life(), rest_after_fault(world_, patience_), committed);
  for (const auto& [key, lasting] : expectations_.all()) {
    const auto seen = co_await context.look(lasting.bins, lasting.expectation);
    const bool counted = lasting.expectation.steps.empty();
    if (seen && seen->passed() &&
        (!counted || fits_count(lasting.expectation.count, seen->observed)))
      baseline_.lasting.insert(key);
  }
  auto& records = baseline_.records;
  std::vector<SeenRecord> kept;
  for (const std::size_t i : spread(records.size(), limit_)) {
    look_at(i, context.started(), published);
    kept.push_back(std::move(records[i]));
  }
  baseline_.not_looked_at = records.size() - kept.size();
  records = std::move(kept);
  for (const auto& record : records) {
    for (const auto& reader : record.readers) {
      const auto* group = world_.broker()->groups().find(reader.group);
      if (group != nullptr && !group->members().empty()) baseline_.standing.insert(reader.group);
    }
  }
}

}  // namespace ricochet::runner

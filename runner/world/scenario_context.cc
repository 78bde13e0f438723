#include "runner/world/scenario_context.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/text/printable.h"
#include "bus/broker/broker.h"
#include "runner/world/bus_story.h"
#include "runner/world/rest_watch.h"
#include "runner/world/scenario_watch.h"
#include "runner/world/trail/last_work.h"
#include "runner/world/trail/trail.h"

namespace ricochet::runner {

namespace {

/// What the end of the run decides does not fail the step, and it has more time.
void leave_to_the_end(awaits::Expectation& expectation, base::Duration more_time) {
  expectation.spacing.reset();
  expectation.past_quiet = true;
  if (expectation.strict())
    expectation.order = awaits::Order::kSubsequence;
  else if (expectation.order == awaits::Order::kPerKey)
    expectation.order = awaits::Order::kAny;
  if (!expectation.count.only_upper()) expectation.within += more_time;
}

}  // namespace

/// Counts calls that no stub knew when they come: the journal may not have them any more at the
/// end.
class ScenarioContext::UnmatchedCalls final : private journal::LogObserver {
 public:
  explicit UnmatchedCalls(ScenarioLife& life) : life_(life) {
    life_.world().log().add_observer(*this);
  }
  ~UnmatchedCalls() override { life_.world().log().remove_observer(*this); }
  UnmatchedCalls(const UnmatchedCalls&) = delete;
  UnmatchedCalls& operator=(const UnmatchedCalls&) = delete;

  bool is_one(const journal::Record& record) const {
    return !record.matched && record.request() != nullptr && life_.is_mine(record);
  }
  const std::vector<journal::RecordPtr>& first() const { return first_; }
  std::uint64_t count() const { return count_; }

 private:
  static constexpr std::size_t kMostKept = 20;

  void on_append(const journal::RecordPtr& record) override {
    if (!life_.world().suite().has_stub(record->bin) || !is_one(*record)) return;
    ++count_;
    if (first_.size() < kMostKept) first_.push_back(record);
  }
  void on_evict(const std::string&, journal::Seq) override {}
  void on_clear(const std::string&, journal::Seq) override {}

  ScenarioLife& life_;
  std::vector<journal::RecordPtr> first_;
  std::uint64_t count_ = 0;
};

ScenarioContext::ScenarioContext(ScenarioLife& life, ScenarioScope& scope, ScenarioStubs& stubs)
    : life_(life),
      world_(life.world()),
      scope_(scope),
      stubs_(stubs),
      started_(world_.loop().now()),
      start_(world_.log().numbered()),
      unmatched_(std::make_unique<UnmatchedCalls>(life)) {
  for (const auto& bin : world_.log().bins()) cursors_[bin.name] = bin.last;
}

ScenarioContext::~ScenarioContext() {
  resume_paused();
  bus::broker::Broker* const broker = world_.broker();
  if (broker == nullptr) return;
  for (const auto fault : faults_) broker->faults().remove(fault);
  // It ran alone: nobody else moved anything meanwhile.
  if (broke_bus_) broker->put_back();
}

void ScenarioContext::resume_paused() {
  for (const auto& name : paused_) world_.sut(name)->resume_if_paused();
}

journal::Seq ScenarioContext::cursor(const std::string& bin) const {
  const auto it = cursors_.find(bin);
  return it == cursors_.end() ? 0 : it->second;
}

StepOutcome ScenarioContext::trouble_outcome(std::optional<awaits::Verdict> wait) const {
  Trouble trouble = life_.trouble();
  if (trouble.kind == ErrorKind::kSutCrashed && !published_->empty()) tell_last_work(trouble);
  return StepOutcome::error_of(std::move(trouble), std::move(wait));
}

/// What it had been given is to blame, and what was published behind that is not.
void ScenarioContext::tell_last_work(Trouble& trouble) const {
  const Trail trail = trail_of(world_.log(), life_.scope(), start_, *published_);
  const auto may_be = [&](const std::string& group) {
    const SutRunner* sut = world_.sut_of_group(group);
    return sut == nullptr || trouble.service.empty() || sut->name() == trouble.service;
  };
  LastWork last = last_work(trail, world_.feed(), trouble.at, may_be);
  const bus::Position newest = published_->back();
  if (!last.had) {
    const auto sent =
        std::find_if(trail.published.begin(), trail.published.end(),
                     [&](const auto& each) { return bus::same_record(each.where, newest); });
    trouble.published =
        words_of_record(newest, sent == trail.published.end() ? nullptr : sent->record->event());
  }
  trouble.given = std::move(last.lines);
  const bus::Position& blamed = last.had ? *last.had : newest;
  for (std::size_t i = 0; i < published_->size() && i < publishers_.size(); ++i) {
    if (bus::same_record((*published_)[i], blamed)) trouble.published_at = publishers_[i];
  }
}

Task<void> ScenarioContext::ready() {
  ScenarioWatch* const watch = watch_;
  if (watch == nullptr) co_return;
  if (life_.trouble()) watch->give_up();
  const std::uint64_t task = life_.on_trouble([watch] { watch->give_up(); });
  co_await watch->ready();
  life_.forget(task);
}

base::Duration ScenarioContext::more_time() const {
  return watch_ != nullptr ? watch_->more_time() : base::Duration(0);
}

bool ScenarioContext::judged_at_end() const { return watch_ != nullptr && watch_->judges_at_end(); }

Task<StepOutcome> ScenarioContext::publish(bus::Record record, base::Location step) {
  if (life_.trouble()) co_return trouble_outcome();
  if (world_.bus() == nullptr) {
    co_return StepOutcome::error_of(
        base::Diag("scenario/no-bus", "the suite has no bus",
                   R"(add "bus": { "kafka": "embedded" } to ricochet.json)"));
  }
  if (auto marked = world_.scopes().put(life_.scope(), record); !marked)
    co_return StepOutcome::error_of(marked.error());
  const std::size_t ordinal = watch_ != nullptr ? watch_->publishing(record.topic) : 0;
  const auto sent = co_await send(record);
  if (!sent) co_return trouble_outcome();
  const auto& position = *sent;
  if (!position) co_return StepOutcome::error_of(position.error());
  publishers_.resize(published_->size(), step);
  if (watch_ != nullptr && watch_->published(ordinal, *position, step))
    co_await publish_again(record);
  co_return StepOutcome::passed();
}

base::Status ScenarioContext::mark(http::ClientRequest& request) {
  return world_.scopes().put(life_.scope(), request);
}

Task<std::optional<base::Result<bus::Position>>> ScenarioContext::send(const bus::Record& record) {
  using Sent = base::Result<bus::Position>;
  // The callable owns memory, so it has a name: GCC 12 frees such a temporary twice beside a
  // co_await.
  std::function<void(std::function<void(Sent)>)> start = [bus = world_.bus(), &record](auto done) {
    bus->publish(record, std::move(done));
  };
  auto sent = co_await life_.unless_trouble<Sent>(start);
  if (sent && *sent) published_->push_back(**sent);
  co_return sent;
}

/// Groups must commit it, too; the expectations do not see it. One that cannot be sent is none.
Task<void> ScenarioContext::publish_again(const bus::Record& record) {
  world_.hold_topic(record.topic);
  const auto sent = co_await send(record);
  world_.show_topic(record.topic,
                    sent && *sent ? std::optional<bus::Position>(**sent) : std::nullopt);
}

void ScenarioContext::add_sources(const std::vector<std::string>& bins,
                                  awaits::Expectation& expectation) const {
  expectation.of_scenario = true;
  expectation.own = [published = published_](const journal::Record& record) {
    const auto* event = record.event();
    return event != nullptr &&
           std::any_of(published->begin(), published->end(), [&](const bus::Position& where) {
             return where.topic == event->topic && where.partition == event->partition &&
                    where.offset == event->offset;
           });
  };
  for (const auto& bin : bins) {
    awaits::Source source;
    source.bin = bin;
    source.after = cursor(bin);
    source.scope = life_.scope();
    const auto accounted = accounted_.find(bin);
    if (expectation.count.only_upper() && accounted != accounted_.end())
      source.except.assign(accounted->second.begin(), accounted->second.end());
    expectation.sources.push_back(std::move(source));
  }
}

/// What is beyond a count accounts for nothing.
void ScenarioContext::account(const awaits::Verdict& verdict) {
  const auto& matched = verdict.matched;
  // The newest that is kept is that which decided: with one too many, the one that is.
  const bool surplus = verdict.count.max && verdict.observed > *verdict.count.max;
  for (std::size_t i = 0; i + (surplus ? 1 : 0) < matched.size(); ++i)
    accounted_[matched[i]->bin].insert(matched[i]->seq);
  for (const auto& [bin, seqs] : verdict.unkept) accounted_[bin].insert(seqs.begin(), seqs.end());
}

Task<StepOutcome> ScenarioContext::expect(std::vector<std::string> bins,
                                          awaits::Expectation expectation, base::Location step,
                                          std::function<void(const awaits::Verdict&)> on_passed) {
  if (life_.trouble()) co_return trouble_outcome();
  const bool at_end = judged_at_end();
  add_sources(bins, expectation);
  if (watch_ != nullptr) {
    LastingExpectation lasting{std::move(step), bins, expectation};
    watch_->expects(std::move(lasting));
  }
  if (at_end) leave_to_the_end(expectation, more_time());
  std::optional<RestWatch> rest;
  if ((expectation.count.max || expectation.strict()) && RestWatch::can_tell(world_)) {
    rest.emplace(world_, *published_, started_, [this] { return lists_ == 1 && !unseen_work_; });
  }
  const bool absence = expectation.asserts_absence();
  std::function<void(awaits::AwaitId)> started = [&rest](awaits::AwaitId id) {
    if (rest) rest->watch(id);
  };
  const awaits::Expectation asked = expectation;
  auto ended = co_await life_.wait(std::move(expectation), started);
  if (!ended) co_return StepOutcome::error_of(ended.error());
  if (ended->kind == awaits::VerdictKind::kCancelled && life_.trouble()) {
    StepOutcome outcome = trouble_outcome(*ended);
    co_return outcome;
  }
  if (ended->passed() && absence) {
    if (auto unknown = absence_unknown(ended->expected)) co_return *std::move(unknown);
    note_unfinished(asked, bins, *ended);
  }
  const bool surplus = at_end && ended->reason == awaits::Reason::kTooMany;
  if (ended->passed() || surplus) {
    account(*ended);
    if (on_passed) on_passed(*ended);
  }
  if (ended->reason == awaits::Reason::kTooMany && !at_end)
    co_await count_on(std::move(bins), asked, *ended);
  co_return surplus ? StepOutcome::passed() : StepOutcome::of(*ended);
}

/// The first one too many decides, and may be the first of many.
Task<void> ScenarioContext::count_on(std::vector<std::string> bins, awaits::Expectation asked,
                                     awaits::Verdict& verdict) {
  const bool undisturbed = co_await life_.sleep(asked.settle);
  if (!undisturbed) co_return;
  const std::string brief = asked.describe_in_brief();
  const auto now = co_await look(std::move(bins), std::move(asked));
  if (!now || now->observed <= verdict.observed) co_return;
  verdict.observed = now->observed;
  verdict.matched = now->matched;
  verdict.message = awaits::verdict_message(verdict, brief, "");
}

Task<base::Result<awaits::Verdict>> ScenarioContext::look(std::vector<std::string> bins,
                                                          awaits::Expectation expectation,
                                                          bool exact) {
  if (expectation.sources.empty()) add_sources(bins, expectation);
  expectation.spacing.reset();
  expectation.now = true;
  expectation.within = expectation.settle = base::Duration(0);
  if (expectation.steps.empty() && !exact)
    expectation.count = awaits::Count::at_most(std::numeric_limits<std::uint64_t>::max());
  auto ended = co_await life_.wait(std::move(expectation));
  co_return ended;
}

Task<ScenarioContext::Committed> ScenarioContext::committed(const std::string& group) {
  using Positions = base::Result<std::vector<bus::Position>>;
  // Our own broker is asked without a way through the network.
  if (world_.broker() != nullptr) co_return Positions(committed_offsets(world_, group));
  bus::Bus* bus = world_.bus();
  auto start = [bus, &group](auto done) { bus->committed(group, std::move(done)); };
  Committed positions = co_await life_.unless_trouble<Positions>(start);
  co_return positions;
}

BusStory ScenarioContext::bus_story() const {
  return runner::bus_story(world_, *published_, started_);
}

Task<StepOutcome> ScenarioContext::act_on_sut(std::string name, SutAction action) {
  if (life_.trouble()) co_return trouble_outcome();
  sets_off_unseen_work();  // of what it does when it starts, or goes on, no record tells
  SutRunner* sut = world_.sut(name);
  if (action == SutAction::kPause) paused_.insert(name);
  const std::uint64_t task = life_.on_trouble([sut] { sut->give_up(); });
  base::Status status = co_await sut->act(action);
  life_.forget(task);
  if (life_.trouble()) co_return trouble_outcome();
  if (!status) co_return StepOutcome::error_of(status.error());
  co_return StepOutcome::passed();
}

Task<StepOutcome> ScenarioContext::pause(base::Duration time) {
  const bool undisturbed = co_await life_.sleep(time);
  if (!undisturbed) co_return trouble_outcome();
  co_return StepOutcome::passed();
}

void ScenarioContext::act_on_call(const std::string& service, SutAction action, TriggerCall call) {
  if (action == SutAction::kPause) paused_.insert(service);
  triggers_.push_back(
      std::make_unique<SutTrigger>(world_.log(), *world_.sut(service), action, std::move(call)));
}

std::vector<journal::RecordPtr> ScenarioContext::unmatched_calls() const {
  std::vector<journal::RecordPtr> calls = unmatched_->first();
  const std::uint64_t known = calls.empty() ? 0 : calls.back()->gseq;
  for (const auto& stub : world_.suite().stubs) {
    world_.log().for_each(stub.name, cursor(stub.name), [&](const journal::RecordPtr& record) {
      if (record->gseq > known && unmatched_->is_one(*record)) calls.push_back(record);
      return true;
    });
  }
  std::sort(calls.begin(), calls.end(),
            [](const auto& a, const auto& b) { return a->gseq < b->gseq; });
  return calls;
}

std::uint64_t ScenarioContext::unmatched_count() const { return unmatched_->count(); }

std::vector<journal::RecordPtr> ScenarioContext::troubled_calls() const {
  std::vector<journal::RecordPtr> calls;
  const auto look_at = [&](const std::string& bin) {
    const auto from = cursor(bin);
    world_.log().for_each(bin, from, [&](const journal::RecordPtr& record) {
      const bool unanswerable = record->matched && !record->why_not.empty();
      if (!life_.is_mine(*record)) return true;
      if (record->refused || record->truncated() || unanswerable) calls.push_back(record);
      return true;
    });
    for (const auto& each : world_.log().refused_elsewhere(bin)) {
      const bool known = std::find(calls.begin(), calls.end(), each.record) != calls.end();
      if (each.seq > from && !known && life_.is_mine(*each.record)) calls.push_back(each.record);
    }
  };
  for (const auto& stub : world_.suite().stubs) look_at(stub.name);
  for (const auto& bin : world_.suite().bins) look_at(bin);
  return calls;
}

}  // namespace ricochet::runner

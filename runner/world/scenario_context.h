#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "awaits/expectation.h"
#include "awaits/verdict.h"
#include "base/result.h"
#include "bus/bus.h"
#include "runner/model/scenario.h"
#include "runner/result/bus_story.h"
#include "runner/result/outcome.h"
#include "runner/sut/sut_runner.h"
#include "runner/task/async.h"
#include "runner/world/scenario_life.h"
#include "runner/world/scenario_scope.h"
#include "runner/world/scenario_stubs.h"
#include "runner/world/sut_trigger.h"
#include "runner/world/trail/cpu_wait.h"
#include "runner/world/world.h"

namespace ricochet::runner {

class ScenarioWatch;

/// What the steps of one running scenario share: the world, its values and stub sessions, and where
/// this scenario began in the world.
class ScenarioContext {
 public:
  ScenarioContext(ScenarioLife& life, ScenarioScope& scope, ScenarioStubs& stubs);
  /// Faults of the bus that the scenario set go; when it broke the bus, brokers come up, leaders
  /// and coordinators go back. Services that it paused go on.
  ~ScenarioContext();
  ScenarioContext(const ScenarioContext&) = delete;
  ScenarioContext& operator=(const ScenarioContext&) = delete;

  World& world() const { return world_; }
  ScenarioLife& life() { return life_; }
  const Scenario& scenario() const { return life_.scenario(); }
  ScenarioScope& scope() { return scope_; }
  ScenarioStubs& stubs() { return stubs_; }
  base::TimePoint started() const { return started_; }
  /// Who looks at this run, or disturbs it; must outlive it. nullptr: nobody.
  void set_watch(ScenarioWatch* watch) { watch_ = watch; }
  ScenarioWatch* watch() { return watch_; }
  /// Before a step: it may have to wait for what disturbs the run. See ScenarioWatch for these.
  Task<void> ready();
  base::Duration more_time() const;
  bool judged_at_end() const;
  /// Where this scenario's records of a stub, bin or topic begin.
  journal::Seq cursor(const std::string& bin) const;
  /// The number of the one timeline behind which it began.
  std::uint64_t start() const { return start_; }
  /// Where the records stand that this scenario has published.
  const std::vector<bus::Position>& published() const { return *published_; }
  /// Since it began.
  const CpuWait& cpu_wait() const { return cpu_wait_; }

  /// Until the broker has it. `step`: the place of who asks for it.
  Task<StepOutcome> publish(bus::Record record, base::Location step);
  /// Waits for records of these bins that came since the scenario's start, and says how it ended. A
  /// wait that trouble ends yields that. `never` and `at_most` mean records beyond those that
  /// earlier expectations have accounted for: "exactly 2 calls", then "never" reads as "and no
  /// more". When too many came, the verdict counts what comes within `settle` behind the first one
  /// too many. `on_passed` sees what it was met by. Absence proves nothing while a group that the
  /// suite names has not fetched what was published: that is an error then.
  Task<StepOutcome> expect(std::vector<std::string> bins, awaits::Expectation expectation,
                           base::Location step,
                           std::function<void(const awaits::Verdict&)> on_passed = {});
  /// For who saw that something did not come, `expected` in words: the error that this proves
  /// nothing, while a group that the suite names has not fetched what was published. Where that
  /// cannot be seen, a remark says so. nullopt: it stands, or is judged at the end of the run.
  std::optional<StepOutcome> absence_unknown(const std::string& expected);
  /// What has come by now of what such an expectation is about, however many its count allows: its
  /// `observed` and `matched` say it. One with steps or `exact` is judged as it is. One that has
  /// its sources looks there: what was accounted for when it was made is left out, and no more.
  Task<base::Result<awaits::Verdict>> look(std::vector<std::string> bins,
                                           awaits::Expectation expectation, bool exact = false);
  /// nullopt: there is trouble.
  using Committed = std::optional<base::Result<std::vector<bus::Position>>>;
  Task<Committed> committed(const std::string& group);
  /// What became of what this scenario has published, as far as the bus shows it.
  BusStory bus_story() const;
  Task<StepOutcome> act_on_sut(std::string name, SutAction action);
  Task<StepOutcome> pause(base::Duration time);
  /// Services that it has paused, and nobody has resumed, go on.
  void resume_paused();
  /// A step has done something to the bus, which is taken back at the scenario's end.
  void broke_bus() { broke_bus_ = true; }
  /// A fault of the bus that ends with the scenario, by its number.
  void clear_at_end(std::uint64_t fault) { faults_.push_back(fault); }
  /// Of those that nothing was done by so far, or less than their `times`: a line each, for people.
  std::vector<std::string> idle_faults() const;
  /// A step has set off, or is about to, what no record on the bus tells of: from now on, rest of
  /// the bus is not the end of all work.
  void sets_off_unseen_work() { unseen_work_ = true; }
  /// So many lists of steps run side by side from now on, instead of the one that began them; each
  /// ends, and when all have, that one goes on.
  void lists_began(std::size_t lists) { lists_ += lists - 1; }
  void list_ended() { --lists_; }
  void lists_joined() { ++lists_; }
  /// Behind the last step: expectations of absence whose window ended while a service was known to
  /// be at work, and which would not hold any more, become remarks.
  Task<void> look_at_unfinished();
  /// Lines of the service that an expectation was met by; see expect().
  const std::set<std::uint64_t>& accounted_lines(const std::string& service) {
    return accounted_lines_[service];
  }
  void account_lines(const std::string& service, const std::vector<std::uint64_t>& numbers) {
    accounted_lines_[service].insert(numbers.begin(), numbers.end());
  }
  /// What its passed expectations rest on less than they seem to, for people.
  const std::vector<std::string>& remarks() const { return remarks_; }
  /// See ScenarioResult.
  std::size_t window_only() const { return window_only_; }
  /// From now on, in the moment of that call; see SutTrigger.
  void act_on_call(const std::string& service, SutAction action, TriggerCall call);
  /// What was to happen at a call, whether it came or not.
  const std::vector<std::unique_ptr<SutTrigger>>& triggers() const { return triggers_; }

  /// What must have the mark of the scenario before it is sent. Error: scenario/taken-mark.
  base::Status mark(http::ClientRequest& request);

  /// The trouble that the scenario is in, as the outcome of a step; of a service that crashed with
  /// what it had been given last, or else what was published last.
  StepOutcome trouble_outcome(std::optional<awaits::Verdict> wait = {}) const;
  /// Calls of this scenario that no stub knew, oldest first: those that the journal still has, and
  /// the first 20 in every case. unmatched_count() is how many came in all.
  std::vector<journal::RecordPtr> unmatched_calls() const;
  std::uint64_t unmatched_count() const;
  /// Calls of this scenario, to stubs and bins, that were not read or answered as they should: the
  /// server refused them, their body was cut, or the stub that knew them could not answer.
  std::vector<journal::RecordPtr> troubled_calls() const;

 private:
  class UnmatchedCalls;
  /// An expectation of absence that was met while a group had not committed this record.
  struct Unfinished {
    std::vector<std::string> bins;
    awaits::Expectation asked;
    std::string expected;
    std::uint64_t came = 0;
    bus::Position record;
    std::string group;
  };
  /// nullopt: there is trouble, and it may get there or not.
  Task<std::optional<base::Result<bus::Position>>> send(const bus::Record& record);
  Task<void> publish_again(const bus::Record& record);
  void add_sources(const std::vector<std::string>& bins, awaits::Expectation& expectation) const;
  void remark(std::string what);
  /// Whether an upper bound was met though an after-work group had not committed all of it.
  void note_unfinished(const awaits::Expectation& asked, const std::vector<std::string>& bins,
                       const awaits::Verdict& verdict);
  void account(const awaits::Verdict& verdict);
  Task<void> count_on(std::vector<std::string> bins, awaits::Expectation asked,
                      awaits::Verdict& verdict);
  void tell_last_work(Trouble& trouble) const;

  ScenarioLife& life_;
  World& world_;
  ScenarioScope& scope_;
  ScenarioStubs& stubs_;
  ScenarioWatch* watch_ = nullptr;
  base::TimePoint started_;
  std::uint64_t start_;
  std::map<std::string, journal::Seq> cursors_;
  CpuWait cpu_wait_;
  /// Shared with waits, which may outlive this.
  std::shared_ptr<std::vector<bus::Position>> published_ =
      std::make_shared<std::vector<bus::Position>>();
  std::vector<base::Location> publishers_;  ///< for each of the published: the step that did
  std::vector<std::uint64_t> faults_;
  bool broke_bus_ = false;
  std::set<std::string> paused_;
  bool unseen_work_ = false;
  std::size_t lists_ = 1;  ///< of steps, that run side by side
  std::vector<Unfinished> unfinished_;
  std::vector<std::string> remarks_;
  std::size_t window_only_ = 0;
  std::vector<std::unique_ptr<SutTrigger>> triggers_;
  std::unique_ptr<UnmatchedCalls> unmatched_;
  std::map<std::string, std::set<journal::Seq>>
      accounted_;  ///< per bin: what an expectation was met by
  std::map<std::string, std::set<std::uint64_t>>
      accounted_lines_;  ///< per service, OutputLine::number
};

}  // namespace ricochet::runner

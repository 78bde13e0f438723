#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "awaits/driver.h"
#include "base/json/json.h"
#include "base/loop.h"
#include "base/result.h"
#include "bus/bus.h"
#include "bus/embedded_broker.h"
#include "busview/bus_feed.h"
#include "busview/early_records.h"
#include "http/buffered.h"
#include "journal/capture_log.h"
#include "net/endpoint.h"
#include "runner/mask/secrets.h"
#include "runner/model/suite.h"
#include "runner/result/outcome.h"
#include "runner/sut/sut_runner.h"
#include "runner/task/waits.h"
#include "runner/world/activity.h"
#include "runner/world/hidden_records.h"
#include "runner/world/interruptible.h"
#include "runner/world/scopes.h"
#include "runner/world/services.h"
#include "runner/world/stray_work.h"
#include "runner/world/trail/ended_scenarios.h"
#include "stubserver/outgoing/call_gate.h"

namespace ricochet::http {
class Server;
}
namespace ricochet::stubserver {
class StateMachines;
class StubServer;
}  // namespace ricochet::stubserver
namespace ricochet::bus::broker {
class Broker;
class Server;
}  // namespace ricochet::bus::broker

namespace ricochet::runner {

struct WorldOptions {
  std::string bus_servers;  ///< of `--bus`; empty: what the suite says
  std::uint64_t seed = 0;   ///< of the run
  std::string bin_dir;      ///< folder of our own program, `${env.RICOCHET_BIN_DIR}`
  std::string watcher;      ///< a program with the hidden command of runner/sut/watcher.h: our own
  std::string logs;         ///< of `--logs`: the folder for what services print; empty: nowhere
  std::size_t worker = 0;   ///< which of several worlds of the suite it is
  base::Duration bus_within = std::chrono::seconds(5);  ///< for the broker to answer
  journal::BinLimits capture;                           ///< per stub, bin and topic
  stubserver::CallRules calls;                          ///< of all stubs together
  std::function<void(const std::string&)> talk;  ///< librdkafka's and our own remarks; may be empty
  /// What no report shows: the world adds what it knows of.
  std::shared_ptr<mask::Secrets> secrets = std::make_shared<mask::Secrets>();
};

/// Everything outside a scenario that a suite sets up once: stub servers, bins, the bus, the
/// services, and the one log of what happened. Everything on the loop's thread. start(), use, then
/// stop() must have ended before it is destroyed.
class World {
 public:
  World(base::Loop& loop, std::shared_ptr<const Suite> suite, WorldOptions options);
  ~World();

  /// Opens ports, loads stub files, opens the bus, starts the services and waits until they are
  /// ready. The kind of the Diag says whether the input or the environment is to blame.
  Task<base::Status> start();
  /// Services that a scenario left dead or stopped come up again.
  Task<base::Status> revive();
  /// Before a run in a world that stayed up: what happened in between is nobody's.
  Task<base::Status> begin_again();
  /// All services end, and come up again.
  Task<base::Status> restart_services();
  /// Stops the services (signal, grace, kill), deletes the topics that the suite wants deleted.
  Task<void> wind_down();
  /// The same, and ends the bus and the servers. Safe after a failed start().
  Task<void> stop();
  /// Before a scenario that no other runs beside: stubs without a scope are at their start,
  /// services that are to be fresh for each end (revive() starts them), and what services print
  /// from here on is its own. Of the first one it is everything.
  Task<void> begin_scenario();
  /// Somebody waits whom interrupt() must tell, until it has ended().
  void began(Interruptible& life) { lives_.push_back(&life); }
  void ended(Interruptible& life) { std::erase(lives_, &life); }
  /// What stands for a scenario of that name as the owner of its stub sessions: no other that runs
  /// has it.
  std::string claim_owner(const std::string& name);
  void release_owner(const std::string& owner) { owners_.erase(owner); }
  /// When something happened last.
  const Activity& activity() const { return activity_; }
  EndedScenarios& ended_scenarios() { return ended_scenarios_; }  ///< without a scope
  /// Whose a call or an event is.
  Scopes& scopes() { return scopes_; }
  /// What came for no scenario since start(); nullptr: the suite has no scope.
  StrayWork* stray_work() { return stray_work_.get(); }
  /// What is worth knowing of services that ended and topics that stayed, since the last time.
  std::vector<std::string> take_remarks();
  /// Trouble for every scenario that runs, and for those that begin before clear_trouble().
  void interrupt(Trouble trouble);
  void give_up();  ///< the run is over: nobody waits for the bus or a service to get ready
  const Trouble& trouble() const { return trouble_; }
  void clear_trouble();
  void kill_services() { services_.kill_all(); }  ///< makes stop() short

  /// `{"bus": {"kafka": ...}, "stubs": {"photos": {"url": ..., "port": ...}}, "bins": ..., "env":
  /// ...}`: what templates know of the suite.
  base::Json facts() const;
  void add_facts(const base::Json& facts) { known_facts_.update(facts); }  ///< of the setup
  /// "bus 127.0.0.1:40001 (embedded), stub photos :40002, photo-service ready after 3.1 s".
  std::string summary() const;

  base::Loop& loop() { return loop_; }
  const Suite& suite() const { return *suite_; }
  std::size_t worker() const { return options_.worker; }  ///< which of several of the suite it is
  const std::string& watcher() const { return options_.watcher; }
  journal::CaptureLog& log() { return log_; }
  awaits::AwaitDriver& awaits() { return awaits_; }
  /// In which states the machines of scenarios are: a scenario's are the same in all stubs.
  stubserver::StateMachines& machines() { return *machines_; }
  bus::Bus* bus() { return bus_.get(); }  ///< nullptr: the suite has no bus
  /// The broker of ours; nullptr: the suite has no bus, or one that is not ours.
  bus::broker::Broker* broker();
  bus::broker::Server* bus_server();  ///< of the same
  mask::Secrets& secrets() { return *options_.secrets; }
  /// Learns the secrets of the calls and events that came since it was last asked.
  void learn_secrets();
  /// What it did, in one order with the records of the log.
  busview::BusFeed& feed() { return feed_; }
  bus::broker::Signal& feed_signal() { return feed_.changed; }  ///< inside the call that adds to it
  stubserver::StubServer* stub(const std::string& name);
  SutRunner* sut(const std::string& name) { return services_.find(name); }
  /// What all services printed since then, in order, each line with the name of its service.
  /// `scope`: of the scenario that asks; lines with the mark of another are left out. 0: all.
  std::string sut_output_since(base::TimePoint since, std::uint64_t scope = 0) const;
  /// The same line by line.
  std::vector<Services::Line> sut_lines_since(base::TimePoint since, std::uint64_t scope) const;
  /// That whose readiness is this group, or the only one there is; nullptr: it cannot be said.
  SutRunner* sut_of_group(const std::string& group) { return services_.of_group(group); }

  /// The records of the topic are not logged until show_topic(), which may leave one out for ever.
  void hold_topic(const std::string& topic) { hidden_.hold(topic); }
  void show_topic(const std::string& topic, const std::optional<bus::Position>& but);

  /// Calls to stubs and bins that are not answered to the end, and callbacks of stubs that have not
  /// ended.
  std::size_t open_exchanges() const;

 private:
  base::Status define_vars();
  void learn_secrets_of_suite();
  base::Status start_stubs();
  base::Status start_bins();
  Task<base::Status> start_bus();
  Task<base::Status> start_services();
  std::string bus_address() const;
  net::Endpoint as_told(net::Endpoint endpoint) const;  ///< with the host that services are told
  base::Diag at(const std::string& pointer, base::Diag diag) const;  ///< placed in the suite file
  void service_ended(SutRunner& sut, const std::string& how);
  void log_record(const bus::Record& record);

  base::Loop& loop_;
  std::shared_ptr<const Suite> suite_;
  WorldOptions options_;
  std::shared_ptr<http::Buffered> buffered_;  // of all stubs and bins together
  base::Json known_facts_;                    ///< before anything runs
  Scopes scopes_;
  journal::CaptureLog log_;
  std::unique_ptr<StrayWork> stray_work_;
  awaits::AwaitDriver awaits_;
  std::shared_ptr<stubserver::StateMachines> machines_;
  std::map<std::string, std::unique_ptr<stubserver::StubServer>> stubs_;
  struct Bins;
  std::unique_ptr<Bins> bins_;
  busview::BusFeed feed_;
  std::unique_ptr<bus::EmbeddedBroker> broker_;
  std::unique_ptr<busview::EarlyRecords> early_;  ///< of the broker of ours
  std::unique_ptr<bus::Bus> bus_;
  Activity activity_;
  EndedScenarios ended_scenarios_;
  HiddenRecords hidden_;
  Services services_;
  std::vector<std::string> remarks_;
  bool first_scenario_ = true;
  base::TimePoint scenario_began_ = base::TimePoint::min();
  std::uint64_t learnt_through_ = 0;  ///< gseq
  Trouble trouble_;
  std::vector<Interruptible*> lives_;
  std::set<std::string> owners_;
  Waits waits_;  ///< of start()
};

}  // namespace ricochet::runner

#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/json/json.h"
#include "base/loop.h"
#include "base/result.h"
#include "runner/mask/secrets.h"
#include "runner/model/suite.h"
#include "runner/sut/free_port.h"
#include "runner/sut/sut_runner.h"
#include "runner/task/async.h"

namespace ricochet::runner {

struct ServicesOptions {
  std::string watcher;     ///< as of SutCommand
  std::string logs;        ///< the folder for what they print; empty: nowhere
  std::uint64_t seed = 0;  ///< of the run
};

/// The services of a suite: their ports, their starts and ends, what they print. On the loop's
/// thread; loop and suite must outlive it.
class Services {
 public:
  Services(base::Loop& loop, const Suite& suite, ServicesOptions options);

  /// Looks for the free ports that they ask for. Error: sut/no-free-port.
  base::Status reserve_ports();
  /// `{"shop": {"ports": {"http": 10080}}}`.
  base::Json port_facts() const;
  /// Fills their commands in; none is started. Errors: suite/template, sut/log-file.
  /// `secrets` learns what stands in their environment.
  base::Status prepare(const base::Json& facts, const SutRunner::Crashed& crashed,
                       const GroupsOfBus& groups, mask::Secrets& secrets);
  /// Starts those that do not run, side by side; when one does not get ready, the others are not
  /// waited for.
  Task<base::Status> revive();
  bool reviving() const { return reviving_; }
  /// Stops all of them, or those alone that are to be fresh for each scenario.
  Task<void> stop(bool only_per_scenario = false);
  void kill_all();
  void give_up();  ///< kills those that are not ready yet

  SutRunner* find(const std::string& name) const;
  /// The service whose readiness is this consumer group, or the only one there is; nullptr: it
  /// cannot be said.
  SutRunner* of_group(const std::string& group) const;
  /// Whether more than one of them is ready by this group.
  bool share_group(const std::string& group) const;
  /// The one that has a connection from that port of this machine; nullptr: none that is seen.
  SutRunner* at_port(std::uint16_t local_port) const;
  /// "shop ready after 3 ms", for each that is up.
  std::vector<std::string> ready_lines() const;
  struct Line {
    base::TimePoint at;
    std::string service;
    std::string text;
  };
  /// What all of them printed since then, in order.
  std::vector<Line> lines_since(base::TimePoint since) const;
  /// See SutRunner::take_remarks().
  std::vector<std::string> take_remarks();

 private:
  base::Status open_log(SutRunner& sut) const;
  Task<base::Status> start(SutRunner& sut) const;

  base::Loop& loop_;
  const Suite& suite_;
  ServicesOptions options_;
  std::map<std::string, FreePort> ports_;  ///< by service, a slash, and port
  std::vector<std::unique_ptr<SutRunner>> all_;
  bool reviving_ = false;
};

}  // namespace ricochet::runner

#pragma once
#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "base/loop.h"
#include "base/result.h"
#include "bus/bus.h"
#include "runner/sut/process.h"
#include "runner/sut/program.h"

namespace ricochet::runner {

/// One way in which a service shows that it can be tested. On the loop's thread; destroying it ends
/// it.
class Probe {
 public:
  virtual ~Probe() = default;
  /// "a log line with "listening"", "a TCP connection to 127.0.0.1:8080"; for messages.
  virtual std::string what() const = 0;
  /// Why it is not ready yet: "connection refused"; empty when there is nothing to tell.
  virtual std::string last_try() const { return {}; }
  /// Begins; `ready` runs once, maybe at once, and must not destroy the probe.
  virtual void start(std::function<void()> ready) = 0;
};

/// A line of its output that contains the text; lines that it printed before count too.
std::unique_ptr<Probe> probe_log(SutProcess& process, std::string text);
/// A line of its output in which the regular expression is found. Error: match/bad-pattern.
base::Result<std::unique_ptr<Probe>> probe_log_regex(SutProcess& process,
                                                     const std::string& pattern);
/// Something accepts connections at "host:port" ("[::1]:8080" for IPv6). Error: sut/bad-ready.
base::Result<std::unique_ptr<Probe>> probe_tcp(base::Loop& loop, const std::string& host_and_port);
/// GET answers with this status, or with any below 500 when none is given.
std::unique_ptr<Probe> probe_http(base::Loop& loop, std::string url,
                                  std::optional<int> status = {});

/// The command ends with 0; asked again until it does.
std::unique_ptr<Probe> probe_command(base::Loop& loop, SutCommand command);

/// Describes a consumer group: bus::Bus::describe_group().
using AskGroup = std::function<void(const std::string& group,
                                    std::function<void(base::Result<bus::GroupView>)>)>;
/// What is asked of the bus about groups.
struct GroupsOfBus {
  AskGroup ask;
  /// Members whose process has ended are none any more; empty: this bus cannot see their ends.
  std::function<void(const std::string& group)> drop_ended;
  /// The service of the suite whose process is that member; "": it cannot be said. Empty where
  /// nobody needs it, as nobody else is in the group, or where it cannot be seen.
  std::function<std::string(const std::string& group, const std::string& member)> owner_of;
};
/// Members of this consumer group have partitions, that were not among those `before`: a process
/// that was killed may be a member for many seconds, unless its end can be seen. Members that
/// belong to another service than `service` do not count.
std::unique_ptr<Probe> probe_group(base::Loop& loop, std::string service, std::string group,
                                   GroupsOfBus groups, std::set<std::string> before = {});

/// A probe that must ask, and does so again as long as the answer does not fit: 20 ms later, which
/// doubles up to 250 ms.
class AskingProbe : public Probe {
 public:
  std::string last_try() const final { return last_try_; }
  void start(std::function<void()> ready) final {
    ready_ = std::move(ready);
    attempt();
  }

 protected:
  explicit AskingProbe(base::Loop& loop) : timer_(loop) {}
  /// Asks once, and ends in one of the two below, at once or later.
  virtual void attempt() = 0;
  void fits() { std::exchange(ready_, nullptr)(); }
  void again(std::string why) {
    last_try_ = std::move(why);
    timer_.after(delay_, [this] { attempt(); });
    delay_ = std::min<base::Duration>(delay_ * 2, std::chrono::milliseconds(250));
  }

 private:
  base::Timer timer_;
  base::Duration delay_ = std::chrono::milliseconds(20);
  std::string last_try_;
  std::function<void()> ready_;
};

}  // namespace ricochet::runner

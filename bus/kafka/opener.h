#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/loop.h"
#include "base/result.h"
#include "bus/bus.h"
#include "bus/kafka/admin.h"
#include "bus/kafka/blocking_calls.h"
#include "bus/kafka/client.h"
#include "bus/kafka/read_from.h"

namespace ricochet::bus::kafka {

/// One open(): finds the cluster, creates what is missing, resolves the topics for both clients,
/// notes the end offsets, starts reading there. On the loop's thread; what blocks is on a worker.
/// `done` runs once, at the latest at the limit.
class Opener {
 public:
  using Done = std::function<void(base::Result<std::vector<Position>>)>;

  Opener(base::Loop& loop, std::string bootstrap, std::shared_ptr<Native> producer,
         std::shared_ptr<Native> consumer, Admin& admin, ReadFrom read_from, bool only_read);

  void start(std::vector<TopicSpec> topics, base::Duration limit, Done done);
  /// A client lost a connection: remembered for the error text.
  void note_failure(const std::string& text) { last_failure_ = text; }
  /// No broker can be connected to. It may be a second address of the same name, or a broker about
  /// to start, so there is some grace.
  void all_brokers_down();
  /// Ends it with this error, unless it has ended.
  void fail(base::Diag diag);
  /// Topics that were not there and are now.
  const std::vector<std::string>& made() const { return made_; }
  /// What may take a moment to end.
  std::shared_ptr<BlockingCalls> worker() const { return worker_; }

 private:
  void on_missing(const base::Result<std::optional<std::vector<TopicSpec>>>& found);
  void resolve(const Admin::Refusals& refused);
  void finish(base::Result<std::vector<Position>> result);
  base::Diag no_broker() const;

  base::Loop& loop_;
  std::string bootstrap_;
  std::shared_ptr<Native> producer_;
  std::shared_ptr<Native> consumer_;
  Admin& admin_;
  const ReadFrom read_from_;
  const bool only_read_;
  std::shared_ptr<BlockingCalls> worker_;
  std::vector<TopicSpec> topics_;
  std::vector<std::string> made_;
  base::TimePoint started_;
  base::TimePoint deadline_;
  base::Timer limit_;
  base::Timer grace_;
  bool reached_ = false;
  std::string last_failure_;
  Done done_;
};

}  // namespace ricochet::bus::kafka

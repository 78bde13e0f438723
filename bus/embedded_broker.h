#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/loop.h"
#include "base/result.h"
#include "bus/bus.h"

namespace ricochet::bus {

/// A broker of our own for one run, on a loopback port that the system chose; the address is handed
/// to the SUT. Destroying it stops it.
class EmbeddedBroker {
 public:
  virtual ~EmbeddedBroker() = default;
  virtual std::string bootstrap_servers() const = 0;
  /// Does nothing when the topic exists. Error: bus/topic.
  virtual base::Status create_topic(const TopicSpec& topic) = 0;
};

/// Takes one line of what the broker or the client has to tell (stderr talk), on the loop's thread.
using LogSink = std::function<void(const std::string& line)>;

/// Starts the broker with these topics. Errors: bus/embedded (it could not start), bus/topic.
base::Result<std::unique_ptr<EmbeddedBroker>> start_embedded_broker(
    base::Loop& loop, const std::vector<TopicSpec>& topics = {}, LogSink log = {});

}  // namespace ricochet::bus

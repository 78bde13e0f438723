#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bus/broker/sink.h"
#include "bus/protocol/schema.h"

namespace ricochet::bus::broker::faults {

/// What of a request a fault can be matched by.
struct Asked {
  struct Place {
    std::string topic;
    std::vector<std::int32_t> partitions;  ///< none: the topic as a whole
  };
  std::int16_t api = -1;
  std::int32_t node = 1;  ///< that was asked
  Client client = {};
  std::vector<std::string> groups = {};
  std::vector<std::string> transactions = {};  ///< transactional ids
  std::vector<Place> places = {};
};

/// The name of a topic that is asked for by its id; "": there is none.
using TopicName = std::function<std::string(const protocol::Uuid&)>;

/// Groups, transactional ids, topics and partitions that a request names, found by walking the
/// table of messages: a new API needs nothing here. `value` is a decoded request of that message.
void read_places(const protocol::Message& message, const void* value, int version,
                 const TopicName& topic_name, Asked& asked);

/// What the requests of an API can name at all; a fault that asks for more never fits one.
struct Nameable {
  bool topic = false, partition = false, group = false, transaction = false;
};
Nameable what_requests_name(const protocol::Message& message);

}  // namespace ricochet::bus::broker::faults

#pragma once
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "bus/broker/sink.h"

namespace ricochet::bus::broker {

// What consumers put into the bytes of their group ("consumer" protocol type). Bytes that are not
// of this form, as those of Connect, give nothing.

std::set<std::string> subscribed_topics(std::string_view metadata);
std::vector<TopicPartition> assigned_partitions(std::string_view assignment);

}  // namespace ricochet::bus::broker

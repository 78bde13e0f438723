#pragma once
#include "bus/bus.h"
#include "bus/kafka/handles.h"

namespace ricochet::bus::kafka {

/// A copy of what was read.
Record to_record(const rd_kafka_message_t& message);
HeadersPtr to_headers(const std::vector<Header>& headers);

}  // namespace ricochet::bus::kafka

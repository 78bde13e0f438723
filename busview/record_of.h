#pragma once
#include <cstdint>
#include <string>

#include "bus/bus.h"
#include "bus/protocol/records.h"

namespace ricochet::busview {

/// A record of our broker by itself, outside of its batch.
bus::Record record_of(const bus::protocol::RecordView& view, const std::string& topic,
                      std::int32_t partition);

}  // namespace ricochet::busview

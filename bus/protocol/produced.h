#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bus/protocol/batch.h"

namespace ricochet::bus::protocol {

/// What the records in the batch of a producer are.
struct RecordsCheck {
  enum class Fault : std::uint8_t {
    kNone,
    kInvalid,  ///< they do not fit their lengths, or are not as many as the head says
    kBroken,   ///< not in the compression that the head names
    kTooMuch,  ///< more than may be taken apart: nothing is known of them
  };
  Fault fault = Fault::kNone;
  std::string why = {};
  std::int64_t max_timestamp = -1;  ///< the latest of them; -1: they have none
  std::vector<std::int32_t> without_key = {};
  std::size_t bytes = 0;  ///< of the records, as they are when taken apart
};

/// Walks over all records, as Kafka's LogValidator does; in time linear in their bytes, and without
/// a copy where they are not compressed. `batch` has passed check_produced(), `head` is its head;
/// compressed records may become `limit` bytes. `keys`: records without a key are listed.
RecordsCheck check_records(std::string_view batch, const BatchHead& head, std::size_t limit,
                           bool keys);

}  // namespace ricochet::bus::protocol

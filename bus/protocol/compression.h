#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "bus/protocol/batch.h"

namespace ricochet::bus::protocol {

/// The records of a batch as they were before compression. Snappy comes raw or in the blocks of
/// Java's library; LZ4 and Zstandard in their frames. Errors: bus/compression (broken; of the
/// environment: more than `limit` bytes when taken apart).
base::Result<std::string> decompress(Compression how, std::string_view bytes, std::size_t limit);

}  // namespace ricochet::bus::protocol

#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "bus/protocol/schema.h"

namespace ricochet::bus::protocol {

/// Reads the message at the start of `bytes` into `value`, a fresh struct of it; returns how many
/// bytes it took. Everything is bounded by what is there: an array has no more elements than could
/// fit into the bytes left, a text is not longer than them and 32,767 bytes, all elements together
/// take at most 16 times the size of the message and 64 KiB, and are at most `most_elements`.
/// Error: bus/malformed, with the field.
base::Result<std::size_t> read_message(const Message& message, void* value, std::string_view bytes,
                                       int version, std::size_t most_elements = SIZE_MAX);
/// Behind what `out` holds already. Fields that the version lacks are left out; a null where it
/// may not be becomes empty; a text beyond the two bytes of its length is cut.
void write_message(const Message& message, const void* value, int version, std::string& out);

/// Bytes left over are ignored, as Kafka does: librdkafka 2.16 sends three too many in Metadata
/// v12.
template <class T>
base::Result<T> decode(std::string_view bytes, int version, std::size_t most_elements = SIZE_MAX) {
  T value;
  if (const auto taken = read_message(T::message(), &value, bytes, version, most_elements); !taken)
    return taken.error();
  return value;
}
template <class T>
void encode(const T& value, int version, std::string& out) {
  write_message(T::message(), &value, version, out);
}

}  // namespace ricochet::bus::protocol

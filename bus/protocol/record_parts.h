#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "bus/protocol/wire.h"

/// How a record of a batch is laid out, for those who read it and for those who only look it over.
/// All say false where the bytes do not fit their lengths.
namespace ricochet::bus::protocol {

/// A length below 0 is null, as Kafka reads it.
inline bool read_text(WireReader& in, std::optional<std::string_view>& text) {
  std::int64_t size = 0;
  if (!in.varint(size)) return false;
  text.reset();
  return size < 0 || in.take(static_cast<std::size_t>(size), text.emplace());
}

/// `each(name, value)` for each header; a value may be null.
template <class Each>
bool read_headers(WireReader& in, Each each) {
  std::int64_t count = 0;
  // Each header takes at least two bytes.
  if (!in.varint(count) || count < 0 || static_cast<std::size_t>(count) > in.left() / 2)
    return false;
  for (std::int64_t i = 0; i < count; ++i) {
    std::optional<std::string_view> name;
    std::optional<std::string_view> value;
    if (!read_text(in, name) || !name || !read_text(in, value)) return false;
    each(*name, value);
  }
  return true;
}

/// What stands before the headers. Both deltas count from those of the batch.
struct RecordFields {
  std::int64_t time_delta = 0;
  std::int64_t offset_delta = 0;
  std::optional<std::string_view> key;
  std::optional<std::string_view> value;
};

/// Takes one record off `all`.
template <class EachHeader>
bool read_record(WireReader& all, RecordFields& record, EachHeader each_header) {
  std::int64_t size = 0;
  std::string_view bytes;
  if (!all.varint(size) || size < 0 || !all.take(static_cast<std::size_t>(size), bytes))
    return false;
  WireReader in(bytes);
  std::int8_t attributes = 0;
  return in.number(attributes) && in.varint(record.time_delta) && in.varint(record.offset_delta) &&
         read_text(in, record.key) && read_text(in, record.value) &&
         read_headers(in, each_header) && in.left() == 0;
}

}  // namespace ricochet::bus::protocol

#include "busview/record_of.h"

#include <optional>
#include <utility>

namespace ricochet::busview {

bus::Record record_of(const bus::protocol::RecordView& view, const std::string& topic,
                      std::int32_t partition) {
  bus::Record record;
  record.topic = topic;
  record.partition = partition;
  record.offset = view.offset;
  record.timestamp_ms = view.timestamp_ms;
  if (view.key) record.key.emplace(*view.key);
  if (view.value) record.value.emplace(*view.value);
  for (const auto& [name, value] : view.headers) {
    bus::Header header{std::string(name), std::nullopt};
    if (value) header.value.emplace(*value);
    record.headers.push_back(std::move(header));
  }
  return record;
}

}  // namespace ricochet::busview

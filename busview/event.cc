#include "busview/event.h"

namespace ricochet::busview {

match::Event event_of(const bus::Record& record) {
  match::Event event;
  event.topic = record.topic;
  event.partition = record.partition;
  event.offset = record.offset;
  event.timestamp_ms = record.timestamp_ms;
  event.key = record.key;
  event.null_value = !record.value.has_value();
  event.body = record.value.value_or("");
  for (const auto& header : record.headers) {
    if (!header.value) event.null_headers.push_back(event.headers.size());
    event.headers.push_back({header.name, header.value.value_or("")});
  }
  return event;
}

}  // namespace ricochet::busview

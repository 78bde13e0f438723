// What a server streams to `ricochet tail`: however it is cut, the events are the same.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "http/sse_parser.h"
#include "tests/fuzz/fuzz.h"

namespace {

std::vector<std::string> events_of(std::string_view text, std::size_t piece) {
  std::vector<std::string> events;
  ricochet::http::SseParser parser([&](const ricochet::http::SseEvent& event) {
    events.push_back(event.type + '\n' + event.id + '\n' + event.data);
  });
  while (!text.empty() && parser.feed(text.substr(0, piece)))
    text.remove_prefix(std::min(piece, text.size()));
  return events;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  ricochet::fuzz::require(events_of(text, std::max<std::size_t>(size, 1)) ==
                          events_of(text, 1 + size % 5));
  return 0;
}

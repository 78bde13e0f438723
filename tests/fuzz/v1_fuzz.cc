// Requests to RequestBin's API v1. The first line is a call that is captured, so that there is
// something to tell; each other one is a request to /api/v1 with the line as the rest of its path.
#include <cstdint>
#include <string>

#include "base/json/document.h"
#include "base/json/json.h"
#include "tests/fuzz/bin_world.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace ricochet;
using fuzz::require;

/// What RequestBin's clients rely on, whatever was captured.
void require_told(fuzz::BinWorld& world) {
  const auto& list = world.ask("GET", "/api/v1/bins/a/requests");
  const auto json = base::parse_json_body(list.answer->body);
  require(list.answer->status == 200 && json != nullptr && json->is_array());
  require(json->size() == world.log().bin("a")->held);
  for (const auto& record : *json) {
    for (const char* key : {"id", "method", "path", "headers", "query_string", "form_data", "body",
                            "raw", "content_type", "remote_addr", "time", "content_length"})
      require(record.contains(key));
    const auto& one =
        world.ask("GET", "/api/v1/bins/a/requests/" + record["id"].get<std::string>());
    require(one.answer->status == 200 && *base::parse_json_body(one.answer->body) == record);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  fuzz::BinWorld world;
  auto call = fuzz::read_request(fuzz::take(input, "\n---\n"));
  call.set_target("/a" + (call.target.starts_with('/') ? call.target : std::string()));
  world.ask(std::move(call));
  require_told(world);
  fuzz::run_requests(world, input);
  return 0;
}

// POST .../import of NDJSON and HAR. What is taken must be exported and taken again as it was.
#include <cstdint>
#include <string>

#include "base/json/json.h"
#include "journal/record_json.h"
#include "tests/fuzz/bin_world.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace ricochet;
using fuzz::require;

/// Everything that an export tells of the bin's records, but numbers and ids.
std::string told(const fuzz::BinWorld& world, const std::string& bin) {
  auto list = base::Json::array();
  for (const auto& record : world.log().read(bin)) {
    auto object = journal::record_to_v2(*record, world.log().started());
    for (const char* own : {"id", "bin", "seq", "gseq", "offset_us", "connection"})
      object.erase(own);
    list.push_back(std::move(object));
  }
  return list.dump(1, ' ', false, base::Json::error_handler_t::replace);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::BinWorld world;
  world.ask("POST", "/api/v2/bins", R"({"name": "b", "max_records": 1000})");
  world.ask("POST", "/api/v2/bins", R"({"name": "c", "max_records": 1000})");
  const auto& first = world.ask("POST", "/api/v2/bins/b/import",
                                std::string(reinterpret_cast<const char*>(data), size));
  fuzz::require_answer(first);
  world.require_sound();
  require((first.answer->status == 200) || world.log().bin("b")->last == 0);
  // What had to go for want of room cannot come back.
  const auto room = world.log().max_bytes() / 4;
  if (world.log().bytes_held() > room || world.log().evicted() > 0) return 0;
  for (const std::string format : {"ndjson", "har"}) {
    const auto& exported = world.ask("GET", "/api/v2/bins/b/export?format=" + format);
    const auto& again =
        world.ask("POST", "/api/v2/bins/c/import?format=" + format, exported.stream);
    require(again.answer->status == 200);
    require(told(world, "c") == told(world, "b"));
    world.ask("DELETE", "/api/v2/bins/c/requests");
  }
  for (const char* format : {"http", "curl"})
    require(world.ask("GET", std::string("/api/v2/bins/b/export?format=") + format).ended);
  return 0;
}

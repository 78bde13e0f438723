// Requests to a request bin, as they come one after the other: captures, the API v2, pages.
#include <cstdint>

#include "tests/fuzz/bin_world.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ricochet::fuzz::BinWorld world;
  ricochet::fuzz::run_requests(world, {reinterpret_cast<const char*>(data), size});
  return 0;
}

// Bodies of POST /api/v2/await, /bins/{bin}/await and verify. The first byte chooses the route.
#include <cstdint>
#include <string>

#include "base/asio_loop.h"
#include "requestbin/v2/await_request.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace ricochet;
using fuzz::require;

/// A log with a bin, a topic and a mark.
struct World {
  World() {
    journal::BinOptions topic;
    topic.kind = journal::BinKind::kTopic;
    require(log.create_bin("orders").has_value() && log.create_bin("events", topic).has_value());
  }
  base::AsioLoop loop;
  journal::CaptureLog log{loop};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static World world;
  if (size == 0) return 0;
  const std::string body(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto bin = world.log.bin((data[0] & 1) != 0 ? "orders" : "events");
  base::DiagList diags;
  requestbin::AwaitRequest request;
  const bool of_bin = (data[0] & 2) != 0, verify = (data[0] & 4) != 0;
  const auto read_so_far = requestbin::read_await_body(body, of_bin, verify);
  const bool read = requestbin::read_await_request(read_so_far, world.log, of_bin ? &*bin : nullptr,
                                                   verify, diags, request);
  require(read != diags.has_errors());
  for (const auto& diag : diags.all()) require(!diag.code.empty() && !diag.message.empty());
  if (read) require(!request.expectation.describe().empty());
  return 0;
}

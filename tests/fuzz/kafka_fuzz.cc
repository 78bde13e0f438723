// Messages of the Kafka protocol: the first byte says which, the second in what version, the rest
// are its bytes. What was read is written and read again to the same bytes; record batches are
// looked into.
#include <cstdint>
#include <string>
#include <string_view>

#include "bus/protocol/codec.h"
#include "bus/protocol/messages.h"
#include "bus/protocol/records.h"
#include "tests/fuzz/fuzz.h"

namespace {

namespace protocol = ricochet::bus::protocol;
using ricochet::fuzz::require;

void read(const protocol::Message& message, std::string_view bytes, int version) {
  const auto value = message.make();
  const auto taken = protocol::read_message(message, value.get(), bytes, version);
  if (!taken) return;
  require(*taken <= bytes.size());
  std::string once, twice;
  protocol::write_message(message, value.get(), version, once);
  const auto again = message.make();
  const auto taken_again = protocol::read_message(message, again.get(), once, version);
  require(taken_again && *taken_again == once.size());
  protocol::write_message(message, again.get(), version, twice);
  require(once == twice);
}

void read_batch(std::string_view bytes) {
  (void)protocol::check_produced(bytes);
  const auto head = protocol::read_head(bytes);
  if (!head || head->length < 0 || head->size() > bytes.size()) return;
  std::size_t records = 0;
  (void)protocol::for_each_record(bytes.substr(0, head->size()), 1 << 20,
                                  [&](const protocol::RecordView&) { return ++records < 10'000; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  const auto& apis = protocol::apis();
  // Beyond twice the number of APIs: a record batch.
  const std::size_t which = data[0] % (2 * apis.size() + 1);
  if (which == 2 * apis.size()) {
    read_batch(bytes);
    return 0;
  }
  const protocol::Api& api = apis[which / 2];
  const protocol::Message& message = which % 2 == 0 ? api.request : api.response;
  const int versions = message.valid.last - message.valid.first + 1;
  read(message, bytes, message.valid.first + data[1] % versions);
  return 0;
}

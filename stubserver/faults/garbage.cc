#include "stubserver/faults/broken_delivery.h"
#include "stubserver/faults/fault.h"

namespace ricochet::stubserver {

namespace {

constexpr std::int64_t kDefaultBytes = 256;

/// Random bytes instead of an answer, then FIN. The first one has its highest bit set, so that no
/// client can take them for a status line.
class Garbage final : public BrokenDelivery {
 public:
  Garbage(base::Random random, std::size_t bytes)
      : BrokenDelivery("garbage", false), random_(random), bytes_(bytes) {}

 private:
  void run() override {
    std::string bytes(bytes_, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random_.below(256));
    bytes[0] = static_cast<char>(static_cast<unsigned char>(bytes[0]) | 0x80);
    responder().send_raw(std::move(bytes));
    finish();
  }

  base::Random random_;
  std::size_t bytes_;
};

}  // namespace

Fault compile_garbage(const base::JsonReader& value) {
  std::int64_t bytes = kDefaultBytes;
  if (const auto given = value.find("bytes")) {
    const auto number = given->integer(1, kMaxFaultBytes);
    if (!number) return {};
    bytes = *number;
  }
  return [bytes](base::Random random) {
    return std::make_unique<Garbage>(random, static_cast<std::size_t>(bytes));
  };
}

}  // namespace ricochet::stubserver

#include <algorithm>
#include <cmath>
#include <optional>

#include "stubserver/faults/broken_delivery.h"
#include "stubserver/faults/fault.h"

namespace ricochet::stubserver {

namespace {

enum class Then { kClose, kReset, kStall };

/// How much of the body is sent.
struct Cut {
  std::optional<std::size_t> bytes;
  double fraction = 0.5;
  std::size_t of(std::size_t size) const {
    if (bytes) return std::min(*bytes, size);
    return static_cast<std::size_t>(std::floor(static_cast<double>(size) * fraction));
  }
};

/// A head with the true length, and less of the body than that.
class Truncate final : public BrokenDelivery {
 public:
  Truncate(Cut cut, Then then) : BrokenDelivery("truncate", true), cut_(cut), then_(then) {}

 private:
  void run() override {
    const std::size_t size = response().body.size();
    std::string body = start_with_length(size);
    body.resize(cut_.of(size));
    switch (then_) {
      case Then::kClose:
        responder().write(std::move(body));
        responder().end_stream();  // closes, as the length is not reached
        return finish();
      case Then::kReset:
        return responder().write(std::move(body), guarded([this](bool) {
                                   responder().abort(true);
                                   finish();
                                 }));
      case Then::kStall:
        return responder().write(std::move(body));
    }
  }

  Cut cut_;
  Then then_;
};

std::optional<Then> read_then(const base::JsonReader& value) {
  const auto given = value.find("then");
  if (!given) return Then::kClose;
  const auto word = given->word({"close", "reset", "stall"});
  if (!word) return std::nullopt;
  return *word == "close" ? Then::kClose : *word == "reset" ? Then::kReset : Then::kStall;
}

std::optional<Cut> read_cut(const base::JsonReader& value) {
  Cut cut;
  const auto bytes = value.find("bytes");
  const auto fraction = value.find("fraction");
  if (bytes && fraction) {
    fraction->error_at_key("two-conditions", "\"bytes\" and \"fraction\" both say where to cut",
                           "keep one of them");
    return std::nullopt;
  }
  if (bytes) {
    const auto number = bytes->integer(0, kMaxFaultBytes);
    if (!number) return std::nullopt;
    cut.bytes = static_cast<std::size_t>(*number);
  }
  if (fraction) {
    const auto number = fraction->number();
    if (!number) return std::nullopt;
    if (!(*number >= 0 && *number < 1)) {
      fraction->error("bad-number", "\"fraction\" is the part of the body that is sent",
                      "write 0 or more, and less than 1");
      return std::nullopt;
    }
    cut.fraction = *number;
  }
  return cut;
}

}  // namespace

Fault compile_truncate(const base::JsonReader& value) {
  const auto cut = read_cut(value);
  const auto then = read_then(value);
  if (!cut || !then) return {};
  return fault_of<Truncate>(*cut, *then);
}

}  // namespace ricochet::stubserver

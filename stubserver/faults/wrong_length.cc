#include <algorithm>

#include "stubserver/faults/broken_delivery.h"
#include "stubserver/faults/fault.h"

namespace ricochet::stubserver {

namespace {

/// A Content-Length that promises more than there is (the client waits for the rest and meets the
/// end), or less (what is too much arrives all the same). Then FIN.
class WrongLength final : public BrokenDelivery {
 public:
  explicit WrongLength(std::int64_t by) : BrokenDelivery("wrong_length", true), by_(by) {}

 private:
  void run() override {
    const auto size = static_cast<std::int64_t>(response().body.size());
    const auto promised = static_cast<std::size_t>(std::max<std::int64_t>(size + by_, 0));
    const std::string body = start_with_length(promised);
    responder().write(body.substr(0, promised));
    responder().write_raw(body.size() > promised ? body.substr(promised) : std::string());
    responder().end_raw();
    finish();
  }

  std::int64_t by_;
};

}  // namespace

Fault compile_wrong_length(const base::JsonReader& value) {
  std::int64_t by = 1;
  if (const auto given = value.find("by")) {
    const auto number = given->integer(-kMaxFaultBytes, kMaxFaultBytes);
    if (!number) return {};
    if (*number == 0) {
      given->error("bad-number", "a length that is wrong by 0 is right",
                   "write how many bytes more (or, below 0, less) it says than there are");
      return {};
    }
    by = *number;
  }
  return fault_of<WrongLength>(by);
}

}  // namespace ricochet::stubserver

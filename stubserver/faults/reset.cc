#include "stubserver/faults/broken_delivery.h"
#include "stubserver/faults/fault.h"

namespace ricochet::stubserver {

namespace {

/// A TCP RST instead of an answer: the client's read fails with ECONNRESET.
class Reset final : public BrokenDelivery {
 public:
  Reset() : BrokenDelivery("reset", false) {}

 private:
  void run() override {
    responder().abort(true);
    finish();
  }
};

}  // namespace

Fault compile_reset(const base::JsonReader&) { return fault_of<Reset>(); }

}  // namespace ricochet::stubserver

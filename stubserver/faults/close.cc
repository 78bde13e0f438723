#include "stubserver/faults/broken_delivery.h"
#include "stubserver/faults/fault.h"

namespace ricochet::stubserver {

namespace {

/// A FIN instead of an answer: the client reads the end of the stream.
class Close final : public BrokenDelivery {
 public:
  Close() : BrokenDelivery("close", false) {}

 private:
  void run() override {
    responder().abort(false);
    finish();
  }
};

}  // namespace

Fault compile_close(const base::JsonReader&) { return fault_of<Close>(); }

}  // namespace ricochet::stubserver

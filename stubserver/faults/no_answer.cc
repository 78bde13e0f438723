#include "stubserver/faults/broken_delivery.h"
#include "stubserver/faults/fault.h"

namespace ricochet::stubserver {

namespace {

/// Neither an answer nor an end: the client waits until it gives up, or the stub is reset.
class NoAnswer final : public BrokenDelivery {
 public:
  NoAnswer() : BrokenDelivery("no_answer", false) {}

 private:
  void run() override {}
};

}  // namespace

Fault compile_no_answer(const base::JsonReader&) { return fault_of<NoAnswer>(); }

}  // namespace ricochet::stubserver

#include "stubserver/faults/broken_delivery.h"
#include "stubserver/faults/fault.h"

namespace ricochet::stubserver {

namespace {

/// "HTTP/1.1 2", then FIN.
class HalfStatusLine final : public BrokenDelivery {
 public:
  HalfStatusLine() : BrokenDelivery("half_status_line", false) {}

 private:
  void run() override {
    const std::string version = response().version.empty() ? "HTTP/1.1" : response().version;
    responder().send_raw(version + ' ' + std::to_string(response().status).substr(0, 1));
    finish();
  }
};

}  // namespace

Fault compile_half_status_line(const base::JsonReader&) { return fault_of<HalfStatusLine>(); }

}  // namespace ricochet::stubserver

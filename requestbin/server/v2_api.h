#pragma once
#include "requestbin/transfer/export_routes.h"
#include "requestbin/transfer/import_routes.h"
#include "requestbin/transfer/send_routes.h"
#include "requestbin/v2/awaits.h"
#include "requestbin/v2/bins.h"
#include "requestbin/v2/event_stream.h"
#include "requestbin/v2/requests.h"

namespace ricochet::requestbin {

/// /api/v2 as docs/bins.md tells it: registers its routes with the router, which must not be asked
/// after this has ended.
class V2Api {
 public:
  V2Api(const V2Context& context, http::Router& router)
      : bins_(context, router),
        requests_(context, router),
        awaits_(context, router),
        export_(context, router),
        import_(context, router),
        send_(context, router),
        events_(context, router) {}
  const EventStream& events() const { return events_; }
  /// Before the server stops: ends what would keep connections open.
  void stop() {
    events_.stop();
    awaits_.stop();
    requests_.stop();
    send_.stop();
  }

 private:
  V2Bins bins_;
  V2Requests requests_;
  V2Awaits awaits_;
  V2Export export_;
  V2Import import_;
  V2Send send_;
  EventStream events_;
};

}  // namespace ricochet::requestbin

#pragma once
#include <functional>
#include <memory>

#include "base/loop.h"
#include "http/handler.h"

namespace ricochet::stubserver {

/// How an answer leaves when it does not go out whole and at once: event by event (`sse`), or broken
/// in one of the ways of faults/. Made for one request, started after its latency; destroying it
/// stops whatever it still has to do (then the handler closes the connection). On the loop's thread.
class Delivery {
 public:
  virtual ~Delivery() = default;
  /// Called once. `done` runs once when nothing more is to be sent, never inside start(). Who the
  /// client is and whether it has gone is not its business: the handler watches.
  virtual void start(base::Loop& loop, std::shared_ptr<http::Responder> responder,
                     http::Response response, std::function<void()> done) = 0;
};

}  // namespace ricochet::stubserver

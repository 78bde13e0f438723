#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/loop.h"
#include "http/exchange.h"
#include "http/handler.h"

namespace ricochet::stubserver {

class TrafficLog;

/// For what comes in after the answer: each message of a WebSocket is a record of its own.
struct MessageRecord {
  /// Fills in the bin and the wall time; `received` stands in the exchange. May be empty.
  std::function<void(http::Exchange)> heard;
  std::string listener;  ///< whose refusals they are: http::Refused::listener
  /// One that came at that time is decided later: as http::ExchangeSink::begun(). May be empty.
  std::function<std::shared_ptr<void>(base::TimePoint received)> begun;
};

/// How an answer leaves when it does not go out whole and at once: event by event (`sse`), or
/// broken in one of the ways of faults/. Made for one request, started after its latency;
/// destroying it stops whatever it still has to do (then the handler closes the connection). On the
/// loop's thread.
class Delivery {
 public:
  virtual ~Delivery() = default;
  /// Called once. `done` runs once when nothing more is to be sent, never inside start(). Who the
  /// client is and whether it has gone is not its business: the handler watches.
  virtual void start(base::Loop& loop, std::shared_ptr<http::Responder> responder,
                     http::Response response, std::function<void()> done) = 0;

  /// Before start(), where one is kept: for a delivery that goes on after the answer (a WebSocket).
  /// The log outlives it.
  virtual void use_log(TrafficLog&) {}
  /// The same, of a record of what comes in.
  virtual void use_record(MessageRecord /*record*/) {}
  /// The way in which it breaks the answer, for the record: "truncate". Empty: it does not.
  virtual std::string_view fault() const { return {}; }
  /// False: the client gets nothing that it could take for an answer; recorded with status 0.
  virtual bool answers() const { return true; }
};

}  // namespace ricochet::stubserver

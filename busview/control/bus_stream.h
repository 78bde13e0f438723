#pragma once
#include "base/loop.h"
#include "busview/bus_feed.h"
#include "busview/control/event_filter.h"
#include "http/router.h"
#include "http/sse_readers.h"

namespace ricochet::busview {

/// GET /api/v2/bus/events/stream: the feed, live, from `after` on (or Last-Event-ID). A slow reader
/// is served from the feed at its own pace; what the feed does not hold any more is one `gap`.
class BusStream {
 public:
  static constexpr std::size_t kMaxReaders = 100;  ///< above: 503

  BusStream(base::Loop& loop, BusFeed& feed);
  ~BusStream();
  BusStream(const BusStream&) = delete;
  BusStream& operator=(const BusStream&) = delete;

  void open(const http::RouteCall& call);
  /// Ends all streams.
  void stop() { readers_.stop(); }

 private:
  BusFeed& feed_;
  bus::broker::Signal::Id watch_;
  http::SseReaders readers_;
};

}  // namespace ricochet::busview

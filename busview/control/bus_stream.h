#pragma once
#include <memory>
#include <vector>

#include "base/alive.h"
#include "base/loop.h"
#include "busview/bus_feed.h"
#include "busview/control/event_filter.h"
#include "http/router.h"
#include "http/sse.h"

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
  void stop();

 private:
  struct Reader {
    std::shared_ptr<http::SseStream> stream;
    EventFilter filter;  ///< its `after` moves on
    bool sending = false;
  };
  void go_on(Reader& reader);
  void sweep();

  base::Loop& loop_;
  BusFeed& feed_;
  bus::broker::Signal::Id watch_;
  std::vector<std::shared_ptr<Reader>> readers_;
  base::Alive alive_;
};

}  // namespace ricochet::busview

#pragma once
#include <list>
#include <memory>
#include <string>

#include "base/alive.h"
#include "base/loop.h"
#include "bus/broker/broker.h"
#include "busview/bus_feed.h"
#include "http/router.h"

namespace ricochet::busview {

/// GET /api/v2/bus/groups/{group}/wait?members=1&within=10s: answers with the group as soon as it
/// stands with so many members, each with its assignment; 408 when it does not within that time.
class GroupWaits {
 public:
  static constexpr std::size_t kMost = 1000;  ///< above: 503

  GroupWaits(bus::broker::Broker& broker, BusFeed& feed);
  ~GroupWaits();
  GroupWaits(const GroupWaits&) = delete;
  GroupWaits& operator=(const GroupWaits&) = delete;

  void wait(const http::RouteCall& call);
  /// Ends all with 503.
  void stop();

 private:
  struct Wait {
    Wait(base::Loop& loop, std::string id, std::size_t count, std::shared_ptr<http::Responder> to)
        : group(std::move(id)), members(count), responder(std::move(to)), timer(loop) {}
    std::string group;
    std::size_t members;
    std::shared_ptr<http::Responder> responder;
    base::Timer timer;
    bool done = false;
  };
  bool answer_if_met(Wait& wait);
  void look();
  void sweep();

  bus::broker::Broker& broker_;
  BusFeed& feed_;
  bus::broker::Signal::Id watch_;
  std::list<std::shared_ptr<Wait>> waits_;
  base::Alive alive_;
};

}  // namespace ricochet::busview

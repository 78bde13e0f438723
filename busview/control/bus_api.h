#pragma once
#include <string_view>

#include "bus/broker/server/server.h"
#include "busview/bus_feed.h"
#include "busview/control/bus_stream.h"
#include "busview/control/group_waits.h"
#include "http/router.h"

namespace ricochet::busview {

/// /api/v2/bus: looks at our broker, breaks it and puts it back. On the loop's thread. docs/bus.md
/// has the routes and their shapes; openapi() describes them, and a test holds both together.
/// Tokens and origins are the business of whoever has the router.
class BusApi {
 public:
  /// Both must outlive the API.
  BusApi(base::Loop& loop, bus::broker::Server& server, BusFeed& feed);
  /// The routes refer to this object.
  void add_routes(http::Router& router);
  /// Ends streams and waits.
  void stop();

  /// The part of the OpenAPI 3.1 document about these routes, as JSON.
  static std::string_view openapi();

 private:
  using Route = http::Response (BusApi::*)(const http::RouteCall&);
  void route(http::Router& router, std::string_view method, std::string_view path, Route answer);

  http::Response show(const http::RouteCall& call);
  http::Response topics(const http::RouteCall& call);
  http::Response make_topic(const http::RouteCall& call);
  http::Response topic(const http::RouteCall& call);
  http::Response delete_topic(const http::RouteCall& call);
  http::Response records(const http::RouteCall& call);
  http::Response groups(const http::RouteCall& call);
  http::Response group(const http::RouteCall& call);
  http::Response delete_group(const http::RouteCall& call);
  http::Response transactions(const http::RouteCall& call);
  http::Response events(const http::RouteCall& call);
  http::Response faults(const http::RouteCall& call);
  http::Response add_fault(const http::RouteCall& call);
  http::Response fault(const http::RouteCall& call);
  http::Response remove_fault(const http::RouteCall& call);
  http::Response clear_faults(const http::RouteCall& call);
  http::Response reset(const http::RouteCall& call);

  bus::broker::Server& server_;
  bus::broker::Broker& broker_;
  BusFeed& feed_;
  BusStream stream_;
  GroupWaits waits_;
};

}  // namespace ricochet::busview

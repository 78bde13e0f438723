#pragma once
#include <memory>
#include <string>

#include "base/loop.h"
#include "http/router.h"
#include "requestbin/await_driver.h"
#include "requestbin/bin_server_options.h"
#include "requestbin/capture_handler.h"
#include "requestbin/capture_log.h"
#include "requestbin/v2_await_json.h"

namespace ricochet::requestbin {

/// What the routes of v2 share. Everything in it outlives them.
struct V2Context {
  base::Loop& loop;
  CaptureLog& log;
  AwaitDriver& awaits;
  const BinServerOptions& options;
  CaptureHandler& captures;

  LogStart start() const { return {log.started(), log.started_wall()}; }
  /// await/no-bin, with did-you-mean; private names are not given away.
  base::Diag no_bin(std::string_view name) const;
  /// The bin that {bin} of the route names; nullptr: 404 has been answered. Valid until the log
  /// changes.
  const BinInfo* bin_of(const http::RouteCall& call) const;
  /// The record that {bin} and {id} of the route name; nullptr: 404 has been answered.
  RecordPtr record_of(const http::RouteCall& call) const;
};

}  // namespace ricochet::requestbin

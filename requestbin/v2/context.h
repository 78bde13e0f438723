#pragma once
#include <memory>
#include <string>

#include "awaits/driver.h"
#include "base/loop.h"
#include "http/router.h"
#include "journal/capture_log.h"
#include "requestbin/bin_server_options.h"
#include "requestbin/capture_handler.h"
#include "requestbin/v2/await_json.h"

namespace ricochet::requestbin {

/// What the routes of v2 share. Everything in it outlives them.
struct V2Context {
  base::Loop& loop;
  journal::CaptureLog& log;
  awaits::AwaitDriver& awaits;
  const BinServerOptions& options;
  CaptureHandler& captures;

  LogStart start() const { return {log.started(), log.started_wall()}; }
  /// await/no-bin, with did-you-mean; private names are not given away.
  base::Diag no_bin(std::string_view name) const;
  /// The bin that {bin} of the route names; nullptr: 404 has been answered. Valid until the log
  /// changes.
  const journal::BinInfo* bin_of(const http::RouteCall& call) const;
  /// The record that {bin} and {id} of the route name; nullptr: 404 has been answered.
  journal::RecordPtr record_of(const http::RouteCall& call) const;
};

}  // namespace ricochet::requestbin

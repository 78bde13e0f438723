#pragma once
#include <memory>
#include <string_view>

#include "awaits/driver.h"
#include "base/loop.h"
#include "base/result.h"
#include "http/exchange.h"
#include "http/handler.h"
#include "http/router.h"
#include "journal/capture_log.h"
#include "requestbin/bin_server_options.h"

namespace ricochet::requestbin {

/// RequestBin as an HTTP handler: home page, capture, inspect page, v1 and v2 API, /healthz,
/// /readyz, /metrics. Everything it uses must outlive it; destroy the http::Server before it.
class BinServer final : public http::Handler {
 public:
  BinServer(base::Loop& loop, journal::CaptureLog& log, awaits::AwaitDriver& awaits,
            BinServerOptions options = {});
  ~BinServer() override;

  /// The control side's routes: who has more of them (the stubs, the bus) adds them here, below
  /// /api/v2/.
  http::Router& router();
  /// Their part of /api/openapi.json; see OpenApi::add.
  base::Status describe(std::string_view document);
  /// Capture alone, for a listener of its own that a service under test may reach.
  http::Handler& captures();
  /// Records what the listener of handle() or of captures() refused before either saw it.
  void refused(const http::Exchange& exchange);
  /// Before the http::Server is stopped politely: ends the event streams, the waits and
  /// the long polls.
  void stop();

  void handle(match::Request&& request, std::shared_ptr<http::Responder> responder) override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ricochet::requestbin

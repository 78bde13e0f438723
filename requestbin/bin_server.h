#pragma once
#include <memory>

#include "base/loop.h"
#include "http/handler.h"
#include "http/router.h"
#include "requestbin/await_driver.h"
#include "requestbin/bin_server_options.h"
#include "requestbin/capture_log.h"

namespace ricochet::requestbin {

/// RequestBin as an HTTP handler: home page, capture, inspect page, v1 and v2 API, /healthz.
/// Everything it uses must outlive it; destroy the http::Server before it.
class BinServer final : public http::Handler {
 public:
  BinServer(base::Loop& loop, CaptureLog& log, AwaitDriver& awaits, BinServerOptions options = {});
  ~BinServer() override;

  /// The control side's routes: who has more of them (the stubs, the bus) adds them here, below
  /// /api/v2/.
  http::Router& router();
  /// Before the http::Server is stopped politely: ends the event streams.
  void stop();

  void handle(match::Request request, std::shared_ptr<http::Responder> responder) override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ricochet::requestbin

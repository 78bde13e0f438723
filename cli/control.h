#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "awaits/driver.h"
#include "http/server.h"
#include "journal/capture_log.h"
#include "requestbin/server/bin_server.h"
#include "stubserver/control/api.h"

namespace ricochet::cli {

/// The control side of a stub server that runs alone (`--control PORT`): it keeps what the stub was
/// asked, and serves the page, v1, v2 and /api/v2/stubs on a listener of its own.
class Control {
 public:
  Control(base::Loop& loop, std::string bind, std::uint16_t port,
          requestbin::BinServerOptions settings);

  /// Where the stub's exchanges go.
  journal::CaptureLog& log() { return log_; }
  /// Once, before start(). The log of each is kept in a bin of its name.
  void control(std::vector<stubserver::ControlledStub> stubs);
  /// Where routes of others are added, below /api/v2/, before start().
  http::Router& router() { return handler_.router(); }
  /// Their part of /api/openapi.json.
  base::Status describe(std::string_view document) { return handler_.describe(document); }
  /// Errors: those of http::Server::start(), bin/bad-name.
  base::Result<net::Endpoint> start();
  void stop(base::Duration grace, std::function<void()> done);

 private:
  journal::CaptureLog log_;
  awaits::AwaitDriver awaits_;
  std::optional<stubserver::ControlApi> api_;
  std::vector<std::string> names_;
  requestbin::BinServer handler_;
  http::Server server_;
};

}  // namespace ricochet::cli

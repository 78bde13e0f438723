#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "busview/control/bus_api.h"
#include "http/outbound.h"
#include "requestbin/server/bin_server.h"
#include "runner/world/world.h"
#include "stubserver/control/api.h"
#include "stubserver/rules/reloader.h"

namespace ricochet::runner {

struct ControlOptions {
  requestbin::BinServerOptions bins;
  /// Where sessions of the control API may call.
  std::shared_ptr<const http::OutboundTargets> targets;
  /// A line for people about stub files that were read again; may be empty.
  std::function<void(const std::string&)> say;
};

/// The control side of a world that is up: the page, v1, v2, /api/v2/stubs and, where the broker is
/// ours, /api/v2/bus. On the loop's thread. The world must outlive it.
class WorldControl {
 public:
  WorldControl(World& world, const ControlOptions& options);
  WorldControl(const WorldControl&) = delete;
  WorldControl& operator=(const WorldControl&) = delete;
  ~WorldControl();

  requestbin::BinServer& bins() { return bins_; }
  /// From now on stub files are read again when they change.
  void watch_stub_files();
  /// Ends streams and waits.
  void stop();

 private:
  void add_stubs(World& world, const ControlOptions& options);

  requestbin::BinServer bins_;
  std::vector<std::unique_ptr<stubserver::Reloader>> reloaders_;
  std::optional<stubserver::ControlApi> stubs_;
  std::optional<busview::BusApi> bus_;
};

}  // namespace ricochet::runner

#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/loop.h"
#include "base/result.h"

namespace ricochet::stubserver {

/// What Moco's `shutdown` command sends, followed by CR LF.
inline constexpr const char* kShutdownKey = "_SHUTDOWN_MOCO_KEY";

/// Moco's shutdown port: a listener that waits for the key, on the loop's thread. Anything else
/// that is sent is ignored, and its connection closed. Destroying it closes the port.
class ShutdownPort {
 public:
  /// `stop` runs when the key has arrived.
  ShutdownPort(base::Loop& loop, std::function<void()> stop);
  ~ShutdownPort();

  /// Port 0 is any free one. The port in use, or stub/shutdown-port with the cure.
  base::Result<std::uint16_t> start(const std::string& bind, std::uint16_t port);
  /// Closes the port; may be called from `stop`.
  void close();

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

/// What `ricochet stub shutdown` does: sends the key to that port of 127.0.0.1 and waits, blocking,
/// until it was taken. Errors stub/no-shutdown-port: nobody listens there, or no stub server.
base::Status send_shutdown_key(std::uint16_t port);

}  // namespace ricochet::stubserver

#pragma once
#include <string>
#include <string_view>

#include "http/client.h"
#include "http/message.h"

namespace ricochet::stubserver {

struct StubDecision;

/// Sees each request and its answer as they pass. Called on the loop's thread.
class TrafficLog {
 public:
  virtual ~TrafficLog() = default;
  virtual void on_request(const match::Request& request) = 0;
  virtual void on_decision(const match::Request& request, const StubDecision& decision) = 0;
  /// A callback of `on` is about to be made, and what came of it.
  virtual void on_action(const http::ClientRequest&) {}
  virtual void on_action_answer(const base::Result<http::Response>&) {}
  /// What happened on the WebSocket that this handshake began: `event` is for people ("message
  /// received", "pong sent", "closed with 1000"), `bytes` what came or went, if any.
  virtual void on_websocket(const match::Request& /*handshake*/, std::string_view /*event*/,
                            const std::string& /*bytes*/) {}
  /// Something that an operator should know of, in one line; the answer goes out all the same.
  virtual void on_warning(const std::string& /*text*/) {}
};

}  // namespace ricochet::stubserver

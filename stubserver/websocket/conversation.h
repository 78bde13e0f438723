#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "http/websocket.h"
#include "stubserver/answer/delivery.h"
#include "stubserver/model/state.h"
#include "stubserver/websocket/endpoint.h"
#include "stubserver/websocket/room.h"

namespace ricochet::stubserver {

/// One connection to a WebSocket endpoint, from the handshake to the end. Answers whole messages,
/// text and binary alike, with binary frames (Moco). In templates `req.content` and `req.json` are
/// the message, all else is the handshake's. What cannot be made (a file has gone) closes with 1011
/// and the reason.
class Conversation final : public Delivery {
 public:
  Conversation(std::shared_ptr<const WebSocketEndpoint> endpoint,
               std::shared_ptr<WebSocketRoom> room, std::shared_ptr<const Rule> rule,
               StubState& stub, match::Request handshake);
  ~Conversation() override;
  void start(base::Loop& loop, std::shared_ptr<http::Responder> responder, http::Response response,
             std::function<void()> done) override;
  void use_log(TrafficLog& log) override { log_ = &log; }
  void use_record(std::function<void(http::Exchange)> record) override {
    record_ = std::move(record);
  }

  /// What stands for a method in the record of a message, which has none.
  static constexpr const char* kMessage = "MESSAGE";

 private:
  void on_message(std::string message, bool binary);
  void on_ping(const std::string& payload);
  void send(std::string message);
  void broadcast(const std::string& message, const std::string& group);
  void reply(const WebSocketReply& reply, const AnswerInput& input);
  /// Before anything of the reply leaves. `why_not` is empty when a session fits.
  void record(const match::Request& message, std::string reply, std::string why_not) const;
  void fail(const base::Diag& why);
  void log(std::string_view event, const std::string& bytes = {}) const;
  /// The handshake with this message as its body.
  match::Request as_request(std::string message) const;

  std::shared_ptr<const WebSocketEndpoint> endpoint_;
  std::shared_ptr<WebSocketRoom> room_;
  RuleState rule_;  ///< of this connection: the stub's own may be dropped while we live
  StubState& stub_;
  match::Request handshake_;
  std::shared_ptr<http::WebSocket> socket_;
  TrafficLog* log_ = nullptr;
  std::function<void(http::Exchange)> record_;
};

}  // namespace ricochet::stubserver

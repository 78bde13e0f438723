#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/worker.h"
#include "http/websocket.h"
#include "stubserver/answer/delivery.h"
#include "stubserver/model/state.h"
#include "stubserver/websocket/endpoint.h"
#include "stubserver/websocket/reaction.h"
#include "stubserver/websocket/room.h"

namespace ricochet::stubserver {

/// One connection to a WebSocket endpoint, from the handshake to the end. Answers whole messages,
/// text and binary alike, with binary frames (Moco). In templates `req.content` and `req.json` are
/// the message, all else is the handshake's. What cannot be made (a file has gone) closes with 1011
/// and the reason. What takes more than some milliseconds a worker looks at; nothing more is read
/// of the connection meanwhile, and what was read already waits.
class Conversation final : public Delivery {
 public:
  Conversation(std::shared_ptr<const WebSocketEndpoint> endpoint,
               std::shared_ptr<WebSocketRoom> room, std::shared_ptr<const Rule> rule,
               StubState& stub, match::Request handshake);
  ~Conversation() override;
  void start(base::Loop& loop, std::shared_ptr<http::Responder> responder, http::Response response,
             std::function<void()> done) override;
  void use_log(TrafficLog& log) override { log_ = &log; }
  void use_record(MessageRecord record) override { record_ = std::move(record); }

  /// What stands for a method in the record of a message, which has none.
  static constexpr const char* kMessage = "MESSAGE";

 private:
  void hear(Heard::Kind kind, std::string message);
  void go_on();
  bool react_in_passing(const Heard& heard, Reaction& out);
  void have_looked_at(const std::shared_ptr<Heard>& heard);
  void act(Heard& heard, Reaction&& reaction);
  void act_on_message(Heard& heard, Reaction&& reaction);
  void send(std::string message);
  void broadcast(const std::string& message, const std::string& group);
  /// Before anything of the reply leaves. `why_not` is empty when a session fits.
  void record(Heard& message, std::string reply, std::string why_not) const;
  /// What came whole and nobody will look at any more.
  void record_unseen(const std::string& why);
  /// What never came whole, or is wrong.
  void record_refused(http::RefusedMessage refused) const;
  void fail(const base::Diag& why);
  void log(std::string_view event, const std::string& bytes = {}) const;

  std::shared_ptr<const WebSocketEndpoint> endpoint_;
  std::shared_ptr<WebSocketRoom> room_;
  RuleState rule_;  ///< of this connection: the stub's own may be dropped while we live
  std::shared_ptr<StubState> stub_;  ///< its scope may end while we live
  match::Request handshake_;
  base::Loop* loop_ = nullptr;
  std::shared_ptr<http::WebSocket> socket_;
  TrafficLog* log_ = nullptr;
  MessageRecord record_;
  std::deque<std::shared_ptr<Heard>> heard_;  ///< in their order; a worker may have the first
  bool looking_ = false;                      ///< it has
  std::shared_ptr<void> underway_;            ///< so that verdicts know of it
  base::Worker::Ticket look_;
};

}  // namespace ricochet::stubserver

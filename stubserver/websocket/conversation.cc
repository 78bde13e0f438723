#include "stubserver/websocket/conversation.h"

#include <utility>

#include "base/text/printable.h"
#include "base/text/text.h"
#include "match/work.h"
#include "stubserver/answer/traffic_log.h"
#include "stubserver/values/file_reads.h"

namespace ricochet::stubserver {

namespace {

/// RFC 6455 section 7.4.1: the server cannot do what was asked.
constexpr std::uint16_t kServerError = 1011;

/// Of http::Refused::head.
constexpr std::size_t kRefusedHead = 1 << 10;

}  // namespace

Conversation::Conversation(std::shared_ptr<const WebSocketEndpoint> endpoint,
                           std::shared_ptr<WebSocketRoom> room, std::shared_ptr<const Rule> rule,
                           StubState& stub, match::Request handshake)
    : endpoint_(std::move(endpoint)),
      room_(std::move(room)),
      rule_(std::move(rule)),
      stub_(stub.keep()),
      handshake_(std::move(handshake)) {}

Conversation::~Conversation() {
  if (socket_ != nullptr) room_->leave(*socket_);
}

void Conversation::start(base::Loop& loop, std::shared_ptr<http::Responder> responder,
                         http::Response response, std::function<void()> done) {
  http::WebSocketOptions options;
  options.auto_pong = false;  // on_ping() knows which pong is wanted
  options.headers = std::move(response.headers);
  auto socket = http::WebSocket::accept(loop, handshake_, responder, std::move(options));
  if (!socket) {
    responder->send(http::Response(400, "text/plain; charset=utf-8",
                                   rule_.rule->place() + ": " + socket.error().message + "\n"));
    loop.post(std::move(done));
    return;
  }
  loop_ = &loop;
  socket_ = std::move(*socket);
  room_->enter(*socket_);
  socket_->on_message([this](std::string message, bool binary) {
    log(binary ? "binary message received" : "message received", message);
    hear(Heard::Kind::kMessage, std::move(message));
  });
  socket_->on_ping([this](const std::string& payload) {
    log("ping received", payload);
    hear(Heard::Kind::kPing, payload);
  });
  socket_->on_refused([this](http::RefusedMessage refused) { record_refused(std::move(refused)); });
  socket_->on_closed([this, done = std::move(done)](const http::WebSocketEnd& end) {
    room_->leave(*socket_);
    log("closed with " + std::to_string(end.code), end.reason);
    record_unseen("the connection ended before the message was looked at");
    done();
  });
  if (endpoint_->connected) hear(Heard::Kind::kOpened, {});
}

void Conversation::log(std::string_view event, const std::string& bytes) const {
  if (log_ != nullptr) log_->on_websocket(handshake_, event, bytes);
}

void Conversation::send(std::string message) {
  const std::string shown = log_ == nullptr ? std::string() : message;
  const bool sent = socket_->send_binary(std::move(message));
  log(sent ? "message sent" : "message not sent: the client reads too slowly", shown);
}

void Conversation::broadcast(const std::string& message, const std::string& group) {
  const std::size_t sent =
      group.empty() ? room_->broadcast(message) : room_->broadcast(message, group);
  log("broadcast to " + std::to_string(sent) + (sent == 1 ? " client" : " clients") +
          (group.empty() ? std::string() : " of group " + base::in_quotes(group)),
      message);
}

void Conversation::hear(Heard::Kind kind, std::string message) {
  match::Request request = handshake_;
  request.body = std::move(message);
  request.received = loop_->wall_now();
  heard_.push_back(std::make_shared<Heard>(kind, std::move(request), loop_->now()));
  if (!looking_) go_on();
}

/// With all that waits, in its order, until a worker has to look.
void Conversation::go_on() {
  while (!heard_.empty() && socket_->is_open()) {
    Reaction reaction;
    if (!react_in_passing(*heard_.front(), reaction)) return have_looked_at(heard_.front());
    const auto heard = std::move(heard_.front());
    heard_.pop_front();
    act(*heard, std::move(reaction));
  }
  if (!socket_->is_open())
    record_unseen("the connection was being closed before the message was looked at");
  socket_->hold(false);
}

/// False: that needs a worker.
bool Conversation::react_in_passing(const Heard& heard, Reaction& out) {
  if (rule_.files != FilesAre::kQuick || heard.subject.is_large()) return false;
  const match::Work work(match::Work::Size::kInPassing);
  const auto reads = file_reads();
  out = react(heard, *endpoint_, AnswerInput{heard.subject, rule_, *stub_});
  rule_.files = files_after(rule_.files, reads);
  return !match::Work::is_short();
}

void Conversation::have_looked_at(const std::shared_ptr<Heard>& heard) {
  looking_ = true;
  socket_->hold(true);
  if (record_.begun) underway_ = record_.begun(heard->received);
  look_ = loop_->pool().run(
      heard->request.body.size(),
      [heard, endpoint = endpoint_, rule = rule_.rule,
       world = frozen(stub_->world())]() -> base::Result<Reaction> {
        const match::Work work;
        StubState scratch(world);
        return react(*heard, *endpoint, AnswerInput{heard->subject, scratch.of(rule), scratch});
      },
      [this](base::Result<Reaction> made) {
        looking_ = false;
        const auto looked_at = std::move(heard_.front());
        heard_.pop_front();
        Reaction reaction;
        if (made) {
          reaction = std::move(*made);
        } else {
          reaction.fits = true;
          reaction.made = made.error();
        }
        act(*looked_at, std::move(reaction));
        underway_.reset();
        go_on();
      });
}

void Conversation::act(Heard& heard, Reaction&& reaction) {
  if (heard.kind == Heard::Kind::kMessage) return act_on_message(heard, std::move(reaction));
  if (!reaction.made) return fail(reaction.made.error());
  if (heard.kind == Heard::Kind::kOpened) return send(std::move(*reaction.content));
  log(reaction.fits ? "pong sent"
                    : "pong sent, no pong of " + rule_.rule->place() + " is for this ping",
      *reaction.content);
  socket_->pong(std::move(*reaction.content));
}

/// Moco's order, which clients rely on: the broadcast, then the group, then the reply. So a sender
/// that joins with this message is not of the group yet, and gets a broadcast before its reply.
void Conversation::act_on_message(Heard& heard, Reaction&& reaction) {
  if (!reaction.fits) {
    const auto why_not = "no session of " + rule_.rule->place() + " fits the message of " +
                         base::format_bytes(heard.request.body.size()) +
                         (reaction.gave_up ? ", and one gave up (docs/limits.md, Work)" : "");
    log(why_not, heard.request.body);
    return record(heard, {}, why_not);
  }
  if (!reaction.made) {
    record(heard, {}, rule_.rule->place() + ": " + reaction.made.error().message);
    return fail(reaction.made.error());
  }
  record(heard, reaction.content.value_or(""), {});
  const WebSocketReply& reply = *reaction.reply;
  if (reaction.cast) broadcast(*reaction.cast, reply.broadcast->group);
  if (!reply.join.empty()) room_->join(*socket_, reply.join);
  if (reaction.content) send(std::move(*reaction.content));
}

/// The request goes into the record: nothing of `message` is asked for after that.
void Conversation::record(Heard& message, std::string reply, std::string why_not) const {
  if (!record_.heard) return;
  http::Exchange exchange;
  exchange.request = std::move(message.request);
  exchange.request.method = kMessage;
  exchange.received = message.received;
  exchange.status = 101;  // that of the handshake
  exchange.response_body = std::move(reply);
  exchange.matched = why_not.empty();
  exchange.why_not = std::move(why_not);
  if (exchange.matched) {
    exchange.rule = rule_.rule->place();
    exchange.rule_owner = rule_.rule->owner;
  }
  record_.heard(std::move(exchange));
}

/// A worker may still read the first, so they are copied.
void Conversation::record_unseen(const std::string& why) {
  look_ = {};
  looking_ = false;
  for (const auto& heard : std::exchange(heard_, {})) {
    if (heard->kind != Heard::Kind::kMessage) continue;
    log("message not looked at", heard->request.body);
    Heard copy(heard->kind, heard->request, heard->received);
    record(copy, {}, why);
  }
  underway_.reset();
}

void Conversation::record_refused(http::RefusedMessage refused) const {
  log("message refused: " + refused.reason, refused.bytes);
  if (!record_.heard) return;
  auto why = std::make_shared<http::Refused>();
  why->code = std::move(refused.code);
  why->reason = std::move(refused.reason);
  why->bound = std::move(refused.bound);
  why->listener = record_.listener;
  why->head = refused.bytes.substr(0, kRefusedHead);
  why->target_read = true;
  http::Exchange exchange;
  exchange.request = handshake_;
  exchange.request.method = kMessage;
  exchange.request.body = std::move(refused.bytes);
  exchange.request.body_truncated = true;
  exchange.received = loop_->now();
  exchange.refused = std::move(why);
  record_.heard(std::move(exchange));
}

void Conversation::fail(const base::Diag& why) {
  log("closing with " + std::to_string(kServerError), rule_.rule->place() + ": " + why.message);
  socket_->close(kServerError, rule_.rule->place() + ": " + why.message);
}

}  // namespace ricochet::stubserver

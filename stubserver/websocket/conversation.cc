#include "stubserver/websocket/conversation.h"

#include <utility>

#include "base/text/printable.h"
#include "base/text/text.h"
#include "base/text/utf8.h"
#include "match/work.h"
#include "stubserver/answer/traffic_log.h"

namespace ricochet::stubserver {

namespace {

/// RFC 6455 section 7.4.1: the server cannot do what was asked.
constexpr std::uint16_t kServerError = 1011;

}  // namespace

Conversation::Conversation(std::shared_ptr<const WebSocketEndpoint> endpoint,
                           std::shared_ptr<WebSocketRoom> room, std::shared_ptr<const Rule> rule,
                           StubState& stub, match::Request handshake)
    : endpoint_(std::move(endpoint)),
      room_(std::move(room)),
      rule_(std::move(rule)),
      stub_(stub),
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
  socket_ = std::move(*socket);
  room_->enter(*socket_);
  socket_->on_message(
      [this](std::string message, bool binary) { on_message(std::move(message), binary); });
  socket_->on_ping([this](const std::string& payload) { on_ping(payload); });
  socket_->on_closed([this, done = std::move(done)](const http::WebSocketEnd& end) {
    room_->leave(*socket_);
    log("closed with " + std::to_string(end.code), end.reason);
    done();
  });
  if (!endpoint_->connected) return;
  const match::Subject subject(handshake_);
  auto hello = endpoint_->connected->content(AnswerInput{subject, rule_, stub_});
  if (!hello) return fail(hello.error());
  send(std::move(hello->bytes));
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

match::Request Conversation::as_request(std::string message) const {
  match::Request out = handshake_;
  out.body = std::move(message);
  return out;
}

void Conversation::on_message(std::string message, bool binary) {
  log(binary ? "binary message received" : "message received", message);
  const match::Request request = as_request(std::move(message));
  const match::Subject subject(request);
  // As text, bytes that are not UTF-8 are what Java makes of them; a file compares the bytes.
  std::optional<match::Request> repaired;
  if (!base::is_utf8(request.body)) repaired = as_request(base::repair_utf8(request.body));
  std::optional<match::Subject> text;
  if (repaired) text.emplace(*repaired);
  const match::Work work;
  for (const auto& session : endpoint_->sessions) {
    const bool fits = request.body.empty() ? session.fits_empty
                                           : session.message->matches(subject) ||
                                                 (text && session.message->matches(*text));
    if (fits) return reply(session.reply, AnswerInput{subject, rule_, stub_});
  }
  const auto why_not = "no session of " + rule_.rule->place() + " fits the message of " +
                       base::format_bytes(request.body.size());
  record(request, {}, why_not);
  log(why_not, request.body);
}

void Conversation::record(const match::Request& message, std::string reply,
                          std::string why_not) const {
  if (!record_) return;
  http::Exchange exchange;
  exchange.request = message;
  exchange.request.method = kMessage;
  exchange.status = 101;  // that of the handshake
  exchange.response_body = std::move(reply);
  exchange.matched = why_not.empty();
  exchange.why_not = std::move(why_not);
  if (exchange.matched) {
    exchange.rule = rule_.rule->place();
    exchange.rule_owner = rule_.rule->owner;
  }
  record_(std::move(exchange));
}

void Conversation::on_ping(const std::string& payload) {
  log("ping received", payload);
  const match::Request request = as_request(payload);
  const match::Subject subject(request);
  const AnswerInput input{subject, rule_, stub_};
  const match::Work work;
  for (const auto& pingpong : endpoint_->pingpongs) {
    const auto ping = pingpong.ping.text(input);
    if (!ping || *ping != payload) continue;
    auto pong = pingpong.pong.text(input);
    if (!pong) return fail(pong.error());
    log("pong sent", *pong);
    socket_->pong(std::move(*pong));
    return;
  }
  // RFC 6455 section 5.5.2: every ping has a pong, whatever the file says of others.
  log("pong sent, no pong of " + rule_.rule->place() + " is for this ping", payload);
  socket_->pong(payload);
}

/// Moco's order, which clients rely on: the broadcast, then the group, then the reply. So a sender
/// that joins with this message is not of the group yet, and gets a broadcast before its reply.
void Conversation::reply(const WebSocketReply& reply, const AnswerInput& input) {
  const auto made = [&](const TextValue* value) -> base::Result<std::string> {
    if (value == nullptr) return std::string();
    auto content = value->content(input);
    if (!content) return content.error();
    return std::move(content->bytes);
  };
  auto content = made(reply.content ? &*reply.content : nullptr);
  const auto cast = made(reply.broadcast ? &*reply.broadcast->content : nullptr);
  const base::Result<std::string>* const parts[] = {&content, &cast};
  for (const auto* part : parts) {
    if (*part) continue;
    record(*input.subject.request(), {}, rule_.rule->place() + ": " + part->error().message);
    return fail(part->error());
  }
  record(*input.subject.request(), *content, {});
  if (reply.broadcast) broadcast(*cast, reply.broadcast->group);
  if (!reply.join.empty()) room_->join(*socket_, reply.join);
  if (reply.content) send(std::move(*content));
}

void Conversation::fail(const base::Diag& why) {
  log("closing with " + std::to_string(kServerError), rule_.rule->place() + ": " + why.message);
  socket_->close(kServerError, rule_.rule->place() + ": " + why.message);
}

}  // namespace ricochet::stubserver

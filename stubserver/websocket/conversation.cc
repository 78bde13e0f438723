#include "stubserver/websocket/conversation.h"

#include <utility>

#include "base/text.h"

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
  options.auto_pong = false;
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
  socket_->on_message([this](std::string message, bool) { on_message(std::move(message)); });
  socket_->on_ping([this](const std::string& payload) { on_ping(payload); });
  socket_->on_closed([this, done = std::move(done)](const http::WebSocketEnd&) {
    room_->leave(*socket_);
    done();
  });
  if (!endpoint_->connected) return;
  const match::Subject subject(handshake_);
  auto hello = endpoint_->connected->content(Moment{subject, rule_, stub_});
  if (!hello) return fail(hello.error());
  socket_->send_binary(std::move(hello->bytes));
}

match::Request Conversation::as_request(std::string message) const {
  match::Request out = handshake_;
  out.body = std::move(message);
  return out;
}

void Conversation::on_message(std::string message) {
  const match::Request request = as_request(std::move(message));
  const match::Subject subject(request);
  for (const auto& session : endpoint_->sessions) {
    if (session.message->matches(subject))
      return reply(session.reply, Moment{subject, rule_, stub_});
  }
}

void Conversation::on_ping(const std::string& payload) {
  const match::Request request = as_request(payload);
  const match::Subject subject(request);
  const Moment moment{subject, rule_, stub_};
  for (const auto& pingpong : endpoint_->pingpongs) {
    const auto ping = pingpong.ping.text(moment);
    if (!ping || *ping != payload) continue;
    auto pong = pingpong.pong.text(moment);
    if (!pong) return fail(pong.error());
    socket_->pong(std::move(*pong));
    return;
  }
}

void Conversation::reply(const WebSocketReply& reply, const Moment& moment) {
  if (!reply.join.empty()) room_->join(*socket_, reply.join);
  if (reply.content) {
    auto content = reply.content->content(moment);
    if (!content) return fail(content.error());
    socket_->send_binary(std::move(content->bytes));
  }
  if (!reply.broadcast) return;
  const auto content = reply.broadcast->content->content(moment);
  if (!content) return fail(content.error());
  if (reply.broadcast->group.empty())
    room_->broadcast(content->bytes);
  else
    room_->broadcast(content->bytes, reply.broadcast->group);
}

void Conversation::fail(const base::Diag& why) {
  socket_->close(kServerError, rule_.rule->place() + ": " + why.message);
}

}  // namespace ricochet::stubserver

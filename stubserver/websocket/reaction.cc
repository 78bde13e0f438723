#include "stubserver/websocket/reaction.h"

#include <utility>

#include "base/text/utf8.h"
#include "match/give_up.h"

namespace ricochet::stubserver {

namespace {

/// False: it cannot be made.
bool make(const TextValue& value, const AnswerInput& input, Reaction& out,
          std::optional<std::string>& text) {
  auto content = value.content(input);
  if (!content) {
    out.made = content.error();
    return false;
  }
  text = std::move(content->bytes);
  return true;
}

const WebSocketEndpoint::Session* session_of(const Heard& heard,
                                             const WebSocketEndpoint& endpoint) {
  const std::string& message = heard.request.body;
  // As text, bytes that are not UTF-8 are what Java makes of them; a file compares the bytes.
  std::optional<match::Request> repaired;
  std::optional<match::Subject> text;
  if (!base::is_utf8(message)) {
    repaired = heard.request;
    repaired->body = base::repair_utf8(message);
    text.emplace(*repaired);
  }
  for (const auto& session : endpoint.sessions) {
    const bool fits = message.empty() ? session.fits_empty
                                      : session.message->matches(heard.subject) ||
                                            (text && session.message->matches(*text));
    if (fits) return &session;
  }
  return nullptr;
}

void to_message(const Heard& heard, const WebSocketEndpoint& endpoint, const AnswerInput& input,
                Reaction& out) {
  const auto* session = session_of(heard, endpoint);
  if (session == nullptr) return;
  out.fits = true;
  out.reply = &session->reply;
  if (out.reply->content && !make(*out.reply->content, input, out, out.content)) return;
  if (out.reply->broadcast) make(*out.reply->broadcast->content, input, out, out.cast);
}

void to_ping(const Heard& heard, const WebSocketEndpoint& endpoint, const AnswerInput& input,
             Reaction& out) {
  for (const auto& pingpong : endpoint.pingpongs) {
    const auto ping = pingpong.ping.text(input);
    if (!ping || *ping != heard.request.body) continue;
    out.fits = true;
    auto pong = pingpong.pong.text(input);
    if (pong)
      out.content = std::move(*pong);
    else
      out.made = pong.error();
    return;
  }
  // RFC 6455 section 5.5.2: every ping has a pong, whatever the file says of others.
  out.content = heard.request.body;
}

}  // namespace

Reaction react(const Heard& heard, const WebSocketEndpoint& endpoint, const AnswerInput& input) {
  Reaction out;
  const auto before = match::give_ups();
  switch (heard.kind) {
    case Heard::Kind::kOpened:
      out.fits = true;
      if (endpoint.connected) make(*endpoint.connected, input, out, out.content);
      break;
    case Heard::Kind::kMessage:
      to_message(heard, endpoint, input, out);
      break;
    case Heard::Kind::kPing:
      to_ping(heard, endpoint, input, out);
      break;
  }
  out.gave_up = match::give_ups() != before;
  return out;
}

}  // namespace ricochet::stubserver

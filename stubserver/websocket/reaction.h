#pragma once
#include <memory>
#include <optional>
#include <string>

#include "base/duration.h"
#include "base/result.h"
#include "match/message.h"
#include "match/subject.h"
#include "stubserver/model/answer_input.h"
#include "stubserver/websocket/endpoint.h"

namespace ricochet::stubserver {

/// What came over a WebSocket.
struct Heard {
  enum class Kind { kOpened, kMessage, kPing };
  /// `handshake` with the message as its body, as conditions and templates see it.
  Heard(Kind k, match::Request handshake, base::TimePoint at)
      : kind(k), request(std::move(handshake)), received(at) {}
  Kind kind;
  match::Request request;
  match::Subject subject{request};
  base::TimePoint received;
};

/// What that comes to.
struct Reaction {
  bool fits = false;                      ///< a session has it, or a pong of its own
  bool gave_up = false;                   ///< some condition did (match/give_up.h)
  const WebSocketReply* reply = nullptr;  ///< to a message that fits
  std::optional<std::string> content;     ///< to the sender
  std::optional<std::string> cast;        ///< to others
  base::Status made;                      ///< false: one of them could not be made
};

/// Looks at nothing but these: on any thread, `input` being its own then. Searches and templates
/// draw from match::Work.
Reaction react(const Heard& heard, const WebSocketEndpoint& endpoint, const AnswerInput& input);

}  // namespace ricochet::stubserver

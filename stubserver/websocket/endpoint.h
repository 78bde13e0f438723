#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json/reader.h"
#include "base/json/shape.h"
#include "match/matcher.h"
#include "stubserver/values/text_value.h"

namespace ricochet::stubserver {

/// Who gets a broadcast, and what.
struct Broadcast {
  std::optional<TextValue> content;
  std::string group;  ///< empty: everyone
};

/// What one message brings about; several may be combined.
struct WebSocketReply {
  std::optional<TextValue> content;  ///< to the sender
  std::string join;                  ///< the group that the sender joins; empty: none
  std::optional<Broadcast> broadcast;
};

/// The value of `websocket`, compiled. Immutable.
struct WebSocketEndpoint {
  struct PingPong {
    TextValue ping;
    TextValue pong;
  };
  struct Session {
    std::shared_ptr<const match::Matcher> message;  ///< looks at the body
    bool fits_empty = false;                        ///< a message of no bytes fits
    WebSocketReply reply;
  };

  /// What it may be, "uri" included.
  static base::Shape shape();
  /// Findings go to the reader's list, nullptr then. `uri` is left to the session.
  static std::shared_ptr<const WebSocketEndpoint> compile(const base::JsonReader& value,
                                                          const LoadOptions&);

  std::optional<TextValue> connected;
  std::vector<PingPong> pingpongs;
  std::vector<Session> sessions;  ///< the first that fits replies
};

}  // namespace ricochet::stubserver

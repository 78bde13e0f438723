#pragma once

#include <string_view>

#include "handled_events.h"
#include "steps.h"

namespace photo {

/// What the service is for: an added photo is downloaded, and the outcome told to the topic and to
/// the webhook, once for each event.
class EventHandler {
 public:
  EventHandler(Steps steps, HandledEvents handled_events);
  /// False when a stop request came first: the event is not handled and must come again.
  bool handle(std::string_view payload);
  /// From here on no event was handled before.
  void forget_all() { handled_events_.forget_all(); }

 private:
  Steps steps_;
  HandledEvents handled_events_;
};

}  // namespace photo

#include "event_handler.h"

#include "log.h"

namespace photo {

EventHandler::EventHandler(Steps steps, HandledEvents handled_events)
    : steps_(std::move(steps)), handled_events_(std::move(handled_events)) {}

bool EventHandler::handle(std::string_view payload) {
  const Incoming incoming = read_event(payload);
  if (!incoming.malformed.empty()) {
    steps_.skip_malformed(incoming.malformed);
    return true;
  }
  if (!incoming.photo_was_added) return true;

  const PhotoWasAdded& event = *incoming.photo_was_added;
  if (handled_events_.contains(event.identity)) {
    log("handled before, skipped: product " + event.product);
    return true;
  }
  const Download download = steps_.download(event.url);
  if (download.end == Download::End::kInterrupted) return false;

  const Outcome outcome = outcome_of(event, download);
  steps_.publish(outcome);
  steps_.post_to_webhook(outcome);
  handled_events_.add(event.identity);
  log("handled: " + outcome.json);
  return true;
}

}  // namespace photo

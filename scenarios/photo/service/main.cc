// photo-service: downloads the photos that products get, and tells what became of them.
#include <cstdlib>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>

#include "config.h"
#include "consumer.h"
#include "defects.h"
#include "downloader.h"
#include "event_handler.h"
#include "http_client.h"
#include "log.h"
#include "publisher.h"
#include "stop_signal.h"
#include "webhook.h"

namespace photo {
namespace {

constexpr std::size_t kRememberedEvents = 10'000;

void serve(const Config& config) {
  const Defect defect(config.defect);
  const StopSignal stop;
  HttpClient http(stop);
  Downloader downloader(http, stop, defect.spoil(RetryPolicy()));
  Webhook webhook(http, config.webhook_url);
  Publisher publisher(config);

  Steps steps;
  steps.download = [&](const std::string& url) { return downloader.download(url); };
  steps.publish = [&](const Outcome& outcome) { publisher.publish(outcome); };
  steps.post_to_webhook = [&](const Outcome& outcome) { webhook.post(outcome); };
  steps.skip_malformed = [](const std::string& what) { log("malformed, skipped: " + what); };
  EventHandler handler(defect.spoil(std::move(steps)),
                       HandledEvents(defect.spoil_memory(kRememberedEvents)));

  Consumer consumer(config, stop,
                    defect.spoil_assigned([] { std::cout << "photo-service ready" << std::endl; },
                                          [&] { handler.forget_all(); }));
  KafkaMessage message;
  const Commit commit = [&] { consumer.commit(*message); };
  const Handle handle =
      defect.spoil([&](std::string_view payload) { return handler.handle(payload); }, commit);
  while ((message = consumer.next())) {
    if (handle({static_cast<const char*>(message->payload), message->len})) commit();
  }
  message.reset();
  log("stopping: leaving the group");
}

}  // namespace
}  // namespace photo

int main() {
  try {
    photo::serve(photo::config_from_environment());
  } catch (const std::invalid_argument& error) {
    photo::log(error.what());
    return 2;
  } catch (const std::exception& error) {
    photo::log(std::string("failed: ") + error.what());
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}

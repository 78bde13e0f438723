#include "webhook.h"

#include <utility>

#include "events.h"
#include "http_client.h"
#include "log.h"

namespace photo {

Webhook::Webhook(HttpClient& http, std::string url) : http_(http), url_(std::move(url)) {}

void Webhook::post(const Outcome& outcome) {
  const HttpResult result = http_.post_json(url_, outcome.json);
  log("POST " + url_ + ": " +
      (result.end == HttpResult::End::kAnswered ? std::to_string(result.status) : result.error));
}

}  // namespace photo

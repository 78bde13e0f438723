#include "events.h"

#include <nlohmann/json.hpp>

#include "downloader.h"

namespace photo {
namespace {

/// The text under a key, or nothing when it is missing, empty or of another type.
std::string text(const nlohmann::json& event, const char* key) {
  const auto found = event.find(key);
  return found != event.end() && found->is_string() ? found->get<std::string>() : "";
}

Incoming malformed(std::string what) {
  Incoming incoming;
  incoming.malformed = std::move(what);
  return incoming;
}

}  // namespace

Incoming read_event(std::string_view payload) {
  const auto event = nlohmann::json::parse(payload, nullptr, /*allow_exceptions=*/false);
  if (!event.is_object()) return malformed("not a JSON object");
  const std::string type = text(event, "type");
  if (type.empty()) return malformed("no \"type\"");
  if (type != "PhotoWasAdded") return {};

  PhotoWasAdded added;
  added.product = text(event, "product");
  added.url = text(event, "url");
  if (added.product.empty()) return malformed("PhotoWasAdded without \"product\"");
  if (added.url.empty()) return malformed("PhotoWasAdded without \"url\"");
  added.identity = text(event, "id");
  if (added.identity.empty()) added.identity = added.product + '\n' + added.url;

  Incoming incoming;
  incoming.photo_was_added = std::move(added);
  return incoming;
}

Outcome outcome_of(const PhotoWasAdded& event, const Download& download) {
  const bool done = download.end == Download::End::kDone;
  nlohmann::ordered_json json;
  json["type"] = done ? "PhotoWasDownloaded" : "PhotoWasNotDownloaded";
  json["product"] = event.product;
  json["url"] = event.url;
  if (done) {
    json["bytes"] = download.bytes;
  } else {
    json["reason"] = download.reason;
  }
  json["tries"] = download.tries;
  return {event.product, json.dump()};
}

}  // namespace photo

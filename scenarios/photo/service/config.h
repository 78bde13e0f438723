#pragma once

#include <string>

namespace photo {

/// What the service is told by its environment.
struct Config {
  std::string brokers;
  std::string group = "photo-service";
  std::string topic = "product-events";
  std::string webhook_url;
  std::string session_timeout_ms = "6000";
  std::string defect;
};

/// Reads BROKERS, GROUP, TOPIC, WEBHOOK_URL, SESSION_TIMEOUT_MS and DEFECT; an empty variable
/// counts as unset. Throws std::invalid_argument when one that has no default is missing.
Config config_from_environment();

}  // namespace photo

#include "config.h"

#include <cstdlib>
#include <stdexcept>

namespace photo {
namespace {

std::string variable(const char* name, const std::string& fallback) {
  const char* value = std::getenv(name);
  return value == nullptr || *value == '\0' ? fallback : value;
}

std::string required_variable(const char* name, const char* example) {
  std::string value = variable(name, "");
  if (value.empty()) {
    throw std::invalid_argument(std::string("set ") + name + ", for instance " + name + "=" +
                                example);
  }
  return value;
}

}  // namespace

Config config_from_environment() {
  Config config;
  config.brokers = required_variable("BROKERS", "localhost:9092");
  config.webhook_url = required_variable("WEBHOOK_URL", "http://localhost:8080/outcomes");
  config.group = variable("GROUP", config.group);
  config.topic = variable("TOPIC", config.topic);
  config.session_timeout_ms = variable("SESSION_TIMEOUT_MS", config.session_timeout_ms);
  config.defect = variable("DEFECT", "");
  return config;
}

}  // namespace photo

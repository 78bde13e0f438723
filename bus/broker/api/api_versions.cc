#include <algorithm>

#include "bus/broker/api/handlers.h"
#include "bus/broker/api/releases.h"
#include "bus/broker/api/table.h"

namespace ricochet::bus::broker::api {

namespace {

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Names and versions of client software (KIP-511).
bool is_software_word(const std::string& text) {
  return !text.empty() && is_alphanumeric(text.front()) && is_alphanumeric(text.back()) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_alphanumeric(c) || c == '.' || c == '-'; });
}

struct Feature {
  const char* name;
  std::int16_t level;
};
// What clients look at before they use what belongs to it (KIP-584).
constexpr Feature kFeatures[] = {{"transaction.version", 2}};

void add_features(int version, ApiVersionsResponse& response) {
  constexpr int kFirstVersion = 3;
  // Clients of before read no lowest level of 0 (KAFKA-17011).
  constexpr int kFirstWithLevelZero = 4;
  if (version < kFirstVersion) return;
  response.finalized_features_epoch = 0;
  for (const Feature& feature : kFeatures) {
    if (version >= kFirstWithLevelZero)
      response.supported_features.push_back({feature.name, 0, feature.level});
    response.finalized_features.push_back({feature.name, feature.level, feature.level});
  }
}

}  // namespace

ApiVersionsResponse api_versions(Context& context, const ApiVersionsRequest& request) {
  ApiVersionsResponse response;
  if (const Error wanted = context.fault(); wanted != Error::kNone) {
    response.error_code = code(wanted);
    return response;
  }
  if (context.version >= 3 && (!is_software_word(request.client_software_name) ||
                               !is_software_word(request.client_software_version))) {
    response.error_code = code(Error::kInvalidRequest);
    return response;
  }
  const int release = context.broker.options().as_release;
  if (release == 0 || release >= kFirstWithFeatures) add_features(context.version, response);
  for (const Row& row : table()) {
    const std::int16_t last = last_in(row, release);
    if (last >= 0) response.api_keys.push_back({row.key, row.advertised, last});
  }
  return response;
}

}  // namespace ricochet::bus::broker::api

#pragma once
#include <string>
#include <vector>

#include "bus/broker/api/table.h"

namespace ricochet::bus::broker::api {

/// Kafkas that the broker can look like, the oldest first: "2.8" ... "4.2".
std::vector<std::string> release_names();
/// As BrokerOptions has it: 309 for "3.9"; 0: not one of them.
int release_named(const std::string& name);
/// The newest version of this API that is served where no more is than a Kafka of that release has;
/// 0: all that we serve. -1: it does not have the API.
std::int16_t last_in(const Row& row, int release);

/// The release with transactions in their second form (`transaction.version` 2).
inline constexpr int kFirstWithFeatures = 400;

}  // namespace ricochet::bus::broker::api

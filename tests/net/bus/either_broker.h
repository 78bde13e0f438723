#pragma once
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <sstream>
#include <string>

#include "base/random.h"

namespace ricochet::bus {

/// What a test of behaviour runs on: the embedded broker, and the Apache Kafka whose address is in
/// RICOCHET_TEST_BUS (ci/on-kafka starts one and sets it).
enum class Against { kEmbedded, kKafka };

inline std::string kafka_address() {
  const char* const address = std::getenv("RICOCHET_TEST_BUS");
  return address == nullptr ? "" : address;
}

/// What librdkafka needs to come in there: RICOCHET_TEST_BUS_PROPERTIES, a line NAME=VALUE each.
inline std::map<std::string, std::string> kafka_properties() {
  std::map<std::string, std::string> properties;
  const char* const lines = std::getenv("RICOCHET_TEST_BUS_PROPERTIES");
  std::istringstream in(lines == nullptr ? "" : lines);
  for (std::string line; std::getline(in, line);) {
    if (const auto at = line.find('='); at != std::string::npos)
      properties[line.substr(0, at)] = line.substr(at + 1);
  }
  return properties;
}

/// For SetUp().
#define SKIP_WITHOUT_KAFKA(against)                            \
  if ((against) == Against::kKafka && kafka_address().empty()) \
  GTEST_SKIP() << "RICOCHET_TEST_BUS does not name a Kafka (HOST:PORT)"

inline std::string name_of(const testing::TestParamInfo<Against>& info) {
  return info.param == Against::kKafka ? "Kafka" : "Embedded";
}

inline auto both_brokers() { return testing::Values(Against::kEmbedded, Against::kKafka); }

/// A Kafka keeps what earlier tests and runs left: each test has names of its own.
inline std::string fresh_name(const std::string& name) {
  return name + "-" + base::secure_token(10);
}

}  // namespace ricochet::bus

#include "bus/broker/api/releases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/bus/broker/api_fixture.h"

namespace ricochet::bus::broker::api {
namespace {

std::int16_t last_of(std::int16_t key, const std::string& release) {
  return last_in(*find_row(key), release_named(release));
}

TEST(Releases, HaveWhatTheirKafkaTells) {
  // As a Kafka 3.9.2 was asked.
  const std::int16_t of_39[][2] = {{0, 11}, {1, 17}, {3, 12}, {8, 9},  {9, 9},  {11, 9}, {15, 5},
                                   {16, 5}, {18, 4}, {22, 5}, {26, 4}, {28, 4}, {60, 1}, {66, 1}};
  for (const auto& [key, last] : of_39) EXPECT_EQ(last_of(key, "3.9"), last) << key;
  EXPECT_EQ(last_of(1, "2.8"), 12);
  EXPECT_EQ(last_of(65, "2.8"), -1);
  EXPECT_EQ(last_of(12, "2.8"), 4) << "it has not changed since";
}

TEST(Releases, NeverHaveMoreThanWeServeNorLessThanTheOneBefore) {
  EXPECT_EQ(release_named("2.7"), 0);
  EXPECT_EQ(release_named("5.0"), 0);
  for (const Row& row : table()) {
    std::int16_t before = -1;
    for (const auto& name : release_names()) {
      const std::int16_t last = last_in(row, release_named(name));
      EXPECT_GE(last, before) << row.name << " of " << name;
      EXPECT_LE(last, row.last) << row.name << " of " << name;
      before = last;
    }
    EXPECT_EQ(last_in(row, 0), row.last);
  }
}

class AsKafka28 : public ApiFixture {
 protected:
  static BrokerOptions old() {
    BrokerOptions options;
    options.as_release = release_named("2.8");
    return options;
  }
  AsKafka28() : ApiFixture(old()) {}
};

TEST_F(AsKafka28, ClientsAreToldItsVersions) {
  ApiVersionsRequest request;
  request.client_software_name = request.client_software_version = "x";
  const auto told = ask(&api_versions, request, 3);
  std::map<std::int16_t, std::int16_t> last;
  for (const auto& one : told.api_keys) last[one.api_key] = one.max_version;
  EXPECT_EQ(last.at(0), 9);
  EXPECT_EQ(last.at(18), 3);
  EXPECT_FALSE(last.contains(65));
  EXPECT_TRUE(told.finalized_features.empty());
}

}  // namespace
}  // namespace ricochet::bus::broker::api

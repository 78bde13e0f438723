// Answers that would become large, and requests that would take long: none does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/bus/broker/api_fixture.h"
#include "tests/unit/bus/broker/group_member.h"

namespace ricochet::bus::broker::api {
namespace {

using testing::IsEmpty;

class Answers : public ApiFixture {
 protected:
  /// Is the client turned away before much has been put together?
  template <class Request, class Response>
  bool overflows(Response (*handler)(Context&, const Request&), const Request& request,
                 int version) {
    Context made = context(version);
    std::string bytes;
    encode(handler(made, request), version, bytes);
    EXPECT_LT(bytes.size(), 80U << 20);
    return made.overflows();
  }
};

TEST_F(Answers, CommitsThatAreAskedForOftenAreCounted) {
  Topic& topic = make_topic("t");
  broker_.groups().ensure("g")->commit({}, {{{"t", 0}, 1, -1, std::string(4096, 'n')}});
  const std::vector<std::int32_t> often(50'000, 0);
  OffsetFetchRequest request;
  request.group_id = "g";
  request.topics.emplace().push_back({"t", often});
  EXPECT_TRUE(overflows(&offset_fetch, request, 7));
  OffsetFetchRequest by_id;
  by_id.groups.emplace_back().group_id = "g";
  by_id.groups[0].topics.emplace().emplace_back();
  by_id.groups[0].topics->back().topic_id = topic.id;
  by_id.groups[0].topics->back().partition_indexes = often;
  EXPECT_TRUE(overflows(&offset_fetch, by_id, 10));
  request.topics->back().partition_indexes = {0};
  EXPECT_FALSE(overflows(&offset_fetch, request, 7));
}

TEST_F(Answers, SettingsAreCountedWithTheirValues) {
  make_topic("t").config.set("leader.replication.throttled.replicas", std::string(30'000, 'x'));
  DescribeConfigsRequest request;
  request.include_synonyms = true;
  request.resources.resize(3000);
  for (auto& one : request.resources) {
    one.resource_type = 2;
    one.resource_name = "t";
    one.configuration_keys.emplace() = {"leader.replication.throttled.replicas"};
  }
  EXPECT_TRUE(overflows(&describe_configs, request, 4));
  request.resources.resize(100);
  EXPECT_FALSE(overflows(&describe_configs, request, 4));
}

TEST_F(Answers, TopicsThatAreOnlyTriedOutAreCounted) {
  CreateTopicsRequest request;
  request.validate_only = true;
  request.topics.resize(60'000);
  for (std::size_t i = 0; i < request.topics.size(); ++i) {
    request.topics[i].name = "t" + std::to_string(i);
    request.topics[i].num_partitions = request.topics[i].replication_factor = 1;
  }
  EXPECT_TRUE(overflows(&create_topics, request, 7));
  EXPECT_THAT(broker_.topics().all(), IsEmpty());
  // Before v5 the settings are not told.
  EXPECT_FALSE(overflows(&create_topics, request, 4));
}

TEST_F(Answers, AValueThatGrowsByAndByHasABound) {
  make_topic("t");
  IncrementalAlterConfigsRequest request;
  auto& one = request.resources.emplace_back();
  one.resource_type = 2;
  one.resource_name = "t";
  const auto append = [&](const std::string& word) {
    constexpr std::int8_t kAppend = 2;
    one.configs = {{"follower.replication.throttled.replicas", kAppend, word}};
    return ask(&incremental_alter_configs, request, 1).responses.at(0).error_code;
  };
  const auto& config = broker_.topics().find("t")->config;
  const auto& key = *find_key(topic_config_keys(), "follower.replication.throttled.replicas");
  EXPECT_EQ(append(std::string(20'000, 'a')), 0);
  EXPECT_EQ(append(std::string(20'000, 'b')), 40);
  EXPECT_EQ(config.value(key).size(), 20'000U);
  EXPECT_EQ(append(std::string(12'766, 'b')), 0);
  EXPECT_EQ(config.value(key).size(), 32'767U);
  EXPECT_EQ(append("c"), 40);
}

/// Members that offer what they can, all of it different but for the last.
TEST_F(Answers, WhatMembersHaveInCommonIsFoundWithoutComparingEachWithEach) {
  constexpr int kMembers = 1000, kProtocols = 100;
  Group& group = *broker_.groups().ensure("g");
  std::string voted;
  for (int i = 0; i < kMembers; ++i) {
    JoinRequest join;
    join.client = {"c" + std::to_string(i), "127.0.0.1"};
    join.session = join.rebalance = std::chrono::seconds(10);
    join.protocol_type = "consumer";
    for (int p = 1; p < kProtocols; ++p)
      join.protocols.push_back({"p" + std::to_string(i * kProtocols + p), ""});
    join.protocols.push_back({"common", ""});
    group.join(join, [&](const JoinAnswer& answer) { voted = answer.protocol; });
  }
  loop_.advance(std::chrono::seconds(10));
  EXPECT_EQ(voted, "common");
  JoinRequest stranger;
  stranger.client = {"stranger", "127.0.0.1"};
  stranger.session = stranger.rebalance = std::chrono::seconds(10);
  stranger.protocol_type = "consumer";
  stranger.protocols = {{"p1", ""}, {"p1", ""}};
  Error error = Error::kNone;
  group.join(stranger, [&](const JoinAnswer& answer) { error = answer.error; });
  EXPECT_EQ(error, Error::kInconsistentGroupProtocol);
}

TEST_F(Answers, AnOldProtocolOfTheMemberItselfDoesNotCount) {
  Group& group = *broker_.groups().ensure("g");
  const auto join = [&](const std::string& id, std::vector<GroupProtocol> protocols) {
    JoinRequest request;
    request.member_id = id;
    request.client = {"me", "127.0.0.1"};
    request.session = request.rebalance = std::chrono::seconds(10);
    request.protocol_type = "consumer";
    request.protocols = std::move(protocols);
    JoinAnswer told;
    group.join(request, [&](const JoinAnswer& answer) { told = answer; });
    return told;
  };
  const auto first = join("", {{"range", ""}, {"sticky", ""}});
  EXPECT_EQ(join(first.member_id, {{"cooperative", ""}}).protocol, "cooperative");
  EXPECT_EQ(join("", {{"range", ""}}).error, Error::kInconsistentGroupProtocol);
  // Waits for the first one, which is told when it goes.
  join("", {{"cooperative", ""}, {"range", ""}});
  EXPECT_TRUE(group.expire(first.member_id));
  EXPECT_EQ(group.members().size(), 1U);
  EXPECT_EQ(join("", {{"range", ""}}).error, Error::kNone);
}

TEST_F(Answers, TimesAreLookedForOnlySoFar) {
  constexpr int kPartitions = 30;
  constexpr int kRecords = 100'000;
  make_topic("t", kPartitions);
  std::vector<RecordView> records(kRecords);
  for (auto& record : records) record.timestamp_ms = 1000;
  records.back().timestamp_ms = 2000;
  const std::string bytes = make_batch(records);
  ListOffsetsRequest request;
  auto& topic = request.topics.emplace_back();
  topic.name = "t";
  for (int i = 0; i < kPartitions; ++i) {
    ASSERT_EQ(produce_one("t", bytes, i).error_code, 0);
    auto& one = topic.partitions.emplace_back();
    one.partition_index = i;
    one.timestamp = 2000;
  }
  const auto told = ask(&list_offsets, request, 7).topics.at(0).partitions;
  EXPECT_EQ(told.front().offset, kRecords - 1);
  // No later than where it is.
  EXPECT_EQ(told.back().offset, 0);
  EXPECT_EQ(told.back().timestamp, 2000);
}

TEST_F(Answers, OffsetsOfMembersThatAreNotConsumersStay) {
  make_topic("t");
  Group& group = *broker_.groups().ensure("g");
  JoinRequest join;
  join.client = {"worker", "127.0.0.1"};
  join.session = join.rebalance = std::chrono::seconds(10);
  join.protocol_type = "connect";
  join.protocols = {{"sessioned", ""}};
  group.join(join, [](const JoinAnswer&) {});
  group.commit({}, {{{"t", 0}, 1, -1, ""}});
  OffsetDeleteRequest request;
  request.group_id = "g";
  request.topics.emplace_back().name = "t";
  request.topics[0].partitions.emplace_back();
  EXPECT_EQ(ask(&offset_delete, request, 0).error_code, 68);
  EXPECT_EQ(group.offsets().find({"t", 0})->offset, 1);
  group.expire(group.members()[0]->who.id);
  EXPECT_EQ(ask(&offset_delete, request, 0).error_code, 0);
  EXPECT_EQ(group.offsets().find({"t", 0}), nullptr);
}

}  // namespace
}  // namespace ricochet::bus::broker::api

// Versions, metadata, topics, settings, groups as administrators see them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bus/broker/api/table.h"
#include "tests/unit/bus/broker/api_fixture.h"

namespace ricochet::bus::broker::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ApiAdmin : public ApiFixture {
 protected:
  CreateTopicsResponse::Topic create(const CreateTopicsRequest::Topic& topic,
                                     bool validate_only = false) {
    CreateTopicsRequest request;
    request.validate_only = validate_only;
    request.topics = {topic};
    return ask(&create_topics, request, 7).topics.at(0);
  }
  static CreateTopicsRequest::Topic topic_named(const std::string& name, int partitions = 1,
                                                int replication = 1) {
    CreateTopicsRequest::Topic topic;
    topic.name = name;
    topic.num_partitions = partitions;
    topic.replication_factor = static_cast<std::int16_t>(replication);
    return topic;
  }
};

TEST_F(ApiAdmin, EachRowServesVersionsThatTheTableOfMessagesHas) {
  for (const Row& row : table()) {
    const Message& request = row.served.request();
    EXPECT_EQ(request.key, row.key) << row.name;
    EXPECT_EQ(row.served.response().key, row.key) << row.name;
    EXPECT_TRUE(request.valid.contain(row.first) && request.valid.contain(row.last)) << row.name;
    EXPECT_EQ(find_row(row.key), &row);
  }
  EXPECT_EQ(find_row(4), nullptr);
  EXPECT_EQ(find_row(-1), nullptr);
  EXPECT_EQ(find_row(1000), nullptr);
}

TEST_F(ApiAdmin, VersionsAreThoseOfTheTable) {
  ApiVersionsRequest request;
  EXPECT_EQ(ask(&api_versions, request, 0).api_keys.size(), table().size());
  EXPECT_TRUE(ask(&api_versions, request, 0).finalized_features.empty());
  EXPECT_EQ(ask(&api_versions, request, 3).error_code, 42);
  request.client_software_name = "apache-kafka-java";
  request.client_software_version = "4.1.0";
  const auto told = ask(&api_versions, request, 3);
  EXPECT_EQ(told.error_code, 0);
  EXPECT_EQ(told.api_keys[0].min_version, 0);
  request.client_software_version = "4.1.0-";
  const auto refused = ask(&api_versions, request, 3);
  EXPECT_EQ(refused.error_code, 42);
  EXPECT_TRUE(refused.api_keys.empty());
}

TEST_F(ApiAdmin, MetadataTellsOneAllOrNone) {
  make_topic("a", 2);
  make_topic("b");
  MetadataRequest request;
  EXPECT_EQ(ask(&metadata, request, 0).topics.size(), 2U);
  EXPECT_EQ(ask(&metadata, request, 1).topics.size(), 0U);
  request.topics.reset();
  const auto all = ask(&metadata, request, 12);
  ASSERT_EQ(all.topics.size(), 2U);
  EXPECT_EQ(all.topics[0].partitions.size(), 2U);
  EXPECT_EQ(all.brokers[0].host, "127.0.0.1");
  EXPECT_EQ(all.brokers[0].port, 9092);
  EXPECT_EQ(all.controller_id, 1);
  EXPECT_TRUE(all.cluster_id.has_value());
}

TEST_F(ApiAdmin, MetadataMakesTopicsWhenItMay) {
  MetadataRequest request;
  request.topics.emplace(1).at(0).name = "new";
  request.allow_auto_topic_creation = false;
  EXPECT_EQ(ask(&metadata, request, 4).topics[0].error_code, 3);
  request.allow_auto_topic_creation = true;
  EXPECT_EQ(ask(&metadata, request, 4).topics[0].partitions.size(), 1U);
  request.topics->at(0).name = "not a name";
  EXPECT_EQ(ask(&metadata, request, 4).topics[0].error_code, 17);
  request.topics->at(0).name.reset();
  request.topics->at(0).topic_id = broker_.topics().find("new")->id;
  EXPECT_EQ(ask(&metadata, request, 12).topics[0].name, "new");
  request.topics->at(0).topic_id.bytes[3] ^= 1;
  EXPECT_EQ(ask(&metadata, request, 12).topics[0].error_code, 100);
}

TEST_F(ApiAdmin, TopicsAreCreatedWithTheirSettings) {
  auto asked = topic_named("t", 3, 3);
  asked.configs.push_back({"retention.ms", "1000"});
  const auto told = create(asked);
  EXPECT_EQ(told.error_code, 0);
  EXPECT_EQ(told.num_partitions, 3);
  EXPECT_EQ(told.replication_factor, 3);
  EXPECT_EQ(told.configs->size(), topic_config_keys().size());
  EXPECT_EQ(told.topic_id, broker_.topics().find("t")->id);
  EXPECT_EQ(broker_.topics().find("t")->config.retention_ms(), 1000);
  EXPECT_EQ(create(topic_named("defaults", -1, -1)).num_partitions, 1);
}

TEST_F(ApiAdmin, WrongTopicsHaveKafkasErrors) {
  const auto error = [&](const CreateTopicsRequest::Topic& topic) {
    return create(topic).error_code;
  };
  make_topic("there");
  EXPECT_EQ(error(topic_named("there")), 36);
  EXPECT_EQ(error(topic_named("a b")), 17);
  EXPECT_EQ(error(topic_named("..")), 17);
  EXPECT_EQ(error(topic_named("t", 0)), 37);
  EXPECT_EQ(error(topic_named("t", 1, 0)), 38);
  EXPECT_EQ(error(topic_named("t", 1'000'000)), 44);
  auto wrong = topic_named("t");
  wrong.configs.push_back({"nothing.ms", "1"});
  EXPECT_EQ(error(wrong), 40);
  auto assigned = topic_named("t", -1, -1);
  assigned.assignments = {{0, {7}}};
  EXPECT_EQ(error(assigned), 39);
  assigned.assignments = {{0, {1}}, {2, {1}}};
  EXPECT_EQ(error(assigned), 39);
  assigned.assignments = {{1, {1}}, {0, {1}}};
  EXPECT_EQ(create(assigned).num_partitions, 2);
  EXPECT_EQ(create(topic_named("checked"), true).error_code, 0);
  EXPECT_EQ(broker_.topics().find("checked"), nullptr);
  CreateTopicsRequest twice;
  twice.topics = {topic_named("x"), topic_named("x")};
  const auto told = ask(&create_topics, twice, 7);
  ASSERT_EQ(told.topics.size(), 1U);
  EXPECT_EQ(told.topics[0].error_code, 42);
}

TEST_F(ApiAdmin, TopicsGrowAndGo) {
  make_topic("t");
  CreatePartitionsRequest more;
  more.topics.emplace_back().name = "t";
  more.topics[0].count = 4;
  more.topics[0].assignments.reset();
  EXPECT_EQ(ask(&create_partitions, more, 3).results[0].error_code, 0);
  EXPECT_EQ(ask(&create_partitions, more, 3).results[0].error_code, 37);
  EXPECT_EQ(broker_.topics().partition_count(), 4U);
  broker_.groups().ensure("g")->commit({}, {{{"t", 0}, 1, -1, ""}});
  DeleteTopicsRequest remove;
  remove.topic_names = {"t", "nothing"};
  const auto told = ask(&delete_topics, remove, 3);
  EXPECT_EQ(told.responses[0].error_code, 0);
  EXPECT_EQ(told.responses[1].error_code, 3);
  EXPECT_EQ(broker_.topics().partition_count(), 0U);
  EXPECT_TRUE(broker_.groups().find("g")->offsets().empty());
  make_topic("t");
  DeleteTopicsRequest by_id;
  by_id.topics.emplace_back().topic_id = broker_.topics().find("t")->id;
  EXPECT_EQ(ask(&delete_topics, by_id, 6).responses[0].name, "t");
  EXPECT_EQ(ask(&delete_topics, by_id, 6).responses[0].error_code, 100);
}

TEST_F(ApiAdmin, SettingsAreToldWholeAndChanged) {
  make_topic("t");
  const auto describe = [&](std::int8_t type, const std::string& name,
                            std::optional<std::vector<std::string>> keys = std::nullopt) {
    DescribeConfigsRequest request;
    request.resources = {{type, name, std::move(keys)}};
    request.include_synonyms = true;
    return ask(&describe_configs, request, 4).results.at(0);
  };
  EXPECT_EQ(describe(2, "t").configs.size(), topic_config_keys().size());
  EXPECT_EQ(describe(2, "t", std::vector<std::string>{}).configs.size(),
            topic_config_keys().size());
  EXPECT_EQ(describe(2, "nothing").error_code, 3);
  EXPECT_EQ(describe(4, "1").configs.size(), broker_config_keys().size());
  EXPECT_EQ(describe(4, "2").error_code, 42);
  EXPECT_EQ(describe(9, "t").error_code, 42);
  const std::vector<std::string> retention{"retention.ms", "no.such.key"};
  IncrementalAlterConfigsRequest alter;
  alter.resources.emplace_back();
  alter.resources[0].resource_type = 2;
  alter.resources[0].resource_name = "t";
  alter.resources[0].configs = {{"retention.ms", 0, "5000"}, {"cleanup.policy", 2, "compact"}};
  EXPECT_EQ(ask(&incremental_alter_configs, alter, 1).responses[0].error_code, 0);
  const auto told = describe(2, "t", retention);
  ASSERT_EQ(told.configs.size(), 1U);
  EXPECT_EQ(told.configs[0].value, "5000");
  EXPECT_EQ(told.configs[0].config_source, 1);
  EXPECT_EQ(told.configs[0].synonyms.size(), 2U);
  alter.resources[0].configs = {{"retention.bytes", 0, "7"}, {"retention.ms", 0, "x"}};
  EXPECT_EQ(ask(&incremental_alter_configs, alter, 1).responses[0].error_code, 40);
  EXPECT_EQ(broker_.topics().find("t")->config.retention_bytes(), -1) << "all or nothing";
  AlterConfigsRequest all;
  all.resources.emplace_back();
  all.resources[0].resource_type = 2;
  all.resources[0].resource_name = "t";
  EXPECT_EQ(ask(&alter_configs, all, 2).responses[0].error_code, 0);
  EXPECT_EQ(describe(2, "t", retention).configs[0].value, "604800000");
}

TEST_F(ApiAdmin, GroupsAreListedDescribedAndDeleted) {
  DescribeGroupsRequest describe;
  describe.groups = {"g"};
  EXPECT_EQ(ask(&describe_groups, describe, 5).groups[0].group_state, "Dead");
  broker_.groups().ensure("g")->commit({}, {{{"t", 0}, 1, -1, ""}});
  EXPECT_EQ(ask(&describe_groups, describe, 5).groups[0].group_state, "Empty");
  ListGroupsRequest list;
  EXPECT_EQ(ask(&list_groups, list, 4).groups[0].group_id, "g");
  list.states_filter = {"stable"};
  EXPECT_TRUE(ask(&list_groups, list, 4).groups.empty());
  list.states_filter = {"eMPTY"};
  EXPECT_EQ(ask(&list_groups, list, 4).groups.size(), 1U);
  list.types_filter = {"CLASSIC"};
  EXPECT_EQ(ask(&list_groups, list, 5).groups.at(0).group_type, "classic");
  list.types_filter = {"consumer"};
  EXPECT_TRUE(ask(&list_groups, list, 5).groups.empty());
  describe.groups = {"h"};
  EXPECT_EQ(ask(&describe_groups, describe, 6).groups[0].error_code, 69);
  EXPECT_EQ(ask(&describe_groups, describe, 5).groups[0].error_code, 0);
  DeleteGroupsRequest remove;
  remove.groups_names = {"g", "h"};
  const auto told = ask(&delete_groups, remove, 2);
  EXPECT_EQ(told.results[0].error_code, 0);
  EXPECT_EQ(told.results[1].error_code, 69);
}

TEST_F(ApiAdmin, CommitsComeBackWithTheirMetadata) {
  make_topic("t", 2);
  OffsetCommitRequest commit;
  commit.group_id = "g";
  auto& topic = commit.topics.emplace_back();
  topic.name = "t";
  topic.partitions = {{0, 7, 3, "note"}, {5, 7, 3, ""}, {1, 7, 3, std::string(5000, 'x')}};
  const auto told = ask(&offset_commit, commit, 8).topics[0].partitions;
  EXPECT_EQ(told[0].error_code, 0);
  EXPECT_EQ(told[1].error_code, 3);
  EXPECT_EQ(told[2].error_code, 12);
  OffsetFetchRequest fetch;
  fetch.group_id = "g";
  fetch.topics.emplace(1).at(0) = {"t", {0, 1}};
  const auto old = ask(&offset_fetch, fetch, 5).topics[0].partitions;
  EXPECT_EQ(old[0].committed_offset, 7);
  EXPECT_EQ(old[0].committed_leader_epoch, 3);
  EXPECT_EQ(old[0].metadata, "note");
  EXPECT_EQ(old[1].committed_offset, -1);
  EXPECT_EQ(old[1].error_code, 0);
  OffsetFetchRequest all;
  all.groups.emplace_back().group_id = "g";
  all.groups[0].topics.reset();
  const auto groups = ask(&offset_fetch, all, 8).groups;
  ASSERT_EQ(groups[0].topics.size(), 1U);
  EXPECT_EQ(groups[0].topics[0].partitions[0].committed_offset, 7);
  OffsetDeleteRequest remove;
  remove.group_id = "g";
  remove.topics.emplace_back().name = "t";
  remove.topics[0].partitions.resize(1);
  EXPECT_EQ(ask(&offset_delete, remove, 0).topics[0].partitions[0].error_code, 0);
  EXPECT_EQ(broker_.groups().find("g")->offsets().find({"t", 0}), nullptr);
  commit.generation_id_or_member_epoch = 3;
  commit.member_id = "m";
  EXPECT_EQ(ask(&offset_commit, commit, 8).topics[0].partitions[0].error_code, 25);
  commit.group_id = "nothing";
  EXPECT_EQ(ask(&offset_commit, commit, 8).topics[0].partitions[0].error_code, 22);
  commit.group_id = "";
  EXPECT_EQ(ask(&offset_commit, commit, 8).topics[0].partitions[0].error_code, 24);
}

class ThreeNodes : public ApiAdmin {
 protected:
  static BrokerOptions three() {
    BrokerOptions options;
    options.brokers = 3;
    options.strict = true;
    return options;
  }
  ThreeNodes() : nodes_(loop_, base::Random(1), three(), sink_) {}
  Context at(std::int32_t node, int version) {
    return {nodes_, {"me", "127.0.0.1"}, node, "127.0.0.1", version, &gone_};
  }
  Broker nodes_;
};

TEST_F(ThreeNodes, LeadersAndCoordinatorsAreSpread) {
  const auto& topic = *nodes_.topics().create("t", 6, 3, {}).topic;
  std::map<std::int32_t, int> leads;
  for (const auto& partition : topic.partitions) ++leads[partition->leader];
  EXPECT_THAT(leads, ElementsAre(testing::Pair(1, 2), testing::Pair(2, 2), testing::Pair(3, 2)));
  std::set<std::int32_t> coordinators;
  for (int i = 0; i < 20; ++i) coordinators.insert(nodes_.coordinator_of("g" + std::to_string(i)));
  EXPECT_EQ(coordinators.size(), 3U);
  EXPECT_EQ(nodes_.topics().create("u", 1, 4, {}).error, Error::kInvalidReplicationFactor);
}

TEST_F(ThreeNodes, TheWrongNodeSaysSo) {
  const auto& topic = *nodes_.topics().create("t", 1, 3, {}).topic;
  const std::int32_t other = topic.partitions[0]->leader % 3 + 1;
  ListOffsetsRequest list;
  list.topics.emplace_back().name = "t";
  list.topics[0].partitions.emplace_back().timestamp = -1;
  Context wrong = at(other, 7);
  EXPECT_EQ(list_offsets(wrong, list).topics[0].partitions[0].error_code, 6);
  Context right = at(topic.partitions[0]->leader, 7);
  EXPECT_EQ(list_offsets(right, list).topics[0].partitions[0].error_code, 0);
  HeartbeatRequest beat;
  beat.group_id = "g";
  Context elsewhere = at(nodes_.coordinator_of("g") % 3 + 1, 4);
  EXPECT_EQ(heartbeat(elsewhere, beat).error_code, 16);
  FindCoordinatorRequest find;
  find.coordinator_keys = {"g"};
  Context any = at(1, 4);
  EXPECT_EQ(find_coordinator(any, find).coordinators[0].node_id, nodes_.coordinator_of("g"));
  MetadataRequest all;
  all.topics.reset();
  const auto told = metadata(any, all);
  EXPECT_EQ(told.brokers.size(), 3U);
  EXPECT_EQ(told.topics[0].partitions[0].replica_nodes.size(), 3U);
}

}  // namespace
}  // namespace ricochet::bus::broker::api

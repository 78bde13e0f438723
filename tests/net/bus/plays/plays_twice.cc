// The same thing named twice in one request, by each API that has lists.
#include "tests/net/bus/plays/plays.h"

namespace ricochet::bus {

namespace {

void ask_for_records_twice(Side& side) {
  auto fetched = fetch_request(side, "t", 0);
  fetched.topics[0].partitions.push_back(fetched.topics[0].partitions[0]);
  side.tell<FetchResponse>("a partition", fetched, 12);
  fetched.topics[0].partitions.pop_back();
  fetched.topics.push_back(fetched.topics[0]);
  side.tell<FetchResponse>("a topic", fetched, 12);
  ListOffsetsRequest list;
  list.replica_id = -1;
  list.topics.emplace_back().name = side.name("t");
  list.topics[0].partitions.resize(3);
  for (auto& one : list.topics[0].partitions) one.timestamp = -1;
  list.topics[0].partitions[1].partition_index = 1;
  auto listed = side.ask<ListOffsetsResponse>(list, 7);
  std::sort(listed.topics.at(0).partitions.begin(), listed.topics.at(0).partitions.end(),
            [](auto& a, auto& b) { return a.partition_index < b.partition_index; });
  side.write("a partition", listed, 7);  // in whatever order
  OffsetForLeaderEpochRequest epochs;
  epochs.replica_id = -1;
  epochs.topics.emplace_back().topic = side.name("t");
  epochs.topics[0].partitions.resize(2);
  side.tell<OffsetForLeaderEpochResponse>("a partition", epochs, 4);
  DeleteRecordsRequest remove;
  remove.timeout_ms = 10'000;
  remove.topics.emplace_back().name = side.name("t");
  remove.topics[0].partitions = {{0, 1}, {0, 1}};
  side.tell<DeleteRecordsResponse>("a partition", remove, 2);
  DescribeProducersRequest producers;
  producers.topics = {{side.name("t"), {0, 0}}};
  side.tell<DescribeProducersResponse>("a partition", producers, 0);
}

void ask_for_topics_twice(Side& side) {
  MetadataRequest metadata;
  metadata.topics.emplace(2);
  for (auto& one : *metadata.topics) one.name = side.name("t");
  side.tell<MetadataResponse>("a topic", metadata, 12);
  DescribeConfigsRequest describe;
  describe.resources.resize(2);
  for (auto& one : describe.resources) {
    one.resource_type = 2;
    one.resource_name = side.name("t");
    one.configuration_keys.emplace() = {"retention.ms"};
  }
  side.tell<DescribeConfigsResponse>("a topic", describe, 4);
  IncrementalAlterConfigsRequest change;
  change.resources.resize(2);
  for (auto& one : change.resources) {
    one.resource_type = 2;
    one.resource_name = side.name("t");
    one.configs = {{"retention.ms", 0, "1000000"}};
  }
  side.tell<IncrementalAlterConfigsResponse>("a topic", change, 1);
  CreatePartitionsRequest grow;
  grow.timeout_ms = 10'000;
  grow.topics = {{side.name("t"), 3, {}}, {side.name("t"), 4, {}}};
  for (auto& one : grow.topics) one.assignments.reset();
  side.tell<CreatePartitionsResponse>("a topic", grow, 3);
  DeleteTopicsRequest remove;
  remove.timeout_ms = 10'000;
  remove.topics.resize(2);
  for (auto& one : remove.topics) one.name = side.name("gone");
  side.tell<DeleteTopicsResponse>("a topic", remove, 6);
  remove.topics.clear();
  remove.topic_names = {side.name("gone"), side.name("gone")};
  side.tell<DeleteTopicsResponse>("a topic", remove, 5);
}

void ask_for_groups_twice(Side& side) {
  const std::string group = side.name("g");
  OffsetCommitRequest commit;
  commit.group_id = group;
  commit.topics.emplace_back().name = side.name("t");
  commit.topics[0].partitions = {{0, 7, 0, "first"}, {0, 8, 0, "second"}};
  side.tell_when<OffsetCommitResponse>("a partition", commit, 8, [](auto& told) {
    const auto error = told.topics.at(0).partitions.at(0).error_code;
    return error != 14 && error != 15 && error != 16;
  });
  OffsetFetchRequest fetched;
  auto& one = fetched.groups.emplace_back();
  one.group_id = group;
  one.topics.emplace(1).at(0).name = side.name("t");
  one.topics->at(0).partition_indexes = {0, 0};
  side.tell<OffsetFetchResponse>("a partition", fetched, 8);
  one.topics.reset();
  fetched.groups.push_back(fetched.groups[0]);
  side.tell<OffsetFetchResponse>("a group", fetched, 8);
  FindCoordinatorRequest find;
  find.coordinator_keys = {group, group};
  side.tell<FindCoordinatorResponse>("a group", find, 4);
  DescribeGroupsRequest describe;
  describe.groups = {group, group};
  side.tell<DescribeGroupsResponse>("a group", describe, 5);
  describe.groups = {side.name("nothing"), side.name("nothing")};
  side.tell<DescribeGroupsResponse>("a group that is not there", describe, 6);
  OffsetDeleteRequest forget;
  forget.group_id = group;
  forget.topics.emplace_back().name = side.name("t");
  forget.topics[0].partitions.resize(2);
  side.tell<OffsetDeleteResponse>("a partition", forget, 0);
  LeaveGroupRequest leave;
  leave.group_id = group;
  leave.members.resize(2);
  for (auto& member : leave.members) member.member_id = "stranger";
  side.tell<LeaveGroupResponse>("a member", leave, 5);
  DeleteGroupsRequest end;
  end.groups_names = {group, group};
  side.tell<DeleteGroupsResponse>("a group", end, 2);
}

void ask_for_transactions_twice(Side& side) {
  InitProducerIdRequest init;
  init.transactional_id = side.name("tx");
  init.transaction_timeout_ms = 60'000;
  const auto producer =
      side.tell_when<InitProducerIdResponse>("a producer", init, 4, [](auto& told) {
        return told.error_code != 14 && told.error_code != 15 && told.error_code != 16;
      });
  AddPartitionsToTxnRequest add;
  add.v3_and_below_transactional_id = side.name("tx");
  add.v3_and_below_producer_id = producer.producer_id;
  add.v3_and_below_producer_epoch = producer.producer_epoch;
  add.v3_and_below_topics = {{side.name("t"), {0, 0}}};
  side.tell<AddPartitionsToTxnResponse>("a partition", add, 3);
  DescribeTransactionsRequest describe;
  describe.transactional_ids = {side.name("tx"), side.name("tx")};
  side.tell<DescribeTransactionsResponse>("a transaction", describe, 0);
  EndTxnRequest end;
  end.transactional_id = side.name("tx");
  end.producer_id = producer.producer_id;
  end.producer_epoch = producer.producer_epoch;
  side.tell_when<EndTxnResponse>("a producer", end, 3,
                                 [](auto& told) { return told.error_code != 51; });
}

}  // namespace

void play_named_twice(Side& side) {
  make_topic(side, "t", 2);
  make_topic(side, "gone", 1);
  wake_coordinators(side);
  side.ask<ProduceResponse>(produce_request(side, "t", batch({"a", "b"})), 9);
  const std::string good = batch({"c"});
  auto produced = produce_request(side, "t", good);
  produced.topic_data[0].partition_data.push_back(produced.topic_data[0].partition_data[0]);
  side.tell<ProduceResponse>("a partition", produced, 9);
  side.tell<FetchResponse>("what is there", fetch_request(side, "t", 0), 12);
  ask_for_records_twice(side);
  ask_for_groups_twice(side);
  ask_for_transactions_twice(side);
  ask_for_topics_twice(side);
}

}  // namespace ricochet::bus

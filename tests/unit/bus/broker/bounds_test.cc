// What requests may make the broker keep, and make it work: bounded, whatever they ask for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "bus/broker/faults.h"
#include "tests/unit/bus/broker/api_fixture.h"
#include "tests/unit/bus/broker/group_member.h"

namespace ricochet::bus::broker::api {
namespace {

using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;

std::string gzipped(const std::string& plain) {
  z_stream stream{};
  constexpr int kGzip = 15 + 16, kMemory = 8;
  EXPECT_EQ(
      deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzip, kMemory, Z_DEFAULT_STRATEGY),
      Z_OK);
  std::string out(plain.size() / 100 + 1000, '\0');
  std::string in = plain;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

/// Records of the times 1000, 1001 ..., which are small here and large when taken apart.
std::string bomb(int records, std::size_t value_bytes) {
  std::vector<RecordView> all;
  const std::string value(value_bytes, 'x');
  for (int i = 0; i < records; ++i) {
    auto& record = all.emplace_back();
    record.timestamp_ms = 1000 + i;
    record.key = "k";
    record.value = value;
  }
  const std::string plain = make_batch(all);
  auto head = read_head(plain).value();
  head.attributes = static_cast<std::int16_t>(Compression::kGzip);
  return assemble(head, gzipped(plain.substr(BatchHead::kBytes)));
}

class Bounds : public ApiFixture {
 protected:
  static BrokerOptions small() {
    BrokerOptions options;
    options.memory = 1 << 20;
    options.max_groups = 5;
    return options;
  }
  Bounds() : ApiFixture(small()) {}
};

TEST_F(Bounds, OneRequestTakesApartOnlySoMuch) {
  constexpr int kPartitions = 20;
  make_topic("t", kPartitions);
  const std::string bytes = bomb(4, 1 << 20);
  ListOffsetsRequest request;
  auto& topic = request.topics.emplace_back();
  topic.name = "t";
  for (int i = 0; i < kPartitions; ++i) {
    ASSERT_EQ(produce_one("t", bytes, i).error_code, 0);
    auto& one = topic.partitions.emplace_back();
    one.partition_index = i;
    one.timestamp = 1002;
  }
  const auto told = ask(&list_offsets, request, 7).topics.at(0).partitions;
  EXPECT_EQ(told.front().offset, 2);
  // No later than where it is, and no later time than the batch has.
  EXPECT_EQ(told.back().offset, 0);
  EXPECT_EQ(told.back().timestamp, 1003);
}

TEST_F(Bounds, RecordsOfCompactedTopicsAreLookedIntoOnlySoFar) {
  constexpr int kPartitions = 20;
  make_topic("t", kPartitions).config.set("cleanup.policy", "compact");
  const std::string bytes = bomb(5, 1 << 20);
  ProduceRequest request;
  request.acks = -1;
  auto& data = request.topic_data.emplace_back();
  data.name = "t";
  for (int i = 0; i < kPartitions; ++i) {
    auto& one = data.partition_data.emplace_back();
    one.index = i;
    one.records.parts = {bytes};
  }
  const auto told = call(&produce, request, 9)->answer->responses.at(0).partition_responses;
  EXPECT_EQ(told.front().error_code, 0);
  EXPECT_EQ(told.back().error_code, 87);
}

TEST_F(Bounds, AFetchWaitsOnceAtAPartitionThatIsNamedOften) {
  make_topic("t");
  auto request = fetch_request("t", 0);
  for (int i = 0; i < 100; ++i) {
    request.topics[0].partitions.push_back(request.topics[0].partitions[0]);
    request.topics.push_back(fetch_request("t", 0).topics[0]);
  }
  const auto waiting = call(&fetch, request, 12);
  EXPECT_EQ(broker_.topics().find("t")->partitions[0]->changed.size(), 1U);
  produce_one("t", batch({"a"}));
  ASSERT_EQ(waiting->answer->responses.size(), 1U);
  EXPECT_EQ(waiting->answer->responses[0].partitions.size(), 1U);
}

TEST_F(Bounds, AFetchDoesNotWaitForMoreThanItWouldTake) {
  make_topic("t");
  produce_one("t", batch({"a"}));
  produce_one("t", batch({"b"}));
  auto request = fetch_request("t", 0);
  request.min_bytes = 1 << 20;
  request.max_bytes = static_cast<std::int32_t>(batch({"a"}).size());
  EXPECT_TRUE(call(&fetch, request, 12)->answer);
}

TEST_F(Bounds, EndsOfTransactionsStayWithinTheMemory) {
  make_topic("t", 100);
  InitProducerIdRequest init;
  init.transactional_id = "tx";
  init.transaction_timeout_ms = 1000;
  const auto producer = ask(&init_producer_id, init, 3);
  AddPartitionsToTxnRequest add;
  add.v3_and_below_transactional_id = "tx";
  add.v3_and_below_producer_id = producer.producer_id;
  add.v3_and_below_topics = {{"t", {}}};
  for (std::int32_t i = 0; i < 100; ++i) add.v3_and_below_topics[0].partitions.push_back(i);
  EndTxnRequest end;
  end.transactional_id = "tx";
  end.producer_id = producer.producer_id;
  const auto begin = [&] {
    return ask(&add_partitions_to_txn, add, 3)
        .results_by_topic_v3_and_below.at(0)
        .results_by_partition.at(0)
        .partition_error_code;
  };
  std::int16_t error = 0;
  for (int round = 0; round < 100 && (error = begin()) == 0; ++round)
    ASSERT_EQ(ask(&end_txn, end, 3).error_code, 0);
  EXPECT_EQ(error, 15);
  EXPECT_LE(broker_.topics().memory().used, broker_.topics().memory().limit);
  // What has begun comes to its end, also when it is full by then, and there is room afterwards.
  broker_.reset();
  EXPECT_EQ(begin(), 0);
  while (produce_one("t", batch({std::string(200, 'x')})).error_code == 0) continue;
  EXPECT_EQ(ask(&end_txn, end, 3).error_code, 0);
  EXPECT_LE(broker_.topics().memory().used, broker_.topics().memory().limit);
  broker_.reset();
  EXPECT_EQ(broker_.topics().memory().used, 0U);
  EXPECT_EQ(begin(), 0);
}

JoinGroupRequest join_request(const std::string& group, std::int32_t session) {
  JoinGroupRequest request;
  request.group_id = group;
  request.session_timeout_ms = session;
  request.rebalance_timeout_ms = 1000;
  request.protocol_type = "consumer";
  request.protocols = {{"range", ""}};
  return request;
}

TEST_F(Bounds, WhatIsRefusedMakesNoGroup) {
  make_topic("t");
  EXPECT_EQ(call(&join_group, join_request("a", 1), 5)->answer->error_code, 26);
  auto without = join_request("b", 10'000);
  without.protocols.clear();
  EXPECT_EQ(call(&join_group, without, 5)->answer->error_code, 23);
  auto many = join_request("c", 10'000);
  many.protocols.resize(1000, {"range", ""});
  EXPECT_EQ(call(&join_group, many, 5)->answer->error_code, 23);
  OffsetCommitRequest commit;
  commit.group_id = "d";
  commit.topics.emplace_back().name = "nothing";
  commit.topics[0].partitions.emplace_back();
  EXPECT_EQ(ask(&offset_commit, commit, 8).topics[0].partitions[0].error_code, 3);
  EXPECT_THAT(broker_.groups().all(), IsEmpty());
  // Nor does who was given an id and never came.
  EXPECT_EQ(call(&join_group, join_request("e", 10'000), 5)->answer->error_code, 79);
  EXPECT_EQ(broker_.groups().all().size(), 1U);
  loop_.advance(std::chrono::seconds(10));
  EXPECT_THAT(broker_.groups().all(), IsEmpty());
}

TEST_F(Bounds, AGroupWithoutMembersAndOffsetsGoesSoon) {
  make_topic("t");
  const std::string member = stand_alone(broker_, "g", "me", "t", {0});
  broker_.groups().find("g")->leave(member, "");
  loop_.advance(minutes(9));
  EXPECT_NE(broker_.groups().find("g"), nullptr);
  loop_.advance(minutes(2));
  EXPECT_EQ(broker_.groups().find("g"), nullptr);
  stand_alone(broker_, "h", "me", "t", {0});
  broker_.groups().find("h")->commit({}, {{{"t", 0}, 1, -1, ""}});
  broker_.groups().find("h")->expire(broker_.groups().find("h")->members()[0]->who.id);
  loop_.advance(minutes(100));
  EXPECT_NE(broker_.groups().find("h"), nullptr);
}

TEST_F(Bounds, WhoReadsAPartitionIsKnownThroughAllOfAGroupsLife) {
  const Client me{"me", "127.0.0.1"};
  const Groups& groups = broker_.groups();
  const auto reader = [&](std::int32_t partition) {
    return groups.reader_of(me, {"t", partition});
  };
  const std::string member = stand_alone(broker_, "g", "me", "t", {0, 1});
  EXPECT_EQ(reader(0), groups.find("g"));
  EXPECT_EQ(reader(2), nullptr);
  EXPECT_EQ(groups.reader_of({"other", "127.0.0.1"}, {"t", 0}), nullptr);
  stand_alone(broker_, "h", "me", "t", {1});
  EXPECT_EQ(reader(0), groups.find("g"));
  EXPECT_EQ(reader(1), nullptr);  // either may be meant
  broker_.groups().remove("h");
  EXPECT_EQ(reader(1), groups.find("g"));
  broker_.groups().find("g")->expire(member);
  EXPECT_EQ(reader(0), nullptr);
  EXPECT_EQ(reader(1), nullptr);
}

TEST_F(Bounds, AnAssignmentIsReadOnlyAsFarAsItCanBe) {
  stand_alone(broker_, "g", "me", "t", std::vector<std::int32_t>(100'000, 1));
  EXPECT_LE(broker_.groups().find("g")->members()[0]->partitions.size(), 20'000U);
  stand_alone(broker_, "h", "me", std::string(30'000, 't'), {1, 2});
  EXPECT_THAT(broker_.groups().find("h")->members()[0]->partitions, IsEmpty());
}

TEST_F(Bounds, ATransactionCommitsOffsetsOfOnlySoManyGroups) {
  InitProducerIdRequest init;
  init.transactional_id = "tx";
  init.transaction_timeout_ms = 1000;
  AddOffsetsToTxnRequest add;
  add.transactional_id = "tx";
  add.producer_id = ask(&init_producer_id, init, 3).producer_id;
  std::int16_t error = 0;
  for (int i = 0; i < 1000 && error == 0; ++i) {
    add.group_id = "g" + std::to_string(i);
    error = ask(&add_offsets_to_txn, add, 3).error_code;
  }
  EXPECT_EQ(error, 15);
}

/// One request may name far more members than there are.
class LeavingTogether : public testing::Test {
 protected:
  /// The id that the member got; its other requests wait.
  std::string join(const std::string& client, const std::string& instance = {},
                   const std::string& id = {}, bool needs_known_id = false) {
    JoinRequest made;
    made.member_id = id;
    made.instance_id = instance;
    made.client = {client, "127.0.0.1"};
    made.session = std::chrono::seconds(10);
    made.rebalance = std::chrono::seconds(60);
    made.protocol_type = "consumer";
    made.protocols = {{"range", "m"}};
    made.needs_known_id = needs_known_id;
    const auto got = std::make_shared<std::string>();
    group_.join(std::move(made), [got](const JoinAnswer& answer) { *got = answer.member_id; });
    return *got;
  }

  test::FakeLoop loop_;
  base::Random random_{1};
  GroupOptions options_;
  RecordingSink sink_;
  Group group_{loop_, random_, options_, sink_, "g"};
};

TEST_F(LeavingTogether, EachIsAnsweredAsAlone) {
  const auto first = join("a");
  join("b", "one");
  join("a", "", first);
  const auto about = join("c", "", "", true);
  const std::string fixed = group_.members().at(1)->who.id;
  std::vector<LeavingMember> leaving = {
      {"nobody", ""}, {"", "none"},   {"nobody", "one"}, {about, ""}, {about, ""}, {first, ""},
      {first, ""},    {fixed, "one"}, {"x", "one"},      {fixed, ""}, {"", ""}};
  EXPECT_THAT(
      group_.leave(leaving),
      ElementsAre(Error::kUnknownMemberId, Error::kUnknownMemberId, Error::kFencedInstanceId,
                  Error::kNone, Error::kUnknownMemberId, Error::kNone, Error::kUnknownMemberId,
                  Error::kNone, Error::kUnknownMemberId, Error::kUnknownMemberId,
                  Error::kUnknownMemberId));
  EXPECT_TRUE(group_.members().empty());
}

}  // namespace
}  // namespace ricochet::bus::broker::api

// What clients make the broker keep besides records is counted, bounded, and given back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/bus/broker/api_fixture.h"
#include "tests/unit/bus/broker/group_member.h"

namespace ricochet::bus::broker::api {
namespace {

using testing::HasSubstr;

constexpr std::int16_t kFullCoordinator = 15, kFullTopics = 44, kFullProduce = 56;

class StateMemory : public ApiFixture {
 protected:
  static BrokerOptions small() {
    BrokerOptions options;
    options.state_memory = 64 << 10;
    return options;
  }
  StateMemory() : ApiFixture(small()) {}

  std::size_t used() { return broker_.state().used; }
  /// Leaves so much room.
  void leave(std::size_t bytes) { broker_.state().limit = used() + bytes; }

  static JoinGroupRequest join_of(const std::string& group, const std::string& metadata,
                                  const std::string& instance = "i") {
    JoinGroupRequest request;
    request.group_id = group;
    request.group_instance_id = instance;
    request.session_timeout_ms = 10'000;
    request.rebalance_timeout_ms = 1000;
    request.protocol_type = "consumer";
    request.protocols = {{"range", metadata}};
    return request;
  }
  static OffsetCommitRequest commit_of(const std::string& group, const std::string& metadata) {
    OffsetCommitRequest request;
    request.group_id = group;
    request.generation_id_or_member_epoch = -1;
    request.topics.emplace_back().name = "t";
    request.topics[0].partitions.emplace_back().committed_metadata = metadata;
    return request;
  }
  std::int16_t commit(const std::string& group, const std::string& metadata) {
    return ask(&offset_commit, commit_of(group, metadata), 8).topics[0].partitions[0].error_code;
  }
  InitProducerIdResponse init(const std::string& id) {
    InitProducerIdRequest request;
    request.transactional_id = id;
    request.transaction_timeout_ms = 60'000;
    return ask(&init_producer_id, request, 3);
  }
  CreateTopicsResponse::Topic create(const std::string& name, int partitions,
                                     const std::string& throttled = "") {
    CreateTopicsRequest request;
    auto& topic = request.topics.emplace_back();
    topic.name = name;
    topic.num_partitions = partitions;
    topic.replication_factor = 1;
    if (!throttled.empty()) topic.configs = {{"leader.replication.throttled.replicas", throttled}};
    return ask(&create_topics, request, 5).topics[0];
  }
  static BatchHead of_producer(std::int64_t id) {
    BatchHead head;
    head.producer_id = id;
    head.producer_epoch = 0;
    head.base_sequence = 0;
    return head;
  }
};

TEST_F(StateMemory, AMemberThatDoesNotFitIsToldToTryAgainAndMakesNoGroup) {
  leave(6000);
  const auto refused = call(&join_group, join_of("g", std::string(8000, 'm')), 5);
  EXPECT_EQ(refused->answer->error_code, kFullCoordinator);
  EXPECT_EQ(broker_.groups().find("g"), nullptr);
  loop_.advance(std::chrono::milliseconds(1));
  EXPECT_EQ(used(), 0U);
  EXPECT_EQ(call(&join_group, join_of("g", "m"), 5)->answer->error_code, 0);
  // Nor does one grow beyond it that is there.
  EXPECT_EQ(call(&join_group, join_of("g", std::string(8000, 'm')), 5)->answer->error_code,
            kFullCoordinator);
  EXPECT_EQ(call(&join_group, join_of("g", "n"), 5)->answer->error_code, 0);
}

TEST_F(StateMemory, AssignmentsThatDoNotFitAreNotHandedOutAndMayComeAgain) {
  make_topic("t");
  broker_.state().limit = 1 << 20;
  const auto joined = call(&join_group, join_of("g", ""), 5);
  SyncGroupRequest sync;
  sync.group_id = "g";
  sync.group_instance_id = "i";
  sync.member_id = joined->answer->member_id;
  sync.generation_id = joined->answer->generation_id;
  // 40,000 bytes on the wire are 10,000 names here.
  sync.assignments = {{sync.member_id, assignment_of("t", std::vector<std::int32_t>(10'000, 1))}};
  EXPECT_EQ(call(&sync_group, sync, 4)->answer->error_code, kFullCoordinator);
  sync.assignments = {{sync.member_id, assignment_of("t", {0})}};
  EXPECT_EQ(call(&sync_group, sync, 4)->answer->error_code, 0);
}

TEST_F(StateMemory, CommitsThatDoNotFitAreRefusedAndThoseThatReplaceThemAreNot) {
  make_topic("t");
  EXPECT_EQ(commit("g", std::string(1000, 'm')), 0);
  leave(0);
  EXPECT_EQ(commit("g", std::string(1001, 'm')), kFullCoordinator);
  EXPECT_EQ(commit("h", ""), kFullCoordinator);
  EXPECT_EQ(broker_.groups().find("h"), nullptr);
  EXPECT_EQ(commit("g", std::string(1000, 'n')), 0);
}

TEST_F(StateMemory, GroupsThatNobodyUsesMakeRoom) {
  make_topic("t");
  stand_alone(broker_, "g", "me", "t", {0});
  broker_.groups().find("g")->expire(broker_.groups().find("g")->members()[0]->who.id);
  leave(1000);
  EXPECT_EQ(commit("h", ""), 0);
  EXPECT_EQ(broker_.groups().find("g"), nullptr);
}

TEST_F(StateMemory, TransactionalIdsThatDoNotFitAreRefusedAndGoWhenNobodyUsesThem) {
  ASSERT_EQ(init("first").error_code, 0);
  leave(0);
  EXPECT_EQ(init("second").error_code, kFullCoordinator);
  EXPECT_EQ(init("first").error_code, 0);
  loop_.advance(std::chrono::hours(24 * 7));
  EXPECT_EQ(used(), 0U);
  broker_.state().limit = 1 << 20;
  EXPECT_EQ(init("second").error_code, 0);
}

TEST_F(StateMemory, TopicsAndSettingsThatDoNotFitAreAgainstThePolicy) {
  ASSERT_EQ(create("t", 1).error_code, 0);
  leave(1000);
  const auto refused = create("u", 1);
  EXPECT_EQ(refused.error_code, kFullTopics);
  EXPECT_THAT(*refused.error_message, HasSubstr("the broker is full: it holds "));
  EXPECT_EQ(broker_.topics().grow("t", 2, false).error, Error::kPolicyViolation);
  IncrementalAlterConfigsRequest alter;
  auto& asked = alter.resources.emplace_back();
  asked.resource_type = 2;
  asked.resource_name = "t";
  asked.configs = {{"leader.replication.throttled.replicas", 0, std::string(2000, 'x')}};
  EXPECT_EQ(ask(&incremental_alter_configs, alter, 1).responses[0].error_code, kFullTopics);
}

TEST_F(StateMemory, WhatCannotBeKnownOfAProducerIsNotAppended) {
  make_topic("t");
  ASSERT_EQ(produce_one("t", batch({"a"}, of_producer(1))).error_code, 0);
  leave(0);
  EXPECT_EQ(produce_one("t", batch({"a"}, of_producer(2))).error_code, kFullProduce);
  auto next = of_producer(1);
  next.base_sequence = 1;
  EXPECT_EQ(produce_one("t", batch({"b"}, next)).error_code, 0);
  EXPECT_EQ(produce_one("t", batch({"c"})).error_code, 0);
}

TEST_F(StateMemory, ATransactionThatHasBegunEndsHoweverFullItIs) {
  make_topic("t", 3);
  const auto producer = init("tx");
  AddPartitionsToTxnRequest add;
  add.v3_and_below_transactional_id = "tx";
  add.v3_and_below_producer_id = producer.producer_id;
  add.v3_and_below_topics = {{"t", {0, 1}}};
  const auto added = [&] {
    return ask(&add_partitions_to_txn, add, 3)
        .results_by_topic_v3_and_below[0]
        .results_by_partition[0]
        .partition_error_code;
  };
  ASSERT_EQ(added(), 0);
  leave(0);
  add.v3_and_below_topics = {{"t", {2}}};
  EXPECT_EQ(added(), kFullCoordinator);
  EndTxnRequest end;
  end.transactional_id = "tx";
  end.producer_id = producer.producer_id;
  end.committed = true;
  EXPECT_EQ(ask(&end_txn, end, 3).error_code, 0);
  EXPECT_LE(used(), broker_.state().limit);
  EXPECT_EQ(broker_.topics().find("t")->partitions[1]->log.end(), 1);
}

TEST_F(StateMemory, ItIsTakenOnceWhenItIsFull) {
  leave(0);
  create("t", 1);
  EXPECT_TRUE(broker_.state().news());
  create("t", 1);
  EXPECT_FALSE(broker_.state().news());
  broker_.state().limit = 1 << 20;
  create("t", 1);
  leave(0);
  create("u", 1);
  EXPECT_TRUE(broker_.state().news()) << "it had room meanwhile";
}

/// Requests of all kinds that make the broker keep something, drawn by chance.
class AnyRequests : public StateMemory {
 protected:
  static constexpr int kFew = 6;
  int few() { return static_cast<int>(random_.below(kFew)); }
  std::string text(const char* what) { return what + std::to_string(few()); }
  std::string bytes() { return std::string(random_.below(5) == 0 ? 3000 : random_.below(40), 'x'); }

  void join() {
    const std::string group = text("g"), instance = text("i");
    auto request = join_of(group, bytes(), instance);
    request.protocols.resize(1 + random_.below(3), {"range", bytes()});
    if (random_.below(3) == 0) request.group_instance_id.reset();  // is told an id, may not come
    const auto waiting = call(&join_group, request, 5);
    if (!waiting->answer || waiting->answer->error_code != 0) return;
    SyncGroupRequest sync;
    sync.group_id = group;
    sync.group_instance_id = request.group_instance_id;
    sync.member_id = waiting->answer->member_id;
    sync.generation_id = waiting->answer->generation_id;
    for (const auto& member : broker_.groups().find(group)->members())
      sync.assignments.push_back(
          {member->who.id,
           assignment_of(text("t"), std::vector<std::int32_t>(random_.below(60), 1))});
    call(&sync_group, sync, 4);
  }
  void leave_group_of() {
    LeaveGroupRequest request;
    request.group_id = text("g");
    request.members.emplace_back().group_instance_id = text("i");
    ask(&leave_group, request, 3);
  }
  void commit_some() {
    auto request = commit_of(text("g"), bytes());
    request.topics[0].name = text("t");
    for (int i = few(); i > 0; --i) {
      auto& one = request.topics[0].partitions.emplace_back();
      one.partition_index = few();
      one.committed_metadata = bytes();
    }
    ask(&offset_commit, request, 8);
  }
  void change_topics() {
    const std::string name = text("t");
    switch (random_.below(4)) {
      case 0:
        return static_cast<void>(broker_.delete_topic(name));
      case 1:
        return static_cast<void>(broker_.topics().grow(name, 1 + few(), false));
      case 2: {
        IncrementalAlterConfigsRequest request;
        auto& asked = request.resources.emplace_back();
        asked.resource_type = 2;
        asked.resource_name = name;
        asked.configs = {{"leader.replication.throttled.replicas", 0, bytes()}};
        return static_cast<void>(ask(&incremental_alter_configs, request, 1));
      }
      default:
        create(name, 1 + few(), bytes());
    }
  }
  void work_in_a_transaction() {
    const std::string id = text("tx");
    const auto producer = init(id);
    if (producer.error_code != 0) return;
    AddPartitionsToTxnRequest add;
    add.v3_and_below_transactional_id = id;
    add.v3_and_below_producer_id = producer.producer_id;
    add.v3_and_below_producer_epoch = producer.producer_epoch;
    add.v3_and_below_topics = {{text("t"), {0, few()}}};
    ask(&add_partitions_to_txn, add, 3);
    auto head = of_producer(producer.producer_id);
    head.producer_epoch = producer.producer_epoch;
    head.attributes = 0x10;  // transactional
    produce_one(text("t"), batch({"a"}, head), 0, id, random_.below(2) == 0 ? 9 : 12);
    TxnOffsetCommitRequest commit;
    commit.transactional_id = id;
    commit.producer_id = producer.producer_id;
    commit.producer_epoch = producer.producer_epoch;
    commit.group_id = text("g");
    commit.topics.emplace_back().name = text("t");
    commit.topics[0].partitions.emplace_back().committed_metadata = bytes();
    ask(&txn_offset_commit, commit, 2);
    EndTxnRequest end;
    end.transactional_id = id;
    end.producer_id = producer.producer_id;
    end.producer_epoch = producer.producer_epoch;
    end.committed = random_.below(2) == 0;
    if (random_.below(3) != 0) ask(&end_txn, end, 3);
  }
  void any() {
    switch (random_.below(7)) {
      case 0:
        return join();
      case 1:
        return leave_group_of();
      case 2:
        return commit_some();
      case 3:
        return change_topics();
      case 4:
        return work_in_a_transaction();
      case 5:
        return static_cast<void>(produce_one(
            text("t"), batch({"a"}, of_producer(static_cast<std::int64_t>(random_.below(2000))))));
      default:
        return loop_.advance(std::chrono::seconds(few()));
    }
  }
  void delete_all() {
    loop_.advance(std::chrono::minutes(40));  // sessions and transactions are over
    for (int i = 0; i < kFew; ++i) {
      broker_.groups().remove("g" + std::to_string(i));
      broker_.delete_topic("t" + std::to_string(i));
    }
  }

  base::Random random_{1};
};

TEST_F(AnyRequests, NeverTakeMoreThanTheBoundAndLeaveNothing) {
  constexpr int kSeeds = 40, kRequests = 400;
  int full = 0;
  for (int seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    random_ = base::Random(static_cast<std::uint64_t>(seed));
    for (int i = 0; i < kRequests; ++i) {
      any();
      ASSERT_LE(used(), broker_.state().limit) << "request " << i;
    }
    full += broker_.state().news() ? 1 : 0;
    delete_all();
    std::size_t ids = 0;
    for (const auto& [id, transaction] : broker_.transactions().all())
      ids += sizeof transaction + 256 + 2 * id.size();
    EXPECT_EQ(used(), ids) << "all but transactional ids can be deleted";
    loop_.advance(std::chrono::hours(24 * 7));
    EXPECT_EQ(used(), 0U);
  }
  EXPECT_GT(full, kSeeds / 2) << "or this would show nothing";
}

TEST_F(StateMemory, AFetchThatWaitsIsCountedWhenItAsksForMuch) {
  make_topic("t");
  const std::size_t before = used();
  const auto small = call(&fetch, fetch_request("t", 0), 12);
  EXPECT_FALSE(small->answer);
  EXPECT_EQ(used(), before) << "as much as any consumer";
  gone_();
  broker_.state().limit = 1 << 20;
  make_topic("wide", 200);
  auto wide = fetch_request("wide", 0);
  for (std::int32_t i = 1; i < 200; ++i) {
    wide.topics[0].partitions.push_back(wide.topics[0].partitions[0]);
    wide.topics[0].partitions.back().partition = i;
  }
  const std::size_t idle = used();
  const auto waiting = call(&fetch, wide, 12);
  EXPECT_FALSE(waiting->answer);
  EXPECT_GT(used(), idle + 200 * sizeof(FetchRequest::Topic::Partition));
  gone_();
  EXPECT_EQ(used(), idle);
  leave(1000);
  EXPECT_TRUE(call(&fetch, wide, 12)->answer) << "there is no room for it to wait";
  EXPECT_EQ(used(), idle);
}

}  // namespace
}  // namespace ricochet::bus::broker::api

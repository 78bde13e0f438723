// Groups and their commits.
#include "tests/net/bus/plays/plays.h"

namespace ricochet::bus {

namespace {

void fetch_commits(Side& side, const std::string& what, int version, bool all) {
  const std::string group = side.name("g");
  OffsetFetchRequest request;
  if (version < 8) {
    request.group_id = group;
    if (all)
      request.topics.reset();
    else
      request.topics.emplace(1).at(0) = {side.name("t"), {0, 1, 9}};
  } else {
    auto& one = request.groups.emplace_back();
    one.group_id = group;
    one.topics.reset();
    if (!all) {
      auto& topic = one.topics.emplace(1).at(0);
      topic.name = side.name("t");
      topic.topic_id = id_of(side, "t");
      topic.partition_indexes = {0, 1, 9};
    }
  }
  side.tell<OffsetFetchResponse>(what, request, version);
}

}  // namespace

void play_commits(Side& side) {
  make_topic(side, "t", 2);
  wake_coordinators(side);
  const std::string group = side.name("g");
  const auto commit = [&](const std::string& what, int version, std::int32_t generation,
                          const std::string& member, const std::string& metadata = "note") {
    OffsetCommitRequest request;
    request.group_id = group;
    request.generation_id_or_member_epoch = generation;
    request.member_id = member;
    auto& topic = request.topics.emplace_back();
    topic.name = side.name("t");
    topic.topic_id = id_of(side, "t");
    // A Kafka answers of what is not there first.
    topic.partitions = {{9, 7, 0, ""}, {0, 7, 0, metadata}};
    side.tell_when<OffsetCommitResponse>(what, request, version, [](auto& told) {
      const auto error = told.topics.at(0).partitions.at(1).error_code;
      return error != 14 && error != 15 && error != 16;
    });
  };
  commit("of a member of no group", 8, 3, "m");
  commit("of a member of no group", 9, 3, "m");
  for (int version = 2; version <= 10; ++version) commit("simple", version, -1, "");
  commit("of a stranger", 8, 3, "m");
  commit("of a stranger", 9, 3, "m");
  commit("long metadata", 8, -1, "", std::string(5000, 'x'));
  for (int version = 1; version <= 10; ++version) fetch_commits(side, "some", version, false);
  for (int version = 2; version <= 10; ++version) fetch_commits(side, "all", version, true);
  OffsetDeleteRequest remove;
  remove.group_id = group;
  remove.topics.emplace_back().name = side.name("t");
  remove.topics[0].partitions.emplace_back();
  side.tell<OffsetDeleteResponse>("delete", remove, 0);
  remove.group_id = side.name("nothing");
  side.tell<OffsetDeleteResponse>("delete of nothing", remove, 0);
  DescribeGroupsRequest describe;
  describe.groups = {group, side.name("nothing")};
  side.tell<DescribeGroupsResponse>("describe", describe, 5);
  DeleteGroupsRequest end;
  end.groups_names = {group, side.name("nothing")};
  auto deleted = side.ask<DeleteGroupsResponse>(end, 3);
  std::sort(deleted.results.begin(), deleted.results.end(),
            [](auto& a, auto& b) { return a.group_id < b.group_id; });  // in whatever order
  side.write("delete the group", deleted, 3);
}

namespace {

/// Asks as a member of one group.
class MemberPlay {
 public:
  explicit MemberPlay(Side& side) : side_(side), group_(side.name("g")) {}

  JoinGroupResponse join(const std::string& what, int version, const std::string& member,
                         std::int32_t session = 10'000, const std::string& assignor = "range") {
    JoinGroupRequest request;
    request.group_id = group_;
    request.session_timeout_ms = session;
    request.rebalance_timeout_ms = 10'000;
    request.member_id = member;
    request.protocol_type = "consumer";
    if (!assignor.empty()) request.protocols = {{assignor, "meta"}};
    return side_.tell_when<JoinGroupResponse>(what, request, version, [](auto& told) {
      return told.error_code != 14 && told.error_code != 15 && told.error_code != 16;
    });
  }
  void sync(const std::string& what, int version, std::int32_t generation,
            const std::string& member, std::optional<std::string> type,
            std::optional<std::string> protocol) {
    SyncGroupRequest request;
    request.group_id = group_;
    request.generation_id = generation;
    request.member_id = member;
    request.protocol_type = std::move(type);
    request.protocol_name = std::move(protocol);
    request.assignments = {{member, "mine"}};
    side_.tell<SyncGroupResponse>(what, request, version);
  }
  void beat(const std::string& what, std::int32_t generation, const std::string& member) {
    HeartbeatRequest request;
    request.group_id = group_;
    request.generation_id = generation;
    request.member_id = member;
    side_.tell<HeartbeatResponse>(what, request, 4);
  }
  void commit(const std::string& what, std::int32_t generation, const std::string& member) {
    OffsetCommitRequest request;
    request.group_id = group_;
    request.generation_id_or_member_epoch = generation;
    request.member_id = member;
    request.topics.emplace_back().name = side_.name("t");
    request.topics[0].partitions = {{0, 7, 0, ""}};
    side_.tell<OffsetCommitResponse>(what, request, 8);
  }
  void commit_in_transaction(const std::string& what, std::int32_t generation,
                             const std::string& member) {
    InitProducerIdRequest init;
    init.transactional_id = side_.name("tx");
    init.transaction_timeout_ms = 60'000;
    producer_ = side_.tell_when<InitProducerIdResponse>(what, init, 4, [](auto& told) {
      return told.error_code != 14 && told.error_code != 15 && told.error_code != 16;
    });
    TxnOffsetCommitRequest request;
    request.transactional_id = side_.name("tx");
    request.group_id = group_;
    request.producer_id = producer_.producer_id;
    request.producer_epoch = producer_.producer_epoch;
    request.generation_id_or_member_epoch = generation;
    request.member_id = member;
    request.topics.emplace_back().name = side_.name("t");
    request.topics[0].partitions = {{0, 7, 0, ""}};
    AddOffsetsToTxnRequest add;
    add.transactional_id = request.transactional_id;
    add.producer_id = request.producer_id;
    add.producer_epoch = request.producer_epoch;
    add.group_id = group_;
    side_.tell_when<AddOffsetsToTxnResponse>(what, add, 3,
                                             [](auto& told) { return told.error_code != 51; });
    side_.tell<TxnOffsetCommitResponse>(what, request, 3);
  }
  /// Of an empty group, whose offsets wait for the end of a transaction; then that end.
  void end_transaction() {
    DeleteGroupsRequest remove;
    remove.groups_names = {group_};
    side_.tell<DeleteGroupsResponse>("with a transaction open", remove, 2);
    EndTxnRequest end;
    end.transactional_id = side_.name("tx");
    end.producer_id = producer_.producer_id;
    end.producer_epoch = producer_.producer_epoch;
    end.committed = true;
    side_.tell_when<EndTxnResponse>("commit", end, 3,
                                    [](auto& told) { return told.error_code != 51; });
    OffsetFetchRequest fetched;
    fetched.groups.emplace_back().group_id = group_;
    fetched.groups[0].topics.reset();
    side_.tell<OffsetFetchResponse>("all", fetched, 8);
  }

 private:
  Side& side_;
  const std::string group_;
  InitProducerIdResponse producer_;
};

/// What is told of one group in lists of all.
void tell_lists(Side& side, const std::string& group) {
  const auto list = [&](const std::string& what, std::vector<std::string> states,
                        std::vector<std::string> types, int version) {
    ListGroupsRequest request;
    request.states_filter = std::move(states);
    request.types_filter = std::move(types);
    auto told = side.ask<ListGroupsResponse>(request, version);
    std::erase_if(told.groups, [&](auto& one) { return one.group_id != group; });
    side.write(what, told, version);
  };
  for (int version = 0; version <= 5; ++version) list("all", {}, {}, version);
  list("by state", {"sTABLE"}, {}, 4);
  list("by another state", {"Empty"}, {}, 5);
  list("by an unknown state", {"nonsense"}, {}, 5);
  list("by type", {}, {"Classic"}, 5);
  list("by another type", {}, {"consumer"}, 5);
  list("by two types", {"Stable"}, {"consumer", "classic"}, 5);
  list("by an unknown type", {}, {"nonsense"}, 5);
}

}  // namespace

void play_membership(Side& side) {
  make_topic(side, "t", 1);
  wake_coordinators(side);
  const std::string group = side.name("g");
  MemberPlay play(side);
  play.join("a session too long", 5, "", 2'000'000);
  play.join("an unknown id", 5, "stranger");
  const auto given = play.join("first", 9, "");
  play.beat("an id that was given out", -1, given.member_id);
  play.join("without a protocol", 9, given.member_id, 10'000, "");
  const auto joined = play.join("with the id", 9, given.member_id);
  const std::int32_t generation = joined.generation_id;
  play.beat("before the sync", generation, given.member_id);
  play.commit_in_transaction("before the sync", generation, given.member_id);
  play.sync("a stranger, another generation, another protocol", 5, generation + 1, "stranger",
            "consumer", "sticky");
  play.sync("another generation, another protocol", 5, generation + 1, given.member_id, "consumer",
            "sticky");
  play.sync("another generation", 5, generation + 1, given.member_id, "consumer", "range");
  play.sync("another protocol", 5, generation, given.member_id, "consumer", "sticky");
  play.sync("no protocol", 5, generation, given.member_id, std::nullopt, std::nullopt);
  play.sync("a stranger", 5, generation, "stranger", "consumer", "range");
  play.sync("right", 5, generation, given.member_id, "consumer", "range");
  play.sync("once more", 3, generation, given.member_id, std::nullopt, std::nullopt);
  play.beat("right", generation, given.member_id);
  play.beat("another generation", generation + 1, given.member_id);
  play.beat("a stranger", generation, "stranger");
  DescribeGroupsRequest describe;
  describe.groups = {group};
  describe.include_authorized_operations = true;
  side.tell<DescribeGroupsResponse>("stable", describe, 5);
  DeleteGroupsRequest remove;
  remove.groups_names = {group};
  side.tell<DeleteGroupsResponse>("with a member", remove, 2);
  tell_lists(side, group);
  describe.groups.push_back(side.name("nothing"));
  side.tell<DescribeGroupsResponse>("and nothing", describe, 6);
  describe.groups.pop_back();
  LeaveGroupRequest leave;
  leave.group_id = group;
  leave.members.emplace_back().member_id = "stranger";
  side.tell<LeaveGroupResponse>("a stranger leaves", leave, 5);
  leave.members[0].member_id = given.member_id;
  side.tell<LeaveGroupResponse>("leave", leave, 5);
  side.tell<DescribeGroupsResponse>("empty", describe, 5);
  play.commit("of a member that has left, without a generation", -1, given.member_id);
  play.commit("of a member that has left", generation, given.member_id);
  play.end_transaction();
}

void play_static_members(Side& side) {
  wake_coordinators(side);
  const auto join = [&](const std::string& what, const std::string& member) {
    JoinGroupRequest request;
    request.group_id = side.name("g");
    request.session_timeout_ms = 10'000;
    request.rebalance_timeout_ms = 10'000;
    request.member_id = member;
    request.group_instance_id = "one";
    request.protocol_type = "consumer";
    request.protocols = {{"range", "meta"}};
    return side.tell_when<JoinGroupResponse>(what, request, 9, [](auto& told) {
      return told.error_code != 14 && told.error_code != 15 && told.error_code != 16;
    });
  };
  const auto first = join("first", "");
  SyncGroupRequest sync;
  sync.group_id = side.name("g");
  sync.generation_id = first.generation_id;
  sync.member_id = first.member_id;
  sync.group_instance_id = "one";
  sync.protocol_type = "consumer";
  sync.protocol_name = "range";
  sync.assignments = {{first.member_id, "mine"}};
  side.tell<SyncGroupResponse>("first", sync, 5);
  const auto second = join("its heir", "");
  side.tell<SyncGroupResponse>("the old one", sync, 5);
  sync.member_id = second.member_id;
  sync.assignments.clear();
  side.tell<SyncGroupResponse>("its heir", sync, 5);
  HeartbeatRequest beat;
  beat.group_id = side.name("g");
  beat.generation_id = first.generation_id;
  beat.member_id = first.member_id;
  beat.group_instance_id = "one";
  side.tell<HeartbeatResponse>("the old one", beat, 4);
  LeaveGroupRequest leave;
  leave.group_id = side.name("g");
  leave.members.emplace_back().group_instance_id = "one";
  side.tell<LeaveGroupResponse>("by its instance", leave, 5);
}

}  // namespace ricochet::bus

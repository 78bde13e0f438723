// Commits in a transaction beside those that are in none.
#include "tests/net/bus/plays/plays.h"

namespace ricochet::bus {

namespace {

class OffsetsPlay {
 public:
  explicit OffsetsPlay(Side& side) : side_(side) {
    make_topic(side, "t", 1);
    wake_coordinators(side);
    InitProducerIdRequest request;
    request.transactional_id = side_.name("tx");
    request.transaction_timeout_ms = 60'000;
    const auto told = side_.tell_when<InitProducerIdResponse>(
        "new", request, 4, [](auto& answer) { return is_there(answer.error_code); });
    producer_ = told.producer_id;
    epoch_ = told.producer_epoch;
  }

  /// In the transaction.
  void hold(std::int64_t offset) {
    AddOffsetsToTxnRequest add;
    add.transactional_id = side_.name("tx");
    add.group_id = side_.name("g");
    add.producer_id = producer_;
    add.producer_epoch = epoch_;
    side_.tell_when<AddOffsetsToTxnResponse>(
        "add", add, 3, [](auto& answer) { return is_there(answer.error_code); });
    TxnOffsetCommitRequest request;
    request.transactional_id = side_.name("tx");
    request.group_id = side_.name("g");
    request.producer_id = producer_;
    request.producer_epoch = epoch_;
    request.topics.emplace_back().name = side_.name("t");
    request.topics[0].partitions.emplace_back().committed_offset = offset;
    side_.tell_when<TxnOffsetCommitResponse>("hold", request, 3, [](auto& answer) {
      return is_there(answer.topics.at(0).partitions.at(0).error_code);
    });
  }
  void commit(std::int64_t offset) {
    OffsetCommitRequest request;
    request.group_id = side_.name("g");
    request.generation_id_or_member_epoch = -1;
    request.topics.emplace_back().name = side_.name("t");
    request.topics[0].partitions.emplace_back().committed_offset = offset;
    side_.tell<OffsetCommitResponse>("commit", request, 8);
  }
  void remove() {
    OffsetDeleteRequest request;
    request.group_id = side_.name("g");
    request.topics.emplace_back().name = side_.name("t");
    request.topics[0].partitions.emplace_back();
    side_.tell<OffsetDeleteResponse>("delete", request, 0);
  }
  void end(bool commit) {
    EndTxnRequest request;
    request.transactional_id = side_.name("tx");
    request.producer_id = producer_;
    request.producer_epoch = epoch_;
    request.committed = commit;
    side_.tell_when<EndTxnResponse>(commit ? "end" : "abort", request, 3,
                                    [](auto& answer) { return is_there(answer.error_code); });
  }
  void read(const std::string& what, bool stable) {
    OffsetFetchRequest request;
    request.group_id = side_.name("g");
    request.require_stable = stable;
    request.topics.emplace(1).at(0) = {side_.name("t"), {0}};
    side_.tell<OffsetFetchResponse>(what, request, 7);
  }
  /// When the marker has reached the coordinator of the group.
  void read_ended(const std::string& what) {
    OffsetFetchRequest request;
    request.group_id = side_.name("g");
    request.require_stable = true;
    request.topics.emplace(1).at(0) = {side_.name("t"), {0}};
    side_.tell_when<OffsetFetchResponse>(what, request, 7, [](auto& answer) {
      return answer.topics.at(0).partitions.at(0).error_code != 88;  // not stable yet
    });
  }

 private:
  static bool is_there(std::int16_t error) {
    return error != 51 && error != 14 && error != 15 && error != 16;
  }

  Side& side_;
  std::int64_t producer_ = -1;
  std::int16_t epoch_ = -1;
};

/// Offsets of a group whose members are not consumers.
void delete_of_a_connector(Side& side) {
  JoinGroupRequest join;
  join.group_id = side.name("connect");
  join.session_timeout_ms = join.rebalance_timeout_ms = 10'000;
  join.protocol_type = "connect";
  join.protocols = {{"sessioned", "meta"}};
  const auto settled = [](auto& told) {
    return told.error_code != 14 && told.error_code != 15 && told.error_code != 16;
  };
  join.member_id = side.tell_when<JoinGroupResponse>("a connector", join, 5, settled).member_id;
  side.tell<JoinGroupResponse>("with its id", join, 5);
  OffsetDeleteRequest request;
  request.group_id = join.group_id;
  request.topics.emplace_back().name = side.name("t");
  request.topics[0].partitions.emplace_back();
  side.tell<OffsetDeleteResponse>("delete of a connector", request, 0);
  LeaveGroupRequest leave;
  leave.group_id = join.group_id;
  leave.members.emplace_back().member_id = join.member_id;
  side.tell<LeaveGroupResponse>("leave", leave, 4);
  side.tell<OffsetDeleteResponse>("delete when it has gone", request, 0);
}

}  // namespace

void play_held_offsets(Side& side) {
  OffsetsPlay play(side);
  play.hold(5);
  play.read("held", false);
  play.read("held, stable ones", true);
  play.commit(2);
  play.read("a later commit", false);
  play.read("a later commit, stable ones", true);
  play.end(true);
  play.read_ended("the later one stands");
  play.hold(6);
  play.end(true);
  play.read_ended("nothing behind it");
  play.hold(7);
  play.remove();
  play.read("deleted, stable ones", true);
  play.end(true);
  play.read_ended("what was deleted");
  play.hold(8);
  play.end(false);
  play.read_ended("aborted");
  delete_of_a_connector(side);
}

}  // namespace ricochet::bus

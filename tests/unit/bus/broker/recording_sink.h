#pragma once
#include <string>
#include <vector>

#include "bus/broker/sink.h"

namespace ricochet::bus::broker {

/// Writes down what the broker tells, one line each.
class RecordingSink final : public Sink {
 public:
  void produced(const Produced& batch) override {
    add("produced", name(batch.where) + "@" + std::to_string(batch.base_offset) + "+" +
                        std::to_string(batch.count));
  }
  void fetched(const Fetched& records) override {
    add("fetched", name(records.where) + " " + records.client.id +
                       (records.group.empty() ? "" : " of " + records.group) + " " +
                       std::to_string(records.from) + ".." + std::to_string(records.upto));
  }
  void joined(const std::string& group, const Member& member) override {
    add("joined", group + " " + member.client.id);
  }
  void left(const std::string& group, const Member& member, std::string_view why) override {
    add("left", group + " " + member.client.id + ": " + std::string(why));
  }
  void rebalancing(const std::string& group, std::int32_t generation,
                   std::string_view why) override {
    add("rebalancing", group + " " + std::to_string(generation) + ": " + std::string(why));
  }
  void assigned(const std::string& group, const Member& member, std::int32_t generation,
                const std::vector<TopicPartition>& partitions) override {
    std::string all;
    for (const auto& one : partitions) all += " " + name(one);
    add("assigned", group + " " + member.client.id + " " + std::to_string(generation) + all);
  }
  void committed(const std::string& group, const Client&,
                 const std::vector<Commit>& commits) override {
    for (const auto& one : commits)
      add("committed", group + " " + name(one.where) + "@" + std::to_string(one.offset));
  }
  void transaction_begun(const std::string& id, std::int64_t) override { add("begun", id); }
  void transaction_ended(const std::string& id, std::int64_t, TransactionEnd how) override {
    constexpr const char* kHow[] = {"committed", "aborted", "timed out", "fenced"};
    add("ended", id + " " + kHow[static_cast<int>(how)]);
  }
  void refused(const Client& client, const std::string& why) override {
    add("refused", client.id + ": " + why);
  }

  static std::string name(const TopicPartition& where) {
    return where.topic + "/" + std::to_string(where.partition);
  }
  std::vector<std::string> lines;

 private:
  void add(const std::string& what, const std::string& rest) { lines.push_back(what + " " + rest); }
};

}  // namespace ricochet::bus::broker

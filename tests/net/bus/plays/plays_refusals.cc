// What is wrong with requests, in the words of Kafka's errors.
#include "tests/net/bus/plays/plays.h"

namespace ricochet::bus {

namespace {

void refuse_topics(Side& side) {
  const auto create = [&](const std::string& what, const CreateTopicsRequest::Topic& topic) {
    CreateTopicsRequest request;
    request.timeout_ms = 10'000;
    request.topics = {topic};
    request.topics[0].name = side.name(topic.name);
    side.tell<CreateTopicsResponse>(what, request, 4);
  };
  CreateTopicsRequest::Topic topic;
  topic.name = "t";
  topic.num_partitions = 1;
  topic.replication_factor = 1;
  topic.configs = {{"retention.ms", "soon"}};
  create("there already, and a bad config", topic);
  topic.name = "x";
  topic.configs = {{"retention.ms", std::nullopt}};
  create("null as a config", topic);
  topic.configs = {{"retention.ms", "1"}, {"retention.ms", "2"}};
  create("a config twice", topic);
  topic.configs = {{"segment.bytes", "100"}};
  create("small segments", topic);
  topic.configs = {};
  topic.name = "one.name";
  create("with a dot", topic);
  topic.name = "one_name";
  create("with a line", topic);
  topic.name = "y";
  topic.num_partitions = -1;
  topic.replication_factor = -1;
  topic.assignments = {{0, {1, 1}}};
  create("a broker twice", topic);
  topic.assignments = {{0, {1}}, {0, {1}}};
  create("a partition twice", topic);
  topic.assignments = {{0, {}}};
  create("no broker", topic);
  topic.assignments = {{1, {1}}};
  create("not from 0 on", topic);
  CreatePartitionsRequest grow;
  grow.timeout_ms = 10'000;
  const auto more = [&](const std::string& what, std::int32_t count,
                        std::vector<std::vector<std::int32_t>> assigned) {
    auto& one = grow.topics.emplace_back();
    one.name = side.name("t");
    one.count = count;
    one.assignments.emplace();
    for (auto& brokers : assigned) one.assignments->push_back({std::move(brokers)});
    side.tell<CreatePartitionsResponse>(what, grow, 3);
    grow.topics.clear();
  };
  more("unknown brokers", 3, {{99}, {99}});
  more("too few assignments", 4, {{1}});
  more("a broker twice", 2, {{1, 1}});
  more("no broker", 2, {{}});
  more("as assigned", 2, {{1}});
}

void refuse_settings(Side& side) {
  const auto change = [&](const std::string& what,
                          std::vector<IncrementalAlterConfigsRequest::Resource::Config> configs) {
    IncrementalAlterConfigsRequest request;
    auto& one = request.resources.emplace_back();
    one.resource_type = 2;
    one.resource_name = side.name("t");
    one.configs = std::move(configs);
    side.tell<IncrementalAlterConfigsResponse>(what, request, 1);
  };
  change("a key twice", {{"retention.ms", 0, "1000000"}, {"retention.ms", 0, "2000000"}});
  change("null to set", {{"retention.ms", 0, std::nullopt}});
  change("null to append", {{"cleanup.policy", 2, std::nullopt}});
  change("null to delete", {{"retention.ms", 1, std::nullopt}});
  change("an unknown operation", {{"retention.ms", 9, "1"}});
  change("an unknown key", {{"no.such.key", 0, "1"}});
  change("a bad value", {{"retention.ms", 0, "soon"}});
  change("append to what is not a list", {{"retention.ms", 2, "1"}});
  change("no policy", {{"cleanup.policy", 3, "delete"}});
  change("a policy that is not one", {{"cleanup.policy", 2, "shred"}});
  change("small segments", {{"segment.bytes", 0, "100"}});
  const auto alter = [&](const std::string& what,
                         std::vector<AlterConfigsRequest::Resource::Config> configs) {
    AlterConfigsRequest request;
    auto& one = request.resources.emplace_back();
    one.resource_type = 2;
    one.resource_name = side.name("t");
    one.configs = std::move(configs);
    side.tell<AlterConfigsResponse>(what, request, 2);
  };
  alter("null", {{"retention.ms", std::nullopt}});
  alter("a key twice", {{"retention.ms", "1000000"}, {"retention.ms", "2000000"}});
  alter("an unknown key", {{"no.such.key", "1"}});
  alter("a bad value", {{"retention.ms", "soon"}});
}

void refuse_deletions(Side& side) {
  const auto policy = [&](const std::string& value) {
    IncrementalAlterConfigsRequest request;
    auto& one = request.resources.emplace_back();
    one.resource_type = 2;
    one.resource_name = side.name("t");
    one.configs = {{"cleanup.policy", 0, value}};
    side.tell<IncrementalAlterConfigsResponse>(value, request, 1);
    // Known to the controller is not yet known to the broker.
    DescribeConfigsRequest describe;
    describe.resources.resize(1);
    describe.resources[0].resource_type = 2;
    describe.resources[0].resource_name = side.name("t");
    describe.resources[0].configuration_keys.emplace() = {"cleanup.policy"};
    for (int i = 0; i < Side::kTries; ++i) {
      const auto told = side.ask<DescribeConfigsResponse>(describe, 4);
      if (told.results.at(0).configs.at(0).value == value) break;
    }
  };
  const auto remove = [&](const std::string& what, std::int64_t offset) {
    DeleteRecordsRequest request;
    request.timeout_ms = 10'000;
    request.topics.emplace_back().name = side.name("t");
    request.topics[0].partitions = {{0, offset}};
    side.tell<DeleteRecordsResponse>(what, request, 2);
  };
  policy("compact");
  remove("of a compacted topic", 1);
  policy("compact,delete");
  remove("of one with both policies", 1);
}

}  // namespace

void play_refusals(Side& side) {
  make_topic(side, "t", 1);
  side.ask<ProduceResponse>(produce_request(side, "t", batch({"a", "b"})), 9);
  refuse_deletions(side);
  refuse_settings(side);
  refuse_topics(side);
}

/// Times of records, of which the first are deleted.
void play_times(Side& side) {
  make_topic(side, "t", 1);
  std::vector<RecordView> records(3);
  const std::int64_t times[] = {100, 300, 200};
  for (std::size_t i = 0; i < records.size(); ++i) {
    records[i].timestamp_ms = 1'700'000'000'000 + times[i];
    records[i].key = "k";
    records[i].value = "v";
  }
  const std::string bytes = make_batch(records, {});
  side.tell<ProduceResponse>("not in order", produce_request(side, "t", bytes), 9);
  const auto look_up = [&](const std::string& what, std::int64_t time) {
    ListOffsetsRequest request;
    request.replica_id = -1;
    request.topics.emplace_back().name = side.name("t");
    auto& one = request.topics[0].partitions.emplace_back();
    one.timestamp = time < 0 ? time : 1'700'000'000'000 + time;
    side.tell<ListOffsetsResponse>(what, request, 7);
  };
  const auto look_up_all = [&](const std::string& when, std::int64_t deleted) {
    for (const std::int64_t time : {std::int64_t{-3}, std::int64_t{50}, std::int64_t{150},
                                    std::int64_t{200}, std::int64_t{250}, std::int64_t{350}})
      // Kafka still tells of a latest record when all are deleted; we do not.
      if (time > 0 || deleted < 3) look_up(when + ", " + std::to_string(time), time);
  };
  look_up_all("all there", 0);
  DeleteRecordsRequest remove;
  remove.timeout_ms = 10'000;
  remove.topics.emplace_back().name = side.name("t");
  for (const std::int64_t below : {1, 2, 3}) {
    remove.topics[0].partitions = {{0, below}};
    side.tell<DeleteRecordsResponse>("below", remove, 2);
    look_up_all("without those below " + std::to_string(below), below);
  }
  auto large = fetch_request(side, "t", 3);
  large.min_bytes = 1 << 30;
  side.tell<FetchResponse>("nothing", large, 12);
}

}  // namespace ricochet::bus

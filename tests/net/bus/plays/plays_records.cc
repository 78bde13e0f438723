// Topics and records.
#include <functional>

#include "tests/net/bus/plays/plays.h"

namespace ricochet::bus {

void play_topics(Side& side) {
  const auto create = [&](const std::string& what, const CreateTopicsRequest::Topic& topic) {
    CreateTopicsRequest request;
    request.timeout_ms = 10'000;
    request.topics = {topic};
    request.topics[0].name = topic.name.empty() ? "" : side.name(topic.name);
    side.tell<CreateTopicsResponse>(what, request, 4);
  };
  CreateTopicsRequest::Topic topic;
  topic.name = "a";
  topic.num_partitions = 2;
  topic.replication_factor = 1;
  create("new", topic);
  create("again", topic);
  topic.name = "b ad";
  create("bad name", topic);
  topic.name = "b";
  topic.num_partitions = 0;
  create("no partitions", topic);
  topic.num_partitions = 1;
  topic.configs = {{"no.such.config", "1"}};
  create("unknown config", topic);
  topic.configs = {{"retention.ms", "soon"}};
  create("bad config", topic);
  topic.configs = {{"retention.ms", "1000"}};
  create("with a config", topic);
  topic = {};
  topic.name = "c";
  topic.num_partitions = -1;
  topic.replication_factor = -1;
  topic.assignments = {{0, {99}}};
  create("assigned to nobody", topic);
  make_topic(side, "d", 1);
  CreatePartitionsRequest grow;
  grow.timeout_ms = 10'000;
  grow.topics = {{side.name("d"), 1, {}}};
  grow.topics[0].assignments.reset();
  side.tell<CreatePartitionsResponse>("not more", grow, 3);
  grow.topics[0].count = 3;
  side.tell<CreatePartitionsResponse>("more", grow, 3);
  grow.topics[0].name = side.name("nothing");
  side.tell<CreatePartitionsResponse>("of nothing", grow, 3);
  DescribeTopicPartitionsRequest pages;
  pages.topics = {{side.name("a")}, {side.name("nothing")}};
  pages.response_partition_limit = 1;
  side.tell_when<DescribeTopicPartitionsResponse>("first page", pages, 0, [](auto& told) {
    return !told.topics.empty() && told.topics[0].error_code == 0;
  });
  pages.response_partition_limit = 10;
  side.tell<DescribeTopicPartitionsResponse>("whole", pages, 0);
  DeleteTopicsRequest remove;
  remove.timeout_ms = 10'000;
  remove.topic_names = {side.name("a"), side.name("nothing")};
  auto removed = side.ask<DeleteTopicsResponse>(remove, 5);
  std::sort(removed.responses.begin(), removed.responses.end(),
            [](auto& a, auto& b) { return a.name < b.name; });  // in whatever order
  side.write("delete", removed, 5);
}

namespace {

/// Whoever asks gets it, also by versions from before there was zstd.
void fetch_zstd(Side& side) {
  make_topic(side, "zstd", 1);
  const std::string zstd = zstd_batch({"a", "b"});
  side.ask<ProduceResponse>(produce_request(side, "zstd", zstd), 9);
  for (const int version : {4, 9, 10})
    side.tell<FetchResponse>("zstd", fetch_request(side, "zstd", 0), version);
}

/// A batch with a head that is changed, and a right checksum.
std::string with_head(const std::string& bytes, const std::function<void(BatchHead&)>& change) {
  BatchHead head = read_head(bytes).value();
  change(head);
  return assemble(head, bytes.substr(BatchHead::kBytes));
}

}  // namespace

/// Records that are none, and heads that lie.
void play_wrong_records(Side& side) {
  make_topic(side, "t", 1);
  const std::string good = batch({"a", "b"});
  const auto produce = [&](const std::string& what, const std::string& bytes) {
    side.tell<ProduceResponse>(what, produce_request(side, "t", bytes), 9);
  };
  const auto counts = [&](std::int32_t count) {
    return with_head(good, [count](BatchHead& head) {
      head.count = count;
      head.last_offset_delta = count - 1;
    });
  };
  produce("more than there are", counts(3));
  produce("fewer than there are", counts(1));
  produce("none", counts(0));
  produce("an offset that does not fit the count",
          with_head(good, [](BatchHead& head) { head.last_offset_delta = 5; }));
  BatchHead one;
  one.count = 1;
  produce("garbage", assemble(one, "garbage"));
  produce("no bytes", assemble(one, ""));
  for (const auto how :
       {Compression::kGzip, Compression::kSnappy, Compression::kLz4, Compression::kZstd}) {
    produce("not compressed as it says, " + std::to_string(static_cast<int>(how)),
            with_head(good, [how](BatchHead& head) {
              head.attributes = static_cast<std::int16_t>(how);
            }));
  }
  produce("a producer without a sequence number", with_head(good, [](BatchHead& head) {
            head.producer_id = 4'000'000;
            head.producer_epoch = 0;
          }));
  const auto stamped = [&](std::int64_t latest) {
    return with_head(good, [latest](BatchHead& head) {
      head.attributes = BatchHead::kAppendTimeBit;
      head.max_timestamp = latest;
    });
  };
  produce("time of the append", stamped(1'700'000'000'500));
  produce("time of the append, none", stamped(-1));
  produce("a latest time that lies",
          with_head(good, [](BatchHead& head) { head.max_timestamp = 5; }));
  const auto fetched = side.ask<FetchResponse>(fetch_request(side, "t", 0), 12);
  for (const auto part : fetched.responses.at(0).partitions.at(0).records.parts) {
    std::string_view bytes = part;
    for (auto head = read_head(bytes); head && head->size() <= bytes.size();
         head = read_head(bytes)) {
      side.note(std::to_string(head->base_offset) + " attributes " +
                std::to_string(head->attributes) + " latest " +
                std::to_string(head->max_timestamp));
      bytes.remove_prefix(head->size());
    }
  }
}

void play_produce(Side& side) {
  make_topic(side, "t", 2);
  const auto produce = [&](const std::string& what, const ProduceRequest& request,
                           int version = 9) { side.tell<ProduceResponse>(what, request, version); };
  const std::string good = batch({"a", "b"});
  for (const int version : {3, 5, 7, 8, 9, 10, 11, 12})
    produce("good", produce_request(side, "t", good), version);
  const std::string zstd = zstd_batch({"a", "b"});
  for (const int version : {6, 7}) produce("zstd", produce_request(side, "t", zstd), version);
  produce("unknown topic", produce_request(side, "nothing", good));
  produce("unknown partition", produce_request(side, "t", good, 7));
  std::string wrong = good;
  wrong[wrong.size() - 1] = static_cast<char>(wrong[wrong.size() - 1] ^ 1);
  produce("wrong checksum", produce_request(side, "t", wrong));
  produce("two batches", produce_request(side, "t", good + good));
  auto acks = produce_request(side, "t", good);
  acks.acks = 2;
  produce("acks", acks);
  ProduceRequest by_id = produce_request(side, "t", good);
  by_id.topic_data[0].topic_id = id_of(side, "t");
  produce("by id", by_id, 13);
  by_id.topic_data[0].topic_id.bytes[3] ^= 1;
  produce("by an unknown id", by_id, 13);
  BatchHead head;
  head.producer_id = 4'000'000;
  head.producer_epoch = 3;
  const auto idempotent = [&](const std::string& what, std::int32_t sequence, std::int16_t epoch) {
    head.base_sequence = sequence;
    head.producer_epoch = epoch;
    const std::string bytes = batch({"x", "y"}, head);
    produce(what, produce_request(side, "t", bytes, 1));
  };
  idempotent("any start", 5, 3);
  idempotent("in order", 7, 3);
  idempotent("twice", 7, 3);
  idempotent("twice, older", 5, 3);
  idempotent("a gap", 20, 3);
  idempotent("old epoch", 9, 2);
  idempotent("new epoch", 4, 4);
  idempotent("new epoch from 0", 0, 4);
  head.attributes = BatchHead::kTransactionalBit;
  idempotent("transactional without an id", 2, 4);
  fetch_zstd(side);
}

void play_fetch(Side& side) {
  make_topic(side, "t", 1);
  side.ask<ProduceResponse>(produce_request(side, "t", batch({"a", "b", "c"})), 9);
  side.ask<ProduceResponse>(produce_request(side, "t", batch({"d"})), 9);
  const auto fetch = [&](const std::string& what, const FetchRequest& request, int version = 12) {
    side.tell<FetchResponse>(what, request, version);
  };
  for (int version = 4; version <= 12; ++version)
    fetch("all", fetch_request(side, "t", 0), version);
  fetch("in the middle of a batch", fetch_request(side, "t", 1));
  fetch("the end", fetch_request(side, "t", 4));
  fetch("beyond the end", fetch_request(side, "t", 5));
  fetch("negative", fetch_request(side, "t", -1));
  fetch("committed", fetch_request(side, "t", 0, 1));
  fetch("unknown topic", fetch_request(side, "nothing", 0));
  auto small = fetch_request(side, "t", 0);
  small.max_bytes = 1;
  fetch("one byte", small);
  small.topics[0].partitions[0].partition_max_bytes = 0;
  fetch("no byte", small);
  auto epoch = fetch_request(side, "t", 0);
  epoch.topics[0].partitions[0].current_leader_epoch = 50;
  fetch("leader of the future", epoch);
  auto by_id = fetch_request(side, "t", 0);
  by_id.topics[0].topic_id = id_of(side, "t");
  for (int version = 13; version <= 18; ++version) fetch("by id", by_id, version);
  by_id.topics[0].topic_id.bytes[3] ^= 1;
  fetch("by an unknown id", by_id, 13);
  auto session = fetch_request(side, "t", 0);
  session.session_id = 4711;
  session.session_epoch = 1;
  fetch("unknown session", session);
  const auto list = [&](const std::string& what, std::int64_t time, int version) {
    ListOffsetsRequest request;
    request.replica_id = -1;
    request.topics.emplace_back().name = side.name("t");
    auto& one = request.topics[0].partitions.emplace_back();
    one.timestamp = time;
    side.tell<ListOffsetsResponse>(what, request, version);
  };
  for (const int version : {1, 2, 4, 6, 7}) {
    list("end", -1, version);
    list("start", -2, version);
    list("latest time", -3, version);
    list("a time", 1'700'000'000'001, version);
    list("too late a time", 1'800'000'000'000, version);
  }
  DeleteRecordsRequest remove;
  remove.timeout_ms = 10'000;
  remove.topics.emplace_back().name = side.name("t");
  remove.topics[0].partitions = {{0, 1}};
  side.tell<DeleteRecordsResponse>("up to 1", remove, 2);
  fetch("before the start", fetch_request(side, "t", 0));
  fetch("behind the start", fetch_request(side, "t", 1));
  remove.topics[0].partitions = {{0, 9}};
  side.tell<DeleteRecordsResponse>("beyond the end", remove, 2);
  remove.topics[0].partitions = {{0, -1}};
  side.tell<DeleteRecordsResponse>("all", remove, 2);
}

}  // namespace ricochet::bus

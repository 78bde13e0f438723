// Produce, Fetch, ListOffsets, DeleteRecords.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zstd.h>

#include "bus/protocol/crc32c.h"
#include "tests/unit/bus/broker/api_fixture.h"

namespace ricochet::bus::broker::api {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

class ApiRecords : public ApiFixture {
 protected:
  ApiRecords() { make_topic("t", 2); }
  std::shared_ptr<Waiting<FetchResponse>> fetch_from(std::int64_t offset, int version = 12) {
    return call(&fetch, fetch_request("t", offset), version);
  }
  static const FetchResponse::Response::Partition& only(const Waiting<FetchResponse>& waiting) {
    return waiting.answer.value().responses.at(0).partitions.at(0);
  }
};

TEST_F(ApiRecords, ProducedRecordsAreFetched) {
  EXPECT_EQ(produce_one("t", batch({"a", "b"})).base_offset, 0);
  const auto second = produce_one("t", batch({"c"}));
  EXPECT_EQ(second.error_code, 0);
  EXPECT_EQ(second.base_offset, 2);
  const auto fetched = fetch_from(0);
  EXPECT_EQ(only(*fetched).high_watermark, 3);
  EXPECT_EQ(only(*fetched).records.size(), batch({"a", "b"}).size() + batch({"c"}).size());
  EXPECT_THAT(sink_.lines,
              testing::ElementsAre("produced t/0@0+2", "produced t/0@2+1", "fetched t/0 me 0..3"));
}

TEST_F(ApiRecords, RefusalsHaveKafkasErrors) {
  const auto error = [&](const std::string& topic, const std::string& bytes, int partition = 0) {
    return produce_one(topic, bytes, partition).error_code;
  };
  std::string broken = batch({"a"});
  broken.back() = static_cast<char>(broken.back() ^ 1);
  EXPECT_EQ(error("t", broken), 2);
  EXPECT_EQ(error("nothing", batch({"a"})), 3);
  EXPECT_EQ(error("t", batch({"a"}), 2), 3);
  EXPECT_EQ(error("t", ""), 87);
  EXPECT_EQ(error("t", batch({"a"}) + batch({"b"})), 87);
  BatchHead head;
  head.attributes = BatchHead::kTransactionalBit;
  head.producer_id = 1;
  head.base_sequence = 0;
  EXPECT_EQ(error("t", batch({"a"}, head)), 53);
  // Who may write is asked first, and of the whole request.
  std::string unreadable = batch({"a"}, head);
  unreadable.back() = static_cast<char>(unreadable.back() ^ 1);
  EXPECT_EQ(error("t", unreadable), 53);
  EXPECT_EQ(error("nothing", batch({"a"}, head)), 53);
  EXPECT_EQ(error("t", batch({"a"}, head), 2), 53);
  broker_.topics().find("t")->config.set("max.message.bytes", "100");
  const auto large = produce_one("t", batch({std::string(200, 'x')}));
  EXPECT_EQ(large.error_code, 10);
  EXPECT_THAT(*large.error_message, HasSubstr("max.message.bytes of topic t is 100"));
  EXPECT_EQ(broker_.topics().find("t")->partitions[0]->log.end(), 0);
}

TEST_F(ApiRecords, TransactionalRecordsWithoutAnIdRefuseTheWholeRequest) {
  BatchHead head;
  head.attributes = BatchHead::kTransactionalBit;
  head.producer_id = 1;
  head.base_sequence = 0;
  const std::string plain = batch({"a"}), transactional = batch({"a"}, head);
  make_topic("u");
  ProduceRequest request;
  request.acks = 7;
  for (const auto& [name, bytes] : {std::pair("t", &plain), std::pair("u", &transactional)}) {
    auto& data = request.topic_data.emplace_back();
    data.name = name;
    auto& one = data.partition_data.emplace_back();
    one.records.parts = {*bytes};
  }
  const auto answer = call(&produce, request, 9)->answer.value();
  for (const auto& topic : answer.responses) {
    EXPECT_EQ(topic.partition_responses.at(0).error_code, 53);
    EXPECT_EQ(topic.partition_responses.at(0).log_start_offset, -1);
  }
  EXPECT_EQ(broker_.topics().find("t")->partitions[0]->log.end(), 0);
}

TEST_F(ApiRecords, CompactedTopicsNameTheRecordsWithoutAKey) {
  broker_.topics().find("t")->config.set("cleanup.policy", "compact");
  RecordView keyless;
  RecordView keyed;
  keyed.key = "k";
  const auto answer = produce_one("t", make_batch({keyed, keyless}));
  EXPECT_EQ(answer.error_code, 87);
  ASSERT_EQ(answer.record_errors.size(), 1U);
  EXPECT_EQ(answer.record_errors[0].batch_index, 1);
}

TEST_F(ApiRecords, ZstdIsTakenFromVersionsThatKnowItAndGivenToAll) {
  const std::string plain = batch({"a"});
  BatchHead head = read_head(plain).value();
  head.attributes = static_cast<std::int16_t>(Compression::kZstd);
  const std::string_view records = std::string_view(plain).substr(BatchHead::kBytes);
  std::string packed(ZSTD_compressBound(records.size()), '\0');
  packed.resize(
      ZSTD_compress(packed.data(), packed.size(), records.data(), records.size(), /*level=*/3));
  const std::string zstd = assemble(head, packed);
  EXPECT_EQ(produce_one("t", zstd, 0, std::nullopt, 6).error_code, 76);
  EXPECT_EQ(produce_one("t", zstd).error_code, 0);
  const auto given = only(*fetch_from(0, 4));
  EXPECT_EQ(given.error_code, 0);
  EXPECT_EQ(given.records.parts.size(), 1U);
}

TEST_F(ApiRecords, WithoutAcknowledgementAnErrorClosesTheConnection) {
  ProduceRequest request;
  request.acks = 0;
  auto& data = request.topic_data.emplace_back();
  data.name = "t";
  const std::string bytes = batch({"a"});
  data.partition_data.emplace_back().records.parts = {bytes};
  EXPECT_TRUE(call(&produce, request, 9)->nothing);
  data.name = "nothing";
  EXPECT_TRUE(call(&produce, request, 9)->closed);
  request.acks = 2;
  EXPECT_EQ(call(&produce, request, 9)->answer->responses[0].partition_responses[0].error_code, 21);
}

TEST_F(ApiRecords, AppendTimeIsTheBrokers) {
  broker_.topics().find("t")->config.set("message.timestamp.type", "LogAppendTime");
  const auto answer = produce_one("t", batch({"a"}));
  EXPECT_EQ(answer.log_append_time_ms, broker_.topics().now_ms());
  const auto& kept = broker_.topics().find("t")->partitions[0]->log.batches()[0].bytes;
  EXPECT_EQ(read_head(kept)->max_timestamp, answer.log_append_time_ms);
  EXPECT_EQ(read_head(kept)->crc, crc32c(std::string_view(kept).substr(21)));
}

/// Java's Long.MAX_VALUE is how people write "for ever", and 300 years are more nanoseconds than
/// fit.
TEST_F(ApiRecords, WhatIsKeptForAgesIsLookedAtOnceADay) {
  for (const char* age : {"9223372036854775807", "9223372036854", "31536000000000"}) {
    broker_.topics().find("t")->config.set("retention.ms", age);
    produce_one("t", batch({"a"}));
    EXPECT_EQ(loop_.pending_timers(), 1U);
    loop_.advance(std::chrono::hours(25));  // a timer that is due at once would never let it end
    EXPECT_EQ(loop_.pending_timers(), 1U);
  }
  EXPECT_EQ(broker_.topics().find("t")->partitions[0]->log.batches().size(), 3U);
}

TEST_F(ApiRecords, AWaitingFetchIsWokenByTheAppend) {
  const auto fetched = fetch_from(0);
  EXPECT_FALSE(fetched->answer);
  produce_one("t", batch({"other partition"}), 1);
  EXPECT_FALSE(fetched->answer);
  produce_one("t", batch({"a"}));
  ASSERT_TRUE(fetched->answer);
  EXPECT_GT(only(*fetched).records.size(), 0U);
  EXPECT_EQ(broker_.topics().find("t")->partitions[0]->changed.size(), 0U);
  EXPECT_EQ(loop_.pending_timers(), 1U);  // retention's
}

TEST_F(ApiRecords, AWaitingFetchEndsInTime) {
  const auto fetched = fetch_from(0);
  loop_.advance(milliseconds(499));
  EXPECT_FALSE(fetched->answer);
  loop_.advance(milliseconds(1));
  ASSERT_TRUE(fetched->answer);
  EXPECT_EQ(only(*fetched).records.size(), 0U);
  EXPECT_FALSE(only(*fetched).records.null);
}

TEST_F(ApiRecords, FewerBytesThanWantedWait) {
  auto request = fetch_request("t", 0);
  request.min_bytes = 100;
  produce_one("t", batch({"a"}));
  const auto fetched = call(&fetch, request, 12);
  EXPECT_FALSE(fetched->answer);
  produce_one("t", batch({"b"}));
  ASSERT_TRUE(fetched->answer);
  EXPECT_EQ(only(*fetched).records.size(), 2 * batch({"a"}).size());
}

TEST_F(ApiRecords, AClientThatGoesAwayIsForgotten) {
  const auto fetched = fetch_from(0);
  EXPECT_EQ(broker_.topics().find("t")->partitions[0]->changed.size(), 1U);
  gone_();
  gone_ = nullptr;
  EXPECT_EQ(broker_.topics().find("t")->partitions[0]->changed.size(), 0U);
  EXPECT_EQ(loop_.pending_timers(), 0U);
  produce_one("t", batch({"a"}));
  EXPECT_FALSE(fetched->answer);
}

TEST_F(ApiRecords, ErrorsEndTheWaitAtOnce) {
  EXPECT_EQ(only(*fetch_from(1)).error_code, 1);
  EXPECT_EQ(only(*fetch_from(1)).high_watermark, -1);
  EXPECT_EQ(only(*fetch_from(-1)).error_code, 1);
  EXPECT_EQ(only(*call(&fetch, fetch_request("nothing", 0), 12)).error_code, 3);
  auto request = fetch_request("t", 0);
  request.topics[0].partitions[0].current_leader_epoch = 1;
  EXPECT_EQ(only(*call(&fetch, request, 12)).error_code, 75);
  request.session_id = 5;
  EXPECT_EQ(call(&fetch, request, 12)->answer->error_code, 70);
  // A topic that is deleted meanwhile.
  const auto waiting = fetch_from(0);
  broker_.delete_topic("t");
  EXPECT_EQ(only(*waiting).error_code, 3);
}

TEST_F(ApiRecords, TopicsAreFetchedByIdFromV13On) {
  auto request = fetch_request("", 0);
  request.topics[0].topic_id = broker_.topics().find("t")->id;
  produce_one("t", batch({"a"}));
  EXPECT_EQ(only(*call(&fetch, request, 13)).high_watermark, 1);
  request.topics[0].topic_id.bytes[0] ^= 1;
  EXPECT_EQ(only(*call(&fetch, request, 13)).error_code, 100);
}

TEST_F(ApiRecords, LimitsLetAtLeastOneBatchThrough) {
  produce_one("t", batch({"a"}));
  produce_one("t", batch({"b"}));
  auto request = fetch_request("t", 0);
  request.max_bytes = 1;
  EXPECT_EQ(only(*call(&fetch, request, 12)).records.size(), batch({"a"}).size());
  request.topics[0].partitions[0].partition_max_bytes = 0;
  EXPECT_EQ(only(*call(&fetch, request, 12)).records.size(), batch({"a"}).size());
}

TEST_F(ApiRecords, OffsetsAreListed) {
  produce_one("t", batch({"a", "b"}));
  const auto list = [&](std::int64_t time, int version = 7) {
    ListOffsetsRequest request;
    auto& topic = request.topics.emplace_back();
    topic.name = "t";
    topic.partitions.emplace_back().timestamp = time;
    Context made = context(version);
    return list_offsets(made, request).topics[0].partitions[0];
  };
  EXPECT_EQ(list(-1).offset, 2);
  EXPECT_EQ(list(-2).offset, 0);
  EXPECT_EQ(list(-3).offset, 0);
  EXPECT_EQ(list(-3, 6).error_code, 35);
  EXPECT_EQ(list(-4).error_code, 35);
  EXPECT_EQ(list(1000).offset, 0);
  EXPECT_EQ(list(1000).timestamp, 1000);
  EXPECT_EQ(list(1001).offset, -1);
  EXPECT_EQ(list(1001).error_code, 0);
}

TEST_F(ApiRecords, RecordsAreDeletedUpToAnOffset) {
  produce_one("t", batch({"a", "b"}));
  const auto remove = [&](std::int64_t offset) {
    DeleteRecordsRequest request;
    auto& topic = request.topics.emplace_back();
    topic.name = "t";
    topic.partitions.emplace_back().offset = offset;
    Context made = context(2);
    return delete_records(made, request).topics[0].partitions[0];
  };
  EXPECT_EQ(remove(3).error_code, 1);
  EXPECT_EQ(remove(1).low_watermark, 1);
  EXPECT_EQ(only(*fetch_from(0)).error_code, 1);
  EXPECT_EQ(remove(-1).low_watermark, 2);
}

TEST_F(ApiRecords, RetentionGoesByBytesAndTime) {
  Topic& topic = *broker_.topics().find("t");
  topic.config.set("retention.bytes", std::to_string(2 * batch({"a"}).size()));
  for (int i = 0; i < 5; ++i) produce_one("t", batch({"a"}));
  EXPECT_EQ(topic.partitions[0]->log.start(), 3);
  topic.config.set("retention.ms", "1000");
  broker_.topics().apply_retention(topic);
  loop_.advance(milliseconds(999));
  EXPECT_EQ(topic.partitions[0]->log.start(), 3);
  loop_.advance(milliseconds(1));
  EXPECT_EQ(topic.partitions[0]->log.start(), 5);
}

class TwoNodes : public ApiFixture {
 protected:
  static BrokerOptions two() {
    BrokerOptions options;
    options.brokers = 2;
    return options;
  }
  TwoNodes() : ApiFixture(two()) {}
};

TEST_F(TwoNodes, AnEpochEndsWhereTheNextBegins) {
  Partition& partition = *make_topic("t").partitions[0];
  const auto end_of = [&](std::int32_t epoch) {
    OffsetForLeaderEpochRequest request;
    request.topics.emplace_back().topic = "t";
    auto& one = request.topics[0].partitions.emplace_back();
    one.current_leader_epoch = -1;
    one.leader_epoch = epoch;
    const auto told =
        ask(&offset_for_leader_epoch, request, 4, partition.leader).topics[0].partitions[0];
    return std::pair(told.leader_epoch, told.end_offset);
  };
  using Told = std::pair<std::int32_t, std::int64_t>;
  const auto write = [&] {
    broker_.topics().append(*broker_.topics().find("t"), partition, batch({"a", "b"}));
  };
  write();
  EXPECT_EQ(end_of(0), Told(0, 2));
  broker_.move_leader({"t", 0}, 3 - partition.leader);
  write();
  broker_.move_leader({"t", 0}, 3 - partition.leader);
  EXPECT_EQ(end_of(0), Told(0, 2));
  EXPECT_EQ(end_of(1), Told(1, 4));
  EXPECT_EQ(end_of(2), Told(2, 4));
  EXPECT_EQ(end_of(3), Told(-1, -1));
}

class FullBroker : public ApiFixture {
 protected:
  static BrokerOptions small() {
    BrokerOptions options;
    options.memory = 2000;
    return options;
  }
  FullBroker() : ApiFixture(small()) {}
};

TEST_F(FullBroker, RefusesAndTellsWhatToDo) {
  make_topic("t");
  int taken = 0;
  ProduceResponse::Response::PartitionResponse answer;
  while ((answer = produce_one("t", batch({"a"}))).error_code == 0) ++taken;
  EXPECT_GT(taken, 3);
  EXPECT_EQ(answer.error_code, 56);
  EXPECT_THAT(*answer.error_message, HasSubstr("the broker is full"));
  produce_one("t", batch({"a"}));
  EXPECT_EQ(std::count_if(sink_.lines.begin(), sink_.lines.end(),
                          [](auto& line) { return line.starts_with("refused me: records for t"); }),
            1);
  EXPECT_EQ(broker_.topics().find("t")->partitions[0]->log.end(), taken);
  EXPECT_LE(broker_.topics().memory().used, 2000U);
  broker_.topics().find("t")->partitions[0]->log.delete_before(taken);
  EXPECT_EQ(produce_one("t", batch({"a"})).error_code, 0);
}

TEST_F(FullBroker, WhatComesBehindABatchThatDidNotFitIsToldTheSame) {
  make_topic("t");
  BatchHead head;
  head.producer_id = 7;
  head.producer_epoch = 0;
  head.base_sequence = 0;
  while (produce_one("t", batch({"a"}, head)).error_code == 0) ++head.base_sequence;
  ++head.base_sequence;
  EXPECT_EQ(produce_one("t", batch({"a"}, head)).error_code, 56);
}

TEST_F(FullBroker, WhatNeverFitsIsTooLarge) {
  make_topic("t");
  EXPECT_EQ(produce_one("t", batch({std::string(2000, 'x')})).error_code, 10);
}

}  // namespace
}  // namespace ricochet::bus::broker::api

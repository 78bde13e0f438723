// What a broker believes of the records that producers send.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zstd.h>

#include "bus/protocol/compression.h"
#include "bus/protocol/crc32c.h"
#include "bus/protocol/produced.h"
#include "bus/protocol/wire.h"
#include "tests/unit/bus/broker/api_fixture.h"

namespace ricochet::bus::broker::api {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class ProducedRecords : public ApiFixture {
 protected:
  ProducedRecords() { make_topic("t"); }

  static std::string with(const std::string& bytes, const std::function<void(BatchHead&)>& change) {
    BatchHead head = read_head(bytes).value();
    change(head);
    return assemble(head, bytes.substr(BatchHead::kBytes));
  }
  ProduceResponse::Response::PartitionResponse refused(const std::string& bytes) {
    const auto told = produce_one("t", bytes);
    EXPECT_NE(told.error_code, 0);
    EXPECT_EQ(log().end(), 0) << "it was kept";
    return told;
  }
  Log& log() { return broker_.topics().find("t")->partitions[0]->log; }
};

TEST_F(ProducedRecords, RecordsThatAreNoneAreRefused) {
  const auto garbage = [](const std::string& bytes) {
    BatchHead head;
    head.count = 1;
    return assemble(head, bytes);
  };
  for (const std::string& bytes :
       {std::string("garbage"), std::string(), std::string(100, '\xff'), std::string(7, '\0')}) {
    const auto told = refused(garbage(bytes));
    EXPECT_EQ(told.error_code, 87);
    EXPECT_THAT(*told.error_message, HasSubstr("record 0 of 1 does not fit its lengths"));
  }
}

TEST_F(ProducedRecords, RecordsAreAsManyAsTheHeadSays) {
  const std::string two = batch({"a", "b"});
  const auto more = refused(with(two, [](BatchHead& head) {
    head.count = 3;
    head.last_offset_delta = 2;
  }));
  EXPECT_EQ(more.error_code, 87);
  const auto fewer = refused(with(two, [](BatchHead& head) {
    head.count = 1;
    head.last_offset_delta = 0;
  }));
  EXPECT_EQ(fewer.error_code, 87);
  EXPECT_THAT(*fewer.error_message, HasSubstr("bytes are left behind the 1 records"));
}

TEST_F(ProducedRecords, HeadersFitTheirLengths) {
  RecordView record;
  record.headers = {{"h", "x"}, {"null", std::nullopt}};
  EXPECT_EQ(produce_one("t", make_batch({record})).error_code, 0);
  std::string hurt = make_batch({record});
  for (std::size_t at = BatchHead::kBytes; at < hurt.size(); ++at) {
    std::string bytes = hurt;
    bytes[at] = '\x7f';
    store(bytes.data() + 17, crc32c(std::string_view(bytes).substr(21)));
    const BatchHead head = read_head(bytes).value();
    const auto read = for_each_record(bytes, 1000, [](const RecordView&) { return true; });
    const auto check = check_records(bytes, head, 1000, false);
    EXPECT_LE(check.fault == RecordsCheck::Fault::kNone, static_cast<bool>(read)) << at;
  }
}

TEST_F(ProducedRecords, WhatIsNotCompressedAsItSaysIsRefused) {
  for (const auto how :
       {Compression::kGzip, Compression::kSnappy, Compression::kLz4, Compression::kZstd}) {
    const auto told = refused(with(batch({"a"}), [how](BatchHead& head) {
      head.attributes = static_cast<std::int16_t>(how);
    }));
    EXPECT_EQ(told.error_code, -1) << "Kafka stumbles over it";
    EXPECT_THAT(*told.error_message, HasSubstr("are broken"));
  }
}

TEST_F(ProducedRecords, AProducerCountsFromZeroOn) {
  BatchHead head;
  head.producer_id = 7;
  head.producer_epoch = 0;
  head.base_sequence = -1;
  const auto told = refused(batch({"a"}, head));
  EXPECT_EQ(told.error_code, 87);
  EXPECT_THAT(*told.error_message, HasSubstr("the sequence number -1"));
}

TEST_F(ProducedRecords, TheLatestTimeIsThatOfTheRecords) {
  for (const std::int64_t lie : {std::int64_t{5}, std::int64_t{-1}, INT64_MAX}) {
    const std::string lying =
        with(batch({"a"}), [lie](BatchHead& head) { head.max_timestamp = lie; });
    EXPECT_EQ(produce_one("t", lying).error_code, 0);
    const std::string& kept = log().batches().back().bytes;
    EXPECT_EQ(read_head(kept)->max_timestamp, 1000);
    EXPECT_EQ(read_head(kept)->crc, crc32c(std::string_view(kept).substr(21)));
    EXPECT_EQ(log().batches().back().max_time, 1000);
  }
}

std::string stamped(const std::string& bytes, std::int64_t latest) {
  BatchHead head = read_head(bytes).value();
  head.attributes = BatchHead::kAppendTimeBit;
  head.max_timestamp = latest;
  return assemble(head, bytes.substr(BatchHead::kBytes));
}

TEST_F(ProducedRecords, OnlyTheBrokerSaysThatTheTimeIsItsOwn) {
  EXPECT_EQ(produce_one("t", stamped(batch({"a"}), 4000)).error_code, 0);
  const auto head = read_head(log().batches().back().bytes).value();
  EXPECT_FALSE(head.log_append_time());
  EXPECT_EQ(head.max_timestamp, 4000);
  EXPECT_EQ(produce_one("t", stamped(batch({"a"}), -1)).error_code, 32);
  broker_.topics().find("t")->config.set("message.timestamp.type", "LogAppendTime");
  const auto told = produce_one("t", stamped(batch({"a", "b"}), 4000));
  EXPECT_EQ(told.error_code, 32);
  EXPECT_THAT(told.record_errors, SizeIs(2));
  EXPECT_EQ(produce_one("t", batch({"a"})).error_code, 0);
}

TEST_F(ProducedRecords, OnlySoManyRecordsAreToldAsTheReason) {
  broker_.topics().find("t")->config.set("cleanup.policy", "compact");
  const auto told = refused(make_batch(std::vector<RecordView>(20'000)));
  EXPECT_EQ(told.error_code, 87);
  EXPECT_THAT(told.record_errors, SizeIs(10'000));
}

TEST_F(ProducedRecords, CompressedOnesAreTakenApartOnlySoFar) {
  const std::string plain = batch({std::string(1000, 'x')});
  BatchHead head = read_head(plain).value();
  head.attributes = static_cast<std::int16_t>(Compression::kZstd);
  const std::string_view records = std::string_view(plain).substr(BatchHead::kBytes);
  std::string packed(ZSTD_compressBound(records.size()), '\0');
  packed.resize(
      ZSTD_compress(packed.data(), packed.size(), records.data(), records.size(), /*level=*/3));
  const std::string zstd = assemble(head, packed);
  EXPECT_EQ(check_records(zstd, head, 500, false).fault, RecordsCheck::Fault::kTooMuch);
  const auto whole = check_records(zstd, head, 5000, true);
  EXPECT_EQ(whole.fault, RecordsCheck::Fault::kNone);
  EXPECT_EQ(whole.bytes, records.size());
  EXPECT_THAT(whole.without_key, IsEmpty());
}

}  // namespace
}  // namespace ricochet::bus::broker::api

#include "bus/protocol/batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text/encoding.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "bus/protocol/crc32c.h"
#include "bus/protocol/records.h"

namespace ricochet::bus::protocol {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string three() {
  RecordView a{0, 1000, "k", "v", {{"h", "x"}, {"null", std::nullopt}}};
  RecordView b{0, 1500, std::nullopt, std::nullopt, {}};
  RecordView c{0, 1200, "", std::string_view("\0z", 2), {}};
  return make_batch({a, b, c});
}

TEST(Crc32c, KnownValues) {
  // RFC 3720 appendix B.4.
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aaU);
  EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62a8ab43U);
  EXPECT_EQ(crc32c("123456789"), 0xe3069283U);
  EXPECT_EQ(crc32c(""), 0U);
}

TEST(Batch, HeadAndRecords) {
  std::string batch = three();
  set_base_offset(batch, 40);
  set_leader_epoch(batch, 3);
  const auto head = read_head(batch).value();
  EXPECT_EQ(head.base_offset, 40);
  EXPECT_EQ(head.last_offset(), 42);
  EXPECT_EQ(head.leader_epoch, 3);
  EXPECT_EQ(head.size(), batch.size());
  EXPECT_EQ(head.max_timestamp, 1500);
  std::vector<std::string> texts;
  ASSERT_TRUE(for_each_record(batch, 1000, [&](const RecordView& record) {
    texts.push_back(std::to_string(record.offset) + "@" + std::to_string(record.timestamp_ms) +
                    " " + std::string(record.key.value_or("null")) + "=" +
                    base::in_quotes(record.value.value_or("null")) + " " +
                    base::plural(record.headers.size(), "header"));
    return true;
  }));
  EXPECT_THAT(texts, ElementsAre("40@1000 k=\"v\" 2 headers", "41@1500 null=\"null\" 0 headers",
                                 "42@1200 =\"\\u0000z\" 0 headers"));
}

TEST(Batch, CheckNamesWhatIsWrong) {
  const std::string good = three();
  EXPECT_EQ(check_produced(good).fault, BatchFault::kNone);
  const auto why = [](const std::string& bytes, BatchFault fault) {
    const auto check = check_produced(bytes);
    EXPECT_EQ(check.fault, fault) << check.why;
    return check.why;
  };
  std::string bad = good;
  bad.back() = static_cast<char>(bad.back() ^ 1);
  EXPECT_THAT(why(bad, BatchFault::kCorrupt), HasSubstr("CRC"));
  EXPECT_THAT(why(good + good, BatchFault::kInvalid), HasSubstr("more than one"));
  EXPECT_THAT(why(good.substr(0, good.size() - 1), BatchFault::kInvalid), HasSubstr("cut off"));
  EXPECT_THAT(why(good.substr(0, 30), BatchFault::kInvalid), HasSubstr("cut off"));
  EXPECT_THAT(why("", BatchFault::kInvalid), HasSubstr("no record batch"));
  std::string old = good;
  old[16] = 1;
  EXPECT_THAT(why(old, BatchFault::kInvalid), HasSubstr("format is v1"));
  std::string moved = good;
  set_base_offset(moved, 1);
  EXPECT_THAT(why(moved, BatchFault::kInvalid), HasSubstr("base offset"));
  EXPECT_THAT(why(make_batch({}), BatchFault::kInvalid), HasSubstr("0 records"));
  BatchHead head;
  head.attributes = BatchHead::kControlBit;
  EXPECT_THAT(why(make_batch({RecordView{}}, head), BatchFault::kInvalid), HasSubstr("control"));
  head.attributes = 5;
  EXPECT_THAT(why(make_batch({RecordView{}}, head), BatchFault::kCompression), HasSubstr("5"));
}

TEST(Batch, AppendTimeIsThatOfAllRecordsAndTheCrcFits) {
  std::string batch = three();
  set_append_time(batch, 9000);
  EXPECT_EQ(check_produced(batch).fault, BatchFault::kNone);
  ASSERT_TRUE(for_each_record(batch, 1000, [](const RecordView& record) {
    EXPECT_EQ(record.timestamp_ms, 9000);
    return true;
  }));
}

TEST(Batch, SequencesWrap) {
  BatchHead head;
  head.base_sequence = 2147483646;
  head.last_offset_delta = 2;
  EXPECT_EQ(head.last_sequence(), 0);
}

TEST(Batch, EndMarker) {
  const std::string batch = make_end_marker(true, 7, 2, 5, 1234);
  const auto head = read_head(batch).value();
  EXPECT_EQ(head.attributes, 0x30);
  EXPECT_EQ(head.base_sequence, -1);
  EXPECT_EQ(head.producer_id, 7);
  EXPECT_EQ(head.producer_epoch, 2);
  ASSERT_TRUE(for_each_record(batch, 1000, [](const RecordView& record) {
    EXPECT_EQ(base::hex_encode(*record.key), "00000001");
    EXPECT_EQ(base::hex_encode(*record.value), "000000000005");
    return true;
  }));
}

TEST(Batch, HostileRecordsAreRefused) {
  std::string batch = three();
  for (std::size_t at = BatchHead::kBytes; at < batch.size(); ++at) {
    for (const char value : {'\x00', '\x7f', '\xff'}) {
      std::string hurt = batch;
      hurt[at] = value;
      const auto read = for_each_record(hurt, 1000, [](const RecordView&) { return true; });
      EXPECT_TRUE(read || read.error().code == "bus/malformed");
    }
  }
  EXPECT_FALSE(for_each_record(batch.substr(0, 70), 1000, [](const RecordView&) { return true; }));
}

}  // namespace
}  // namespace ricochet::bus::protocol

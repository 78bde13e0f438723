#include "bus/broker/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>

#include "base/random.h"
#include "tests/unit/bus/broker/committed_reader.h"

namespace ricochet::bus::broker {
namespace {

using protocol::BatchHead;
using protocol::RecordView;
using testing::ElementsAre;
using testing::IsEmpty;

std::string batch_of(const std::vector<std::string>& values, std::int64_t time = 1000,
                     BatchHead head = {}) {
  std::vector<RecordView> records;
  for (const auto& value : values) {
    RecordView record;
    record.timestamp_ms = time++;
    record.value = value;
    records.push_back(record);
  }
  return protocol::make_batch(records, head);
}

BatchHead in_transaction(std::int64_t producer) {
  BatchHead head;
  head.attributes = BatchHead::kTransactionalBit;
  head.producer_id = producer;
  head.producer_epoch = 0;
  head.base_sequence = 0;
  return head;
}

class LogTest : public testing::Test {
 protected:
  Memory memory_{1 << 20, 0};
  Log log_{memory_};
  std::size_t look_inside_ = 1 << 20;
};

TEST_F(LogTest, OffsetsGoOnWithoutAGap) {
  EXPECT_EQ(log_.append(batch_of({"a", "b"}), 0), 0);
  EXPECT_EQ(log_.append(batch_of({"c"}), 0), 2);
  EXPECT_EQ(log_.start(), 0);
  EXPECT_EQ(log_.end(), 3);
  EXPECT_EQ(log_.stable(), 3);
  EXPECT_THAT(read_committed(log_, 1), ElementsAre("a", "b", "c"));
}

TEST_F(LogTest, ReadTakesWholeBatchesAndAtLeastOne) {
  log_.append(batch_of({"a", "b"}), 0);
  log_.append(batch_of({"c"}), 0);
  const std::size_t first = log_.batches()[0].bytes.size();
  EXPECT_EQ(log_.read(0, 3, 0, true).parts.size(), 1U);
  EXPECT_EQ(log_.read(0, 3, 0, false).parts.size(), 0U);
  EXPECT_EQ(log_.read(0, 3, first, true).parts.size(), 1U);
  EXPECT_EQ(log_.read(0, 3, 1000, true).parts.size(), 2U);
  // In the middle of a batch: all of it, as it was sent.
  EXPECT_EQ(protocol::read_head(log_.read(1, 3, 1000, true).parts[0])->base_offset, 0);
  EXPECT_EQ(log_.read(3, 3, 1000, true).parts.size(), 0U);
}

TEST_F(LogTest, OpenTransactionHidesWhatIsBehindIt) {
  log_.append(batch_of({"a"}), 0);
  log_.append(batch_of({"t"}, 1000, in_transaction(7)), 0);
  log_.append(batch_of({"b"}), 0);
  EXPECT_EQ(log_.stable(), 1);
  EXPECT_THAT(read_committed(log_, 1000), ElementsAre("a"));
  log_.end_transaction(true, 7, 0, 0, 5000);
  EXPECT_EQ(log_.stable(), 4);
  EXPECT_EQ(log_.end(), 4);
  EXPECT_THAT(read_committed(log_, 1000), ElementsAre("a", "t", "b"));
  EXPECT_THAT(log_.aborted(0, 4), IsEmpty());
}

TEST_F(LogTest, AbortedTransactionsAreListedWhereTheyOverlap) {
  log_.append(batch_of({"t"}, 1000, in_transaction(7)), 0);
  log_.append(batch_of({"a"}), 0);
  log_.end_transaction(false, 7, 0, 0, 5000);
  log_.append(batch_of({"b"}), 0);
  EXPECT_EQ(log_.aborted(0, 4).size(), 1U);
  EXPECT_EQ(log_.aborted(1, 2).size(), 1U);
  EXPECT_THAT(log_.aborted(3, 4), IsEmpty());
  EXPECT_THAT(read_committed(log_, 1), ElementsAre("a", "b"));
}

TEST_F(LogTest, LooksUpTimesInsideBatches) {
  log_.append(batch_of({"a", "b", "c"}, 1000), 0);
  log_.append(batch_of({"d"}, 900), 0);
  EXPECT_EQ(log_.at_time(0, look_inside_).offset, 0);
  EXPECT_EQ(log_.at_time(1001, look_inside_).offset, 1);
  EXPECT_EQ(log_.at_time(1001, look_inside_).time_ms, 1001);
  EXPECT_EQ(log_.at_time(1003, look_inside_).offset, -1);
  EXPECT_EQ(log_.latest(look_inside_).offset, 2);
  EXPECT_EQ(log_.latest(look_inside_).time_ms, 1002);
  log_.delete_before(2);
  EXPECT_EQ(log_.at_time(0, look_inside_).offset, 2);
}

TEST_F(LogTest, DeletedAndRetainedRecordsFreeTheirMemory) {
  for (int i = 0; i < 10; ++i) log_.append(batch_of({"x", "y"}), i * 100);
  const std::size_t all = memory_.used;
  EXPECT_EQ(log_.bytes(), all);
  log_.delete_before(5);
  EXPECT_EQ(log_.start(), 5);
  EXPECT_EQ(log_.batches().front().base, 4);  // half of it is still wanted
  EXPECT_EQ(memory_.used, all / 10 * 8);
  log_.retain(-1, 500, 1000);  // appended at 0 to 900: those of 600 and later stay
  EXPECT_EQ(log_.start(), 12);
  const auto one = static_cast<std::int64_t>(log_.batches().front().bytes.size());
  log_.retain(2 * one, -1, 1000);
  EXPECT_EQ(log_.batches().size(), 2U);
  log_.delete_before(1000);
  EXPECT_EQ(log_.start(), 20);
  EXPECT_EQ(memory_.used, 0U);
}

// Random lives of a log, against a list of records that knows what became of each.
class Model {
 public:
  struct Record {
    std::string value;
    std::int64_t producer = -1;
    enum { kPlain, kOpen, kCommitted, kAborted, kMarker } state = kPlain;
  };

  void append(const std::string& value, std::int64_t producer) {
    records_.push_back({value, producer, producer < 0 ? Record::kPlain : Record::kOpen});
  }
  void end(bool commit, std::int64_t producer) {
    for (auto& record : records_) {
      if (record.state == Record::kOpen && record.producer == producer)
        record.state = commit ? Record::kCommitted : Record::kAborted;
    }
    records_.push_back({"", producer, Record::kMarker});
  }
  std::int64_t end_offset() const { return static_cast<std::int64_t>(records_.size()); }
  bool open(std::int64_t producer) const {
    for (const auto& record : records_) {
      if (record.state == Record::kOpen && record.producer == producer) return true;
    }
    return false;
  }
  std::vector<std::string> visible(std::int64_t start) const {
    std::vector<std::string> values;
    for (std::size_t i = 0; i < records_.size(); ++i) {
      if (records_[i].state == Record::kOpen) break;
      const bool seen =
          records_[i].state == Record::kPlain || records_[i].state == Record::kCommitted;
      if (seen && static_cast<std::int64_t>(i) >= start) values.push_back(records_[i].value);
    }
    return values;
  }

 private:
  std::vector<Record> records_;
};

TEST(LogModel, ReadersOfCommittedRecordsSeeWhatTheModelSays) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    base::Random random(seed);
    Memory memory{1 << 24, 0};
    Log log(memory);
    Model model;
    std::int64_t start = 0;
    for (int step = 0; step < 150; ++step) {
      const auto producer = static_cast<std::int64_t>(random.below(3));
      const auto what = random.below(10);
      if (what < 6) {
        const bool plain = random.below(3) == 0;
        std::vector<std::string> values;
        for (std::uint64_t i = 0; i <= random.below(3); ++i)
          values.push_back(std::to_string(step) + "." + std::to_string(i));
        for (const auto& value : values) model.append(value, plain ? -1 : producer);
        log.append(batch_of(values, 1000, plain ? BatchHead{} : in_transaction(producer)), step);
      } else if (what < 9) {
        if (!model.open(producer)) continue;
        const bool commit = random.below(2) == 0;
        model.end(commit, producer);
        log.end_transaction(commit, producer, 0, 0, step);
      } else if (random.below(4) == 0) {
        // Never into an open transaction: the model does not know what a reader makes of it.
        start = start + static_cast<std::int64_t>(
                            random.below(static_cast<std::uint64_t>(log.stable() - start + 1)));
        log.delete_before(start);
      }
      ASSERT_EQ(log.end(), model.end_offset());
      ASSERT_EQ(log.start(), start);
      ASSERT_EQ(read_committed(log, 1 + random.below(400)), model.visible(start))
          << "seed " << seed << ", step " << step;
    }
    log.delete_before(log.end());
    ASSERT_EQ(memory.used, 0U);
  }
}

}  // namespace
}  // namespace ricochet::bus::broker

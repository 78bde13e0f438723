#include "bus/broker/producers.h"

#include <gtest/gtest.h>

namespace ricochet::bus::broker {
namespace {

protocol::BatchHead batch(std::int64_t producer, std::int16_t epoch, std::int32_t first,
                          int count) {
  protocol::BatchHead head;
  head.producer_id = producer;
  head.producer_epoch = epoch;
  head.base_sequence = first;
  head.last_offset_delta = count - 1;
  head.count = count;
  return head;
}

TEST(Producers, TakesSequencesInOrder) {
  Producers producers;
  EXPECT_EQ(producers.check(batch(1, 0, 0, 3)).error, Error::kNone);
  producers.appended(batch(1, 0, 0, 3), 0);
  EXPECT_EQ(producers.check(batch(1, 0, 3, 1)).error, Error::kNone);
  EXPECT_EQ(producers.check(batch(1, 0, 4, 1)).error, Error::kOutOfOrderSequence);
  EXPECT_EQ(producers.check(batch(1, 0, 2, 1)).error, Error::kOutOfOrderSequence);
}

TEST(Producers, KnowsTheLastFiveBatchesAgain) {
  Producers producers;
  for (int i = 0; i < 6; ++i) producers.appended(batch(1, 0, i * 2, 2), 100 + i * 2);
  EXPECT_EQ(producers.check(batch(1, 0, 0, 2)).error, Error::kOutOfOrderSequence);
  for (int i = 1; i < 6; ++i) {
    const auto check = producers.check(batch(1, 0, i * 2, 2));
    EXPECT_EQ(check.error, Error::kNone);
    EXPECT_EQ(check.duplicate_of, 100 + i * 2);
  }
  EXPECT_EQ(producers.check(batch(1, 0, 12, 1)).duplicate_of, std::nullopt);
}

TEST(Producers, UnknownOnesMayBeginAnywhere) {
  const Producers producers;
  EXPECT_EQ(producers.check(batch(1, 3, 17, 1)).error, Error::kNone);
  EXPECT_EQ(producers.check(batch(-1, -1, -1, 1)).error, Error::kNone);
}

TEST(Producers, ANewEpochBeginsAtZeroAndFencesTheOld) {
  Producers producers;
  producers.appended(batch(1, 0, 0, 1), 0);
  EXPECT_EQ(producers.check(batch(1, 1, 1, 1)).error, Error::kOutOfOrderSequence);
  EXPECT_EQ(producers.check(batch(1, 1, 0, 1)).error, Error::kNone);
  producers.appended(batch(1, 1, 0, 1), 1);
  EXPECT_EQ(producers.check(batch(1, 0, 1, 1)).error, Error::kInvalidProducerEpoch);
}

TEST(Producers, AMarkerOfAHigherEpochFencesAndOneOfTheSameDoesNot) {
  Producers producers;
  producers.appended(batch(1, 0, 0, 2), 0);
  producers.ended(1, 0, 0, 5);
  EXPECT_EQ(producers.check(batch(1, 0, 2, 1)).error, Error::kNone);
  EXPECT_EQ(producers.check(batch(1, 0, 5, 1)).error, Error::kOutOfOrderSequence);
  producers.ended(1, 1, 0, 5);
  EXPECT_EQ(producers.check(batch(1, 0, 2, 1)).error, Error::kInvalidProducerEpoch);
  EXPECT_EQ(producers.check(batch(1, 1, 0, 1)).error, Error::kNone);
}

TEST(Producers, SequencesWrap) {
  Producers producers;
  producers.appended(batch(1, 0, 2147483646, 2), 0);
  EXPECT_EQ(producers.check(batch(1, 0, 0, 1)).error, Error::kNone);
  EXPECT_EQ(producers.check(batch(1, 0, 1, 1)).error, Error::kOutOfOrderSequence);
}

TEST(Producers, TheOneHeardOfLongestAgoIsForgotten) {
  Producers producers;
  for (std::size_t i = 0; i < Producers::kMost; ++i)
    producers.appended(batch(static_cast<std::int64_t>(i), 0, 0, 1), 0);
  producers.appended(batch(0, 0, 1, 1), 0);
  producers.appended(batch(1'000'000, 0, 0, 1), 0);
  EXPECT_EQ(producers.states().size(), Producers::kMost);
  EXPECT_TRUE(producers.states().contains(0));
  EXPECT_FALSE(producers.states().contains(1));
}

}  // namespace
}  // namespace ricochet::bus::broker

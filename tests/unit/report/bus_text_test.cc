#include "runner/report/bus_text.h"

#include <gtest/gtest.h>

namespace ricochet::runner {
namespace {

using std::chrono::milliseconds;

RecordProgress record(std::int32_t partition) {
  RecordProgress progress;
  progress.where = {"orders", partition, 7};
  progress.group = "shop";
  progress.published = milliseconds(1);
  return progress;
}

TEST(BusText, EachRecordIsALineThatNamesTheBrokenLink) {
  BusStory story;
  story.records = {record(0), record(2), record(0), record(0)};
  story.records[0].broken = "group shop has no member";
  story.records[1].fetched = milliseconds(3);
  story.records[2].fetched = milliseconds(3);
  story.records[2].committed = milliseconds(40);
  story.records[3].committed = milliseconds(40);  // the fetch was out of sight
  story.more = 1;
  EXPECT_EQ(text_of(story, BusLines::kOpen),
            "bus:      record 7 of orders was never fetched: group shop has no member\n"
            "bus:      record 7 of orders partition 2 published at 1 ms, fetched by shop at 3 ms, "
            "not committed\n");
  EXPECT_EQ(text_of(story, BusLines::kCommitted),
            "bus:      record 7 of orders published at 1 ms, fetched by shop at 3 ms, committed at "
            "40 ms\n"
            "bus:      record 7 of orders published at 1 ms, committed by shop at 40 ms\n"
            "          and 1 earlier record\n");
}

TEST(BusText, WhetherItWasFetchedMayNotBeSeen) {
  BusStory story;
  story.records = {record(0)};
  story.records[0].unseen = true;
  story.records[0].broken = "two did";
  EXPECT_EQ(
      text_of(story, BusLines::kOpen),
      "bus:      record 7 of orders: whether group shop fetched it cannot be seen: two did\n");
}

TEST(BusText, NothingPublishedIsNothingToTell) {
  EXPECT_EQ(text_of(BusStory(), BusLines::kOpen), "");
  EXPECT_EQ(text_of(BusStory(), BusLines::kCommitted), "");
}

TEST(BusText, WhatCannotBeSeenIsSaid) {
  BusStory story;
  story.unseen = "nobody tells";
  EXPECT_EQ(text_of(story, BusLines::kOpen), "bus:      nobody tells\n");
  EXPECT_EQ(text_of(story, BusLines::kCommitted), "");
}

}  // namespace
}  // namespace ricochet::runner

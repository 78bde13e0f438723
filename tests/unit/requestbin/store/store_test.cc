// A log that goes on where an earlier one ended.
#include "requestbin/store/store.h"

#include <sys/stat.h>

#include <set>

#include "tests/unit/requestbin/store/fixture.h"

namespace ricochet::requestbin::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(StoreTest, NumbersIdsAndRecordsGoOnAfterARestart) {
  ASSERT_TRUE(open());
  ASSERT_TRUE(log().create_bin("a"));
  const auto first = call("a", "/a/1?x=1", "one");
  call("b", "/b");
  const auto last = call("a", "/a/2");
  reopen();
  const auto found = log().find("a", first->id);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->seq, first->seq);
  EXPECT_EQ(found->gseq, first->gseq);
  EXPECT_EQ(found->bin, "a");
  EXPECT_EQ(found->request()->target, "/a/1?x=1");
  EXPECT_EQ(found->request()->path, "/a/1");
  EXPECT_EQ(found->message().body, "one");
  EXPECT_EQ(found->answer.body, "ok\n");
  EXPECT_LE(found->received, process_->loop.now());
  EXPECT_THAT(held("a"), ElementsAre(1, 2));
  EXPECT_EQ(log().bin("b")->kind, journal::BinKind::kStub);
  const auto next = call("a");
  EXPECT_EQ(next->seq, 3u);
  EXPECT_EQ(next->gseq, 4u);
  EXPECT_EQ(std::set<std::string>({first->id, last->id, next->id}).size(), 3u);
  EXPECT_THAT(store().found(), HasSubstr("2 bins, 3 records (3 of them in memory)"));
  EXPECT_THAT(talk_, IsEmpty());
}

TEST_F(StoreTest, ABinKeepsWhatItWasMadeWith) {
  ASSERT_TRUE(open());
  journal::BinOptions made;
  made.is_private = true;
  made.key = "secret";
  made.limits = {7, 1 << 16};
  made.ttl = std::chrono::hours(2);
  made.ttl_sliding = true;
  made.labels = {{"run", "7"}};
  made.group = "g";
  made.colour = journal::Colour{50, 60, 70};
  const auto before = log().create_bin("a", made).value();
  reopen();
  const auto after = log().bin("a").value();
  EXPECT_TRUE(after.is_private);
  EXPECT_EQ(after.key, "secret");
  EXPECT_EQ(after.limits.records, 7u);
  EXPECT_EQ(after.limits.bytes, 1u << 16);
  EXPECT_EQ(after.colour, made.colour);
  EXPECT_EQ(to_string(after.kind), std::string("bin"));
  EXPECT_EQ(after.ttl, made.ttl);
  EXPECT_TRUE(after.ttl_sliding);
  EXPECT_EQ(after.labels, made.labels);
  EXPECT_EQ(after.group, "g");
  ASSERT_TRUE(after.expires);
  EXPECT_LE(*after.expires, process_->loop.now() + std::chrono::hours(2));
  EXPECT_GT(*after.expires, process_->loop.now() + std::chrono::hours(1));
}

TEST_F(StoreTest, MemoryHoldsNoMoreThanTheBoundsOfTheBin) {
  ASSERT_TRUE(open());
  journal::BinOptions small;
  small.limits.records = 3;
  ASSERT_TRUE(log().create_bin("a", small));
  for (int i = 0; i < 10; ++i) call("a");
  reopen();
  EXPECT_THAT(held("a"), ElementsAre(8, 9, 10));
  EXPECT_EQ(log().evicted_through("a"), 7u);
  EXPECT_EQ(log().bin("a")->evicted, 7u);
  EXPECT_THAT(store().found(), HasSubstr("10 records (3 of them in memory)"));
}

TEST_F(StoreTest, MemoryHoldsNoMoreThanTheBoundOfAll) {
  ASSERT_TRUE(open());
  for (int i = 0; i < 10; ++i) call("a", "/a", std::string(1000, 'x'));
  options_.max_restored_bytes = 5000;
  reopen();
  EXPECT_GT(held("a").size(), 0u);
  EXPECT_LT(held("a").size(), 5u);
  EXPECT_EQ(held("a").back(), 10u);
}

TEST_F(StoreTest, WhatWasClearedStaysCleared) {
  ASSERT_TRUE(open());
  call("a");
  call("a");
  log().clear("a");
  call("a");
  reopen();
  EXPECT_THAT(held("a"), ElementsAre(3));
  EXPECT_EQ(log().cleared_through("a"), 2u);
  EXPECT_EQ(log().evicted_through("a"), 0u);
  log().clear("a");
  reopen();
  EXPECT_THAT(held("a"), IsEmpty());
  EXPECT_EQ(call("a")->seq, 4u);
}

TEST_F(StoreTest, WhatWasDeletedIsGoneAndLeavesAHole) {
  ASSERT_TRUE(open());
  for (int i = 0; i < 6; ++i) call("a");
  log().remove("a", {2, 4, 5});
  reopen();
  EXPECT_THAT(held("a"), ElementsAre(1, 3, 6));
  EXPECT_THAT(log().deleted("a"), ElementsAre(journal::SeqRange{2, 2}, journal::SeqRange{4, 5}));
  EXPECT_EQ(log().evicted_through("a"), 0u);
  EXPECT_EQ(log().bin("a")->deleted, 3u);
  log().remove("a", {6});
  reopen();
  EXPECT_EQ(call("a")->seq, 7u);
  EXPECT_THAT(store().found(), HasSubstr("2 records"));
  EXPECT_THAT(log().deleted("a"), ElementsAre(journal::SeqRange{2, 2}, journal::SeqRange{4, 6}));
  EXPECT_EQ(log().evicted_through("a"), 0u);
  log().remove("a", {1, 3, 7});
  reopen();
  EXPECT_THAT(held("a"), IsEmpty());
  EXPECT_THAT(log().deleted("a"), ElementsAre(journal::SeqRange{1, 7}));
  log().clear("a");
  reopen();
  EXPECT_THAT(log().deleted("a"), IsEmpty());
  EXPECT_EQ(log().cleared_through("a"), 7u);
}

TEST_F(StoreTest, ARemovedBinIsGoneAndMayBeMadeAgain) {
  ASSERT_TRUE(open());
  const auto old = call("a");
  log().remove_bin("a");
  ASSERT_TRUE(stored());
  call("a", "/again");
  reopen();
  EXPECT_THAT(held("a"), ElementsAre(1));
  EXPECT_EQ(log().read("a")[0]->request()->target, "/again");
  EXPECT_GT(log().read("a")[0]->gseq, old->gseq);
  log().remove_bin("a");
  reopen();
  EXPECT_FALSE(log().has_bin("a"));
  EXPECT_EQ(call("a")->gseq, 3u);  // an id is never given twice
}

TEST_F(StoreTest, EventsAreKeptToo) {
  ASSERT_TRUE(open());
  match::Event event;
  event.topic = "orders.v1";
  event.partition = 2;
  event.offset = 17;
  event.null_value = true;
  log().append(event, process_->loop.now(), process_->loop.wall_now());
  reopen();
  ASSERT_EQ(log().read("orders.v1").size(), 1u);
  const auto* found = log().read("orders.v1")[0]->event();
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->offset, 17);
  EXPECT_FALSE(found->key);
  EXPECT_TRUE(found->null_value);
}

TEST_F(StoreTest, OnlyTheOwnerMayReadTheFile) {
  ASSERT_TRUE(open());
  call("a");
  ASSERT_TRUE(stored());
  for (const char* suffix : {"", "-wal"}) {
    struct stat file {};
    ASSERT_EQ(::stat((options_.path + suffix).c_str(), &file), 0) << suffix;
    EXPECT_EQ(file.st_mode & 0777, 0600u) << suffix;
  }
}

TEST_F(StoreTest, WithoutSyncNoAnswerIsHeldBack) {
  ASSERT_TRUE(open());
  call("a");
  EXPECT_FALSE(store().must_hold());
  EXPECT_TRUE(stored());
  EXPECT_EQ(store().status().written, 1u);
  EXPECT_EQ(store().status().waiting, 0u);
}

TEST_F(StoreTest, WithSyncEveryAnswerIs) {
  options_.sync = true;
  ASSERT_TRUE(open());
  EXPECT_TRUE(store().must_hold());
  call("a");
  bool at_once = false;
  store().when_stored(0, [&](bool) { at_once = true; });
  EXPECT_FALSE(at_once);
  EXPECT_TRUE(stored());
  EXPECT_TRUE(at_once);
}

}  // namespace
}  // namespace ricochet::requestbin::store

#include "bus/broker/transactions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_loop.h"
#include "tests/unit/bus/broker/recording_sink.h"

namespace ricochet::bus::broker {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class TransactionsTest : public testing::Test {
 protected:
  Transactions::Claim claim(const Transactions::Producer& producer) const {
    return {id_, producer.id, producer.epoch};
  }
  Transactions::Producer init() { return transactions_.init(id_, 1000, -1, -1); }

  const std::string id_ = "tx";
  test::FakeLoop loop_;
  TransactionOptions options_;
  RecordingSink sink_;
  std::vector<std::string> effects_;
  Transactions transactions_{
      loop_,
      options_,
      sink_,
      {[this](const TopicPartition& where, bool commit, std::int64_t producer, std::int16_t epoch) {
         effects_.push_back(RecordingSink::name(where) + (commit ? " commit " : " abort ") +
                            std::to_string(producer) + "." + std::to_string(epoch));
       },
       [this](const std::string& group, bool commit, std::int64_t producer) {
         effects_.push_back(group + (commit ? " commit " : " abort ") + std::to_string(producer));
       }}};
};

TEST_F(TransactionsTest, AnIdKeepsItsProducerAndCountsEpochs) {
  EXPECT_EQ(transactions_.init_idempotent().id, 1);
  const auto first = init();
  EXPECT_EQ(first.id, 2);
  EXPECT_EQ(first.epoch, 0);
  const auto second = init();
  EXPECT_EQ(second.id, 2);
  EXPECT_EQ(second.epoch, 1);
  EXPECT_EQ(transactions_.init(id_, 1000, 2, 1).epoch, 2);
  // The answer was lost (KIP-360).
  EXPECT_EQ(transactions_.init(id_, 1000, 2, 1).epoch, 2);
  EXPECT_EQ(transactions_.init(id_, 1000, 2, 2).epoch, 3);
  EXPECT_EQ(transactions_.init(id_, 1000, 2, 1).error, Error::kProducerFenced);
}

TEST_F(TransactionsTest, AFencedProducerDoesNotGetItsEpochBack) {
  const auto p = init();
  transactions_.add_partitions(claim(p), {{"t", 0}});
  EXPECT_EQ(transactions_.end_and_bump(claim(p), true).epoch, 1);
  EXPECT_TRUE(transactions_.fence(id_));
  EXPECT_EQ(transactions_.end_and_bump(claim(p), true).error, Error::kProducerFenced);
  const auto next = init();
  EXPECT_EQ(transactions_.init(id_, 1000, next.id, next.epoch).epoch, next.epoch + 1);
  EXPECT_TRUE(transactions_.fence(id_));
  EXPECT_EQ(transactions_.init(id_, 1000, next.id, next.epoch).error, Error::kProducerFenced);
}

TEST_F(TransactionsTest, TimeoutsAndIdsAreChecked) {
  EXPECT_EQ(transactions_.init("", 1000, -1, -1).error, Error::kInvalidRequest);
  EXPECT_EQ(transactions_.init(id_, 0, -1, -1).error, Error::kInvalidTransactionTimeout);
  EXPECT_EQ(transactions_.init(id_, 900'001, -1, -1).error, Error::kInvalidTransactionTimeout);
}

TEST_F(TransactionsTest, AnEndOfTheSecondFormMayBeAskedForTwice) {
  const auto p = init();
  transactions_.add_partitions(claim(p), {{"t", 0}});
  const auto next = transactions_.end_and_bump(claim(p), true);
  EXPECT_EQ(next.id, p.id);
  EXPECT_EQ(next.epoch, 1);
  EXPECT_THAT(effects_, ElementsAre("t/0 commit 1.1"));
  // The answer was lost.
  EXPECT_EQ(transactions_.end_and_bump(claim(p), true).epoch, 1);
  EXPECT_EQ(transactions_.end_and_bump(claim(p), false).error, Error::kInvalidTxnState);
  EXPECT_EQ(effects_.size(), 1U);
  // With the next transaction that is over.
  transactions_.add_partitions(claim(next), {{"t", 0}});
  EXPECT_EQ(transactions_.end_and_bump(claim(p), true).error, Error::kProducerFenced);
}

TEST_F(TransactionsTest, EpochsThatRunOutGoOnWithANewProducer) {
  auto p = init();
  while (p.epoch < INT16_MAX - 1) p = transactions_.end_and_bump(claim(p), false);
  transactions_.add_partitions(claim(p), {{"t", 0}});
  const auto next = transactions_.end_and_bump(claim(p), true);
  EXPECT_THAT(effects_, ElementsAre("t/0 commit 1.32767"));
  EXPECT_EQ(next.id, 2);
  EXPECT_EQ(next.epoch, 0);
  EXPECT_EQ(transactions_.end_and_bump(claim(p), true).id, 2);
}

TEST_F(TransactionsTest, CommitReachesAllThatWereAdded) {
  const auto p = init();
  EXPECT_EQ(transactions_.may_write(claim(p), {"t", 0}), Error::kInvalidTxnState);
  EXPECT_EQ(transactions_.add_partitions(claim(p), {{"t", 1}, {"t", 0}}), Error::kNone);
  EXPECT_EQ(transactions_.add_group(claim(p), "g"), Error::kNone);
  EXPECT_EQ(transactions_.may_write(claim(p), {"t", 0}), Error::kNone);
  EXPECT_EQ(transactions_.may_write(claim(p), {"t", 2}), Error::kInvalidTxnState);
  EXPECT_EQ(transactions_.end(claim(p), true), Error::kNone);
  EXPECT_THAT(effects_, ElementsAre("g commit 1", "t/0 commit 1.0", "t/1 commit 1.0"));
  EXPECT_THAT(sink_.lines, ElementsAre("begun tx", "ended tx committed"));
  EXPECT_EQ(transactions_.may_write(claim(p), {"t", 0}), Error::kInvalidTxnState);
}

TEST_F(TransactionsTest, TheSameEndOnceMoreIsARetryTheOtherIsNot) {
  const auto p = init();
  EXPECT_EQ(transactions_.end(claim(p), true), Error::kInvalidTxnState);
  transactions_.add_partitions(claim(p), {{"t", 0}});
  transactions_.end(claim(p), false);
  EXPECT_EQ(transactions_.end(claim(p), false), Error::kNone);
  EXPECT_EQ(transactions_.end(claim(p), true), Error::kInvalidTxnState);
  EXPECT_THAT(effects_, ElementsAre("t/0 abort 1.0"));
}

TEST_F(TransactionsTest, AZombieIsFencedAndItsTransactionAborted) {
  const auto zombie = init();
  transactions_.add_partitions(claim(zombie), {{"t", 0}});
  const auto heir = init();
  EXPECT_THAT(effects_, ElementsAre("t/0 abort 1.1"));
  EXPECT_EQ(transactions_.may_write(claim(zombie), {"t", 0}), Error::kInvalidProducerEpoch);
  EXPECT_EQ(transactions_.add_partitions(claim(zombie), {{"t", 0}}), Error::kProducerFenced);
  EXPECT_EQ(transactions_.end(claim(zombie), true), Error::kProducerFenced);
  EXPECT_EQ(transactions_.add_partitions(claim(heir), {{"t", 0}}), Error::kNone);
  const std::string other = "other";
  EXPECT_EQ(transactions_.end({other, 1, 0}, true), Error::kInvalidProducerIdMapping);
  EXPECT_EQ(transactions_.end({id_, 99, 0}, true), Error::kInvalidProducerIdMapping);
}

TEST_F(TransactionsTest, TimeEndsATransactionAndFencesItsProducer) {
  const auto p = init();
  transactions_.add_partitions(claim(p), {{"t", 0}});
  loop_.advance(std::chrono::milliseconds(999));
  EXPECT_THAT(effects_, IsEmpty());
  loop_.advance(std::chrono::milliseconds(1));
  EXPECT_THAT(effects_, ElementsAre("t/0 abort 1.1"));
  EXPECT_EQ(sink_.lines.back(), "ended tx timed out");
  EXPECT_EQ(transactions_.find(id_)->state, TransactionState::kCompleteAbort);
  EXPECT_EQ(transactions_.end(claim(p), true), Error::kProducerFenced);
  loop_.advance(std::chrono::hours(1));
  EXPECT_EQ(effects_.size(), 1U);
}

TEST_F(TransactionsTest, EpochsDoNotOverflow) {
  auto p = init();
  for (int i = 0; i < 40'000; ++i) {
    const auto next = init();
    ASSERT_EQ(next.error, Error::kNone);
    ASSERT_TRUE(next.epoch == p.epoch + 1 || (next.epoch == 0 && next.id > p.id));
    p = next;
  }
}

TEST_F(TransactionsTest, TheIdThatWasNotUsedForLongestMakesRoom) {
  options_.max_ids = 2;
  const std::string a = "a";
  const auto kept = transactions_.init(a, 1000, -1, -1);
  transactions_.init("b", 1000, -1, -1);
  transactions_.add_partitions({a, kept.id, kept.epoch}, {{"t", 0}});
  transactions_.init("c", 1000, -1, -1);
  EXPECT_EQ(transactions_.find("b"), nullptr);
  EXPECT_NE(transactions_.find("a"), nullptr);
  const std::string c = "c";
  const auto other = transactions_.init(c, 1000, -1, -1);
  transactions_.add_partitions({c, other.id, other.epoch}, {{"t", 0}});
  EXPECT_EQ(transactions_.init("d", 1000, -1, -1).error, Error::kCoordinatorNotAvailable);
}

}  // namespace
}  // namespace ricochet::bus::broker

#include "runner/world/trail/last_work.h"

#include "tests/unit/runner/told/trail_fixture.h"

namespace ricochet::runner {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class LastWorkTest : public TrailFixture {
 protected:
  LastWorkTest() {
    publish(0, "a", "not json");
    publish(1, "b", R"({"type":"OrderWasPlaced"})");
  }
  void fetch(std::int64_t from, std::int64_t upto, const std::string& group = "shop") {
    feed_.fetched({{"orders", 0}, {group, "127.0.0.1"}, group, from, upto});
    tick();
  }
  void commit(std::int64_t offset) {
    feed_.committed("shop", {"shop", "127.0.0.1"}, {{{"orders", 0}, offset + 1, -1, ""}});
    tick();
  }
  LastWork last() const {
    return last_work(trail(), feed_, loop_.now(),
                     [](const std::string& group) { return group != "another"; });
  }
  std::int64_t had() const { return last().had ? last().had->offset : -1; }
};

TEST_F(LastWorkTest, WhatWasFetchedAndNotCommitted) {
  fetch(0, 2);
  EXPECT_THAT(last().lines, ElementsAre("record 0 of orders: not json: fetched 1 ms before its "
                                        "end, not committed"));
  EXPECT_EQ(had(), 0) << "the other one had to wait";
}

TEST_F(LastWorkTest, WhatWasCommittedBeforeItIsToldToo) {
  fetch(0, 2);
  commit(0);
  EXPECT_THAT(last().lines,
              ElementsAre("record 0 of orders: not json: committed 1 ms before its end",
                          "record 1 of orders: {\"type\":\"OrderWasPlaced\"}: fetched 2 ms before "
                          "its end, not committed"));
  EXPECT_EQ(had(), 1);
}

TEST_F(LastWorkTest, AFetchThatWaitedIsAnsweredBeforeTheLogHasTheRecord) {
  fetch(2, 3);
  publish(2, "c", "late");
  commit(2);
  EXPECT_EQ(had(), 2);
}

TEST_F(LastWorkTest, WhatNobodyHadBegunIsNotToBlame) {
  fetch(0, 1);
  commit(0);
  EXPECT_THAT(last().lines,
              ElementsAre("record 0 of orders: not json: committed 1 ms before its end"));
  EXPECT_EQ(had(), 0) << "the second was published last, and not fetched";
}

TEST_F(LastWorkTest, WhatAnotherServiceHadIsOfNoInterest) {
  fetch(0, 2, "another");
  EXPECT_THAT(last().lines, IsEmpty());
  EXPECT_EQ(had(), -1);
}

}  // namespace
}  // namespace ricochet::runner

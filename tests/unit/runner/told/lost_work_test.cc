#include "runner/world/told/lost_work.h"

#include "tests/unit/runner/told/trail_fixture.h"

namespace ricochet::runner {
namespace {

constexpr const char* kOrder17 = R"({"type":"OrderWasPlaced","order":"order-0017"})";

class LostWorkTest : public TrailFixture {
 protected:
  LostWorkTest() { missing_.expected = "at least 1 event of told: key \"order-0017\""; }

  void start() {
    lives_.push_back({loop_.now(), std::nullopt});
    tick();
  }
  void end() {
    lives_.back().ended = loop_.now();
    tick();
  }
  void fetch(std::int64_t offset = 0) {
    feed_.fetched({{"orders", 0}, {"shop", "127.0.0.1"}, "shop", offset, offset + 1});
    tick();
  }
  void commit(std::int64_t offset = 0) {
    feed_.committed("shop", {"shop", "127.0.0.1"}, {{{"orders", 0}, offset + 1, -1, ""}});
    tick();
  }
  std::string hint() {
    const auto service_of = [this](const std::string& group) {
      return group == "shop" ? GroupService{"shop-service", &lives_} : GroupService();
    };
    return lost_work(trail(), feed_, service_of, missing_);
  }

  std::deque<SutLife> lives_;
  awaits::Verdict missing_;
};

TEST_F(LostWorkTest, WasCommittedBeforeItsCall) {
  start();
  publish(0, "order-0017", kOrder17);
  fetch();
  commit();
  call("/charges", R"({"order":"order-0017"})");
  end();
  start();
  EXPECT_EQ(hint(),
            "orders#0 was committed 1 ms before its call POST /charges to payments -> 201; then "
            "shop-service ended, and the bus did not bring it again");
}

TEST_F(LostWorkTest, OfOneThatDoesNotComeUpAgain) {
  start();
  publish(0, "order-0017", kOrder17);
  fetch();
  commit();
  call("/charges", R"({"order":"order-0017"})");
  end();
  EXPECT_THAT(hint(), testing::HasSubstr("before its call POST /charges"));
}

TEST_F(LostWorkTest, WasToBeRememberedBehindItsCommit) {
  start();
  publish(0, "order-0017", kOrder17);
  fetch();
  call("/charges", R"({"order":"order-0017"})");
  commit();
  end();
  start();
  EXPECT_EQ(hint(),
            "orders#0 was committed, then shop-service ended, and the bus did not bring it again: "
            "nothing more was made of it");
  missing_.expected = "at least 1 event of told: key \"order-0018\"";
  EXPECT_EQ(hint(), "") << "it was all done, and another is missed";
}

TEST_F(LostWorkTest, NothingIsLostThatComesAgain) {
  start();
  publish(0, "order-0017", kOrder17);
  fetch();
  commit();
  call("/charges", R"({"order":"order-0017"})");
  end();
  start();
  fetch();
  EXPECT_EQ(hint(), "");
}

TEST_F(LostWorkTest, NothingIsLostThatTheServiceGoesOnWith) {
  start();
  publish(0, "order-0017", kOrder17);
  fetch();
  commit();
  end();
  start();
  call("/charges", R"({"order":"order-0017"})");
  EXPECT_EQ(hint(), "");
}

TEST_F(LostWorkTest, NothingIsLostWithoutAnEnd) {
  start();
  publish(0, "order-0017", kOrder17);
  fetch();
  commit();
  call("/charges", R"({"order":"order-0017"})");
  EXPECT_EQ(hint(), "");
}

TEST_F(LostWorkTest, WhatWasNotCommittedIsNotLost) {
  start();
  publish(0, "order-0017", kOrder17);
  fetch();
  call("/charges", R"({"order":"order-0017"})");
  end();
  start();
  commit();
  EXPECT_EQ(hint(), "");
}

TEST_F(LostWorkTest, ACallIsOfTheRecordWhoseValueItHasAlone) {
  start();
  publish(0, "order-0017", kOrder17);
  fetch();
  commit();
  publish(1, "order-0017", R"({"type":"OrderWasPaid","order":"order-0017"})");
  call("/charges", R"({"order":"order-0017"})");
  end();
  missing_.expected = "at least 1 event of told";
  EXPECT_EQ(hint(), "") << "it may be of the second";
}

TEST_F(LostWorkTest, WordsThatAnybodyUsesTellNothing) {
  start();
  publish(0, "k", R"({"type":"OrderWasPlaced"})");
  fetch();
  commit();
  call("/OrderWasPlaced");
  end();
  EXPECT_EQ(hint(), "");
}

}  // namespace
}  // namespace ricochet::runner

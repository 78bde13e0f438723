#include "runner/world/told/send_order.h"

#include "tests/unit/runner/told/trail_fixture.h"

namespace ricochet::runner {
namespace {

std::string version(int n) {
  return R"({"customer":"c-000007","version":)" + std::to_string(n) + "}";
}

class SendOrderTest : public TrailFixture {
 protected:
  void publish_versions(int count) {
    for (int i = 0; i < count; ++i) publish(i, "c-000007", version(i + 1));
  }
  std::string hint() const { return sent_out_of_order(trail(), missing_); }
  awaits::Verdict missing_;
};

TEST_F(SendOrderTest, NamesTheFirstThatWasOvertaken) {
  publish_versions(3);
  for (const int n : {1, 3, 2}) call("/customers/c-000007", version(n));
  EXPECT_EQ(hint(),
            "key \"c-000007\": orders#2 was sent to payments before orders#1 ($.version 3, then "
            "2)");
}

TEST_F(SendOrderTest, TheKeyThatIsAskedForComesFirst) {
  const auto of_8 = [](int n) {
    return R"({"customer":"c-000008","version":)" + std::to_string(n) + "}";
  };
  publish_versions(2);
  publish(2, "c-000008", of_8(1));
  publish(3, "c-000008", of_8(2));
  for (const int n : {2, 1}) {
    call("/customers/c-000007", version(n));
    call("/customers/c-000008", of_8(n));
  }
  EXPECT_THAT(hint(), testing::StartsWith("key \"c-000007\""));
  missing_.step_problem = "key \"c-000008\" did not come";
  EXPECT_THAT(hint(), testing::StartsWith("key \"c-000008\""));
}

TEST_F(SendOrderTest, OfEventsWhereNoCallSaysIt) {
  publish_versions(2);
  for (const int n : {2, 1}) event("told", n, "c-000007", version(n));
  EXPECT_EQ(hint(),
            "key \"c-000007\": orders#1 was told in told before orders#0 ($.version 2, then 1)");
}

TEST_F(SendOrderTest, WhatIsSentAgainCountsWhereItCameFirst) {
  publish_versions(3);
  for (const int n : {1, 1, 2, 3, 2, 1}) call("/customers/c-000007", version(n));
  EXPECT_EQ(hint(), "");
}

TEST_F(SendOrderTest, SomeMayBeLeftOut) {
  publish_versions(3);
  call("/customers/c-000007", version(3));
  EXPECT_EQ(hint(), "");
}

TEST_F(SendOrderTest, WhoseItIsMustBeSure) {
  publish(0, "c-000007", version(1));
  publish(1, "c-000007", version(2));
  publish(2, "c-000007", version(2));
  call("/customers/c-000007", version(2));
  call("/customers/c-000007", version(9));
  call("/customers/c-000007", "no json");
  call("/customers/c-000008", version(1));
  call("/customers/c-000007", version(1));
  EXPECT_EQ(hint(), "");
}

TEST_F(SendOrderTest, BetweenKeysThereIsNoOrder) {
  publish(0, "c-000007", version(1));
  publish(1, "c-000008", R"({"customer":"c-000008","version":2})");
  call("/customers/c-000008", R"({"customer":"c-000008","version":2})");
  call("/customers/c-000007", version(1));
  EXPECT_EQ(hint(), "");
}

}  // namespace
}  // namespace ricochet::runner

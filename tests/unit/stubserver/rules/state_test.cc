#include "stubserver/model/state.h"

#include <gtest/gtest.h>

#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

constexpr const char* kSeq =
    R"({"request":{"uri":"/s"},"response":{"seq":[{"text":"1"},{"text":"2"},{"text":"3"}]}})";

std::string with(const std::string& session) {
  return "[" + std::string(kSeq) + "," + session + "]";
}

TEST(StubState, ResetBeginsSequencesAndCountersAgain) {
  Stub stub(with(R"({"response":{}})"));
  stub.get("/s");
  stub.get("/s");
  stub.state.reset();
  EXPECT_EQ(stub.state.hits(*stub.rules->rules()[0]), 0u);
  EXPECT_EQ(stub.get("/s"), "200 1");
}

TEST(StubState, UnchangedSessionsKeepTheirPositionsWhenOthersChange) {
  Stub stub(with(R"({"request":{"uri":"/x"},"response":{"text":"old"}})"));
  stub.get("/s");
  stub.get("/x");
  const auto next = rules_from(with(R"({"request":{"uri":"/x"},"response":{"text":"new"}})"));
  stub.state.carry_over(stub.rules->rules(), next->rules());
  stub.rules = next;
  EXPECT_EQ(stub.state.hits(*next->rules()[0]), 1u);
  EXPECT_EQ(stub.state.hits(*next->rules()[1]), 0u);
  EXPECT_EQ(stub.get("/s"), "200 2");
}

TEST(StubState, TwoSetsOfTheSameTextHaveCountersOfTheirOwn) {
  Stub stub("[" + std::string(kSeq) + "]");
  stub.get("/s");
  stub.rules = rules_from("[" + std::string(kSeq) + "]");
  EXPECT_EQ(stub.get("/s"), "200 1");
}

TEST(StubState, ForgetDropsOnlyThoseSessions) {
  Stub stub(with(R"({"request":{"uri":"/x"},"response":{}})"));
  stub.get("/s");
  const auto other = rules_from(R"([{"request":{"uri":"/o"},"response":{}}])");
  stub.state.forget(other->rules());
  EXPECT_EQ(stub.state.hits(*stub.rules->rules()[0]), 1u);
  stub.state.forget(stub.rules->rules());
  EXPECT_EQ(stub.state.hits(*stub.rules->rules()[0]), 0u);
}

TEST(StubState, EachScopeBeginsAtTheStartAndDrawsNumbersOfItsOwn) {
  Stub stub("[" + std::string(kSeq) + "]");
  stub.get("/s");
  const auto rule = stub.rules->rules()[0];
  EXPECT_EQ(stub.state.in_scope(1).of(rule).cursors[0], 0u);
  const auto one = stub.state.in_scope(1).world().random.next();
  EXPECT_NE(stub.state.in_scope(2).world().random.next(), one) << "two would answer with one uuid";
  stub.state.reset();
  EXPECT_EQ(stub.state.in_scope(1).world().random.next(), one) << "the seed repeats it";
}

}  // namespace
}  // namespace ricochet::stubserver

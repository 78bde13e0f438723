// Which calls a fault breaks. The faults themselves are proven on the wire (tests/net/stubserver).
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

using namespace std::chrono_literals;

std::string session(const std::string& conditions) {
  return R"([{"response":{"text":"a","fault":{"kind":"reset",)" + conditions + "}}}]";
}

/// "x" for each call that was broken, "." for the others.
std::string calls(Stub& stub, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) {
    const auto decision = stub.ask("GET", "/");
    out += decision.delivery != nullptr && decision.delivery->fault() == "reset" ? 'x' : '.';
  }
  return out;
}

std::string calls(const std::string& conditions, int count) {
  Stub stub(session(conditions));
  return calls(stub, count);
}

TEST(FaultCondition, WithoutOneEveryCallIsBroken) {
  Stub stub(R"([{"response":{"fault":"reset"}}])");
  EXPECT_EQ(calls(stub, 3), "xxx");
}

TEST(FaultCondition, NamedCalls) { EXPECT_EQ(calls(R"("calls":[1,3])", 5), "x.x.."); }

TEST(FaultCondition, FirstCalls) { EXPECT_EQ(calls(R"("first":2)", 4), "xx.."); }

TEST(FaultCondition, EveryNthCall) { EXPECT_EQ(calls(R"("every":3)", 7), "..x..x."); }

TEST(FaultCondition, ResetCountsFromTheStart) {
  Stub stub(session(R"("first":1)"));
  EXPECT_EQ(calls(stub, 2), "x.");
  stub.state.reset();
  EXPECT_EQ(calls(stub, 2), "x.");
}

TEST(FaultCondition, ProbabilityIsThatOfTheSeed) {
  const std::string first = calls(R"("probability":0.3)", 1000);
  EXPECT_EQ(first, calls(R"("probability":0.3)", 1000));
  const auto broken = std::count(first.begin(), first.end(), 'x');
  EXPECT_GT(broken, 240);  // 4 standard deviations; the seed is fixed, so this never flickers
  EXPECT_LT(broken, 360);
  EXPECT_EQ(calls(R"("probability":1)", 3), "xxx");
}

TEST(FaultCondition, ProbabilityOfOneSessionDoesNotDependOnCallsToOthers) {
  const std::string text =
      R"([{"request":{"uri":"/x"},"response":{"text":"${random()}"}},
          {"response":{"fault":{"kind":"reset","probability":0.5}}}])";
  Stub alone(text), beside(text);
  std::string one, other;
  for (int i = 0; i < 50; ++i) {
    beside.ask("GET", "/x");
    one += calls(alone, 1);
    other += calls(beside, 1);
  }
  EXPECT_EQ(one, other);
  EXPECT_NE(one.find('x'), std::string::npos);
  EXPECT_NE(one.find('.'), std::string::npos);
}

TEST(FaultCondition, WindowAfterTheStart) {
  base::TimePoint now{1h};
  const auto rules = rules_from(session(R"("between":["2s","5s"])"));
  StubState state(StubWorld(
      base::Random(1), [] { return base::WallTime(); }, [&now] { return now; }));
  const auto broken = [&] {
    const auto request = make_request("GET", "/");
    const match::Subject subject(request);
    return decide(subject, *rules, state).delivery != nullptr;
  };
  EXPECT_FALSE(broken());
  now += 2s;
  EXPECT_TRUE(broken());
  now += 2999ms;
  EXPECT_TRUE(broken());
  now += 1ms;
  EXPECT_FALSE(broken());
  state.reset();
  EXPECT_FALSE(broken());
  now += 2s;
  EXPECT_TRUE(broken());
}

TEST(FaultCondition, CountsSurviveAReloadThatLeavesTheSessionAlone) {
  Stub stub(session(R"("first":2)"));
  EXPECT_EQ(calls(stub, 1), "x");
  const auto next = rules_from(session(R"("first":2)"));
  stub.state.carry_over(stub.rules->rules(), next->rules());
  stub.rules = next;
  EXPECT_EQ(calls(stub, 2), "x.");
}

}  // namespace
}  // namespace ricochet::stubserver

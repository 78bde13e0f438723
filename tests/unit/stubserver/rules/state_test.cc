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

/// What GET `target` comes to in that scope.
std::string get_in(Stub& stub, std::uint64_t scope, const std::string& target) {
  const auto request = make_request("GET", target);
  return brief(decide(match::Subject(request), *stub.rules, stub.state.in_scope(scope)));
}

TEST(StubState, ScopesThatHaveEndedMakeRoomAndWhatTheyCountedStays) {
  Stub stub("[" + std::string(kSeq) + "]");
  const std::uint64_t many = 3 * kMaxEndedScopes;
  stub.state.begin_scope(1);
  EXPECT_EQ(get_in(stub, 1, "/s"), "200 1");
  for (std::uint64_t scope = 2; scope <= many; ++scope) {
    stub.state.begin_scope(scope);
    EXPECT_EQ(get_in(stub, scope, "/s"), "200 1");
    get_in(stub, scope, "/nowhere");
    stub.state.end_scope(scope);
  }
  EXPECT_EQ(stub.state.scopes(), kMaxEndedScopes + 1);
  EXPECT_EQ(get_in(stub, 1, "/s"), "200 2") << "the oldest, but it runs";
  EXPECT_EQ(get_in(stub, many, "/s"), "200 2") << "late";
  EXPECT_EQ(get_in(stub, 2, "/s"), "200 1") << "too late: it begins anew";
  EXPECT_EQ(stub.state.scopes(), kMaxEndedScopes + 1) << "and stays no longer than others";
  EXPECT_EQ(stub.state.hits(*stub.rules->rules()[0]), many + 3);
  EXPECT_EQ(stub.state.all_hits().at(stub.rules->rules()[0].get()), many + 3);
  EXPECT_EQ(stub.state.unmatched(), many - 1);
}

TEST(StubState, OfAScopeStaysForWhoKeepsIt) {
  Stub stub("[" + std::string(kSeq) + "]");
  const auto kept = stub.state.in_scope(1).keep();
  stub.state.forget_scopes();
  EXPECT_EQ(stub.state.scopes(), 0u);
  const auto request = make_request("GET", "/s");
  EXPECT_EQ(brief(decide(match::Subject(request), *stub.rules, *kept)), "200 1");
  EXPECT_EQ(stub.state.hits(*stub.rules->rules()[0]), 1u) << "it counts all the same";
  EXPECT_EQ(stub.state.keep().get(), &stub.state);
}

TEST(StubState, AMachineThatForgotAScopeSaysSo) {
  Stub stub(R"([{"request":{"uri":"/go"},"response":{},"state":{"machine":"m",
                   "scope":"${req.queries['o']}","then":"on"}},
                {"request":{"uri":"/is"},"response":{},"state":{"machine":"m",
                   "scope":"${req.queries['o']}","when":"on"}}])");
  for (std::size_t i = 0; i < kMaxScopes; ++i) stub.get("/go?o=" + std::to_string(i));
  EXPECT_EQ(stub.ask("GET", "/is?o=x").why_not.find("began anew"), std::string::npos);
  stub.get("/go?o=one-more");
  const auto decision = stub.ask("GET", "/is?o=0");
  EXPECT_NE(
      decision.why_not.find("of more than 10000 scopes the one that had not moved for longest "
                            "began anew"),
      std::string::npos)
      << decision.why_not;
}

}  // namespace
}  // namespace ricochet::stubserver

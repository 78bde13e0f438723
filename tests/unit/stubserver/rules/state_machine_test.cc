// The key `state`: match and transition in one step.
#include <gtest/gtest.h>

#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

constexpr const char* kOrder = R"([
  {"request":{"uri":"/pay"},"response":{"text":"paid"},"state":{"machine":"order","when":"start","then":"paid"}},
  {"request":{"uri":"/ship"},"response":{"text":"shipped"},"state":{"machine":"order","when":"paid","then":"shipped"}},
  {"request":{"uri":"/status"},"response":{"text":"new"},"state":{"machine":"order","when":"start"}},
  {"request":{"uri":"/status"},"response":{"text":"done"},"state":{"machine":"order","when":["paid","shipped"]}}])";

TEST(StateMachine, SessionsTakeTurnsByTheState) {
  Stub stub(kOrder);
  EXPECT_EQ(stub.get("/status"), "200 new");
  EXPECT_EQ(stub.ask("GET", "/ship").response.status, 400);
  EXPECT_EQ(stub.get("/pay"), "200 paid");
  EXPECT_EQ(stub.get("/status"), "200 done");
  EXPECT_EQ(stub.get("/ship"), "200 shipped");
  EXPECT_EQ(stub.get("/status"), "200 done");
}

TEST(StateMachine, WhyNotNamesTheStateItIsIn) {
  Stub stub(kOrder);
  const std::string body = stub.ask("GET", "/ship").response.body;
  EXPECT_NE(body.find("stubs.json:3"), std::string::npos) << body;
  EXPECT_NE(body.find("machine order is in state start, this session needs \"paid\""),
            std::string::npos)
      << body;
}

TEST(StateMachine, EachTransitionIsMadeByExactlyOneRequest) {
  Stub stub(R"([
    {"response":{"text":"first"},"state":{"machine":"m","when":"start","then":"2"}},
    {"response":{"text":"second"},"state":{"machine":"m","when":"2","then":"3"}},
    {"response":{"text":"rest"},"state":{"machine":"m","when":"3"}}])");
  EXPECT_EQ(stub.get("/"), "200 first");
  EXPECT_EQ(stub.get("/"), "200 second");
  EXPECT_EQ(stub.get("/"), "200 rest");
  EXPECT_EQ(stub.get("/"), "200 rest");
}

TEST(StateMachine, ScopesAreApart) {
  Stub stub(R"([
    {"request":{"uri":{"path":"/o/{id}"}},"response":{"text":"new"},
     "state":{"machine":"o","when":"start","then":"seen","scope":"${req.path.id}"}},
    {"request":{"uri":{"path":"/o/{id}"}},"response":{"text":"seen"},
     "state":{"machine":"o","when":"seen","scope":"${req.path.id}"}}])");
  EXPECT_EQ(stub.get("/o/1"), "200 new");
  EXPECT_EQ(stub.get("/o/1"), "200 seen");
  EXPECT_EQ(stub.get("/o/2"), "200 new");
  EXPECT_EQ(stub.get("/o/1"), "200 seen");
}

TEST(StateMachine, RequestWithoutItsScopeFitsNothingAndSaysWhy) {
  Stub stub(R"([{"request":{"uri":"/a"},"response":{"text":"a"},
                 "state":{"machine":"m","when":"start","scope":"${req.headers['X-Order']}"}}])");
  const std::string body = stub.ask("GET", "/a").response.body;
  EXPECT_NE(body.find("its scope cannot be worked out"), std::string::npos) << body;
  EXPECT_EQ(brief(stub.ask("GET", "/a", "", {{"X-Order", "7"}})), "200 a");
}

TEST(StateMachine, ScopesAreBoundedAndTheOldestIsForgotten) {
  StateMachines machines;
  const MachineId machine{"", "m"};
  for (std::size_t i = 0; i <= kMaxScopes; ++i) machines.move(machine, std::to_string(i), "on");
  EXPECT_EQ(machines.state(machine, "0"), kStartState);
  EXPECT_TRUE(machines.may_have_forgotten(machine, "0"));
  EXPECT_EQ(machines.state(machine, "1"), "on");
  EXPECT_FALSE(machines.may_have_forgotten(machine, "1"));
}

TEST(StateMachine, MachinesOfScenariosAreTheirOwn) {
  StateMachines machines;
  machines.move({"", "m"}, "", "on");
  machines.move({"one", "m"}, "", "off");
  EXPECT_EQ(machines.state({"", "m"}, ""), "on");
  machines.reset_owner("one");
  EXPECT_EQ(machines.state({"one", "m"}, ""), kStartState);
  EXPECT_EQ(machines.state({"", "m"}, ""), "on");
}

TEST(StateMachine, SurvivesAReloadThatStillNamesIt) {
  Stub stub(kOrder);
  EXPECT_EQ(stub.get("/pay"), "200 paid");
  const auto still = rules_from(
      R"([{"request":{"uri":"/status"},"response":{"text":"x"},"state":{"machine":"order","when":"paid"}},
          {"request":{"uri":"/p"},"response":{"text":"p"},"state":{"machine":"order","then":"paid"}}])");
  stub.state.carry_over(stub.rules->rules(), still->rules());
  stub.rules = still;
  EXPECT_EQ(stub.get("/status"), "200 x");
  const auto gone = rules_from(R"([{"response":{"text":"x"}}])");
  stub.state.carry_over(still->rules(), gone->rules());
  EXPECT_EQ(stub.state.machines("").state({"", "order"}, ""), kStartState);
}

TEST(StateMachine, ResetAloneLeavesSequencesWhereTheyAre) {
  Stub stub(
      R"([{"response":{"seq":[{"text":"1"},{"text":"2"}]},"state":{"machine":"m","then":"on"}}])");
  EXPECT_EQ(stub.get("/"), "200 1");
  stub.state.machines("").reset();
  EXPECT_EQ(stub.state.machines("").state({"", "m"}, ""), kStartState);
  EXPECT_EQ(stub.get("/"), "200 2");
}

}  // namespace
}  // namespace ricochet::stubserver

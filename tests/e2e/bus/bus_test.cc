// `ricochet bus`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "tests/e2e/bin/bin_process.h"
#include "tests/e2e/e2e.h"
#include "tests/support/raw_client.h"

namespace ricochet::e2e {
namespace {

using testing::HasSubstr;

struct BusProcess {
  explicit BusProcess(const std::vector<std::string>& more = {}) : process(start(more)) {
    process.wait_for("bus at ");
    port = port_after(process.out(), "bus at 127.0.0.1:");
  }
  static ProgramStart start(const std::vector<std::string>& more) {
    std::vector<std::string> args{"bus", "-p", "0"};
    args.insert(args.end(), more.begin(), more.end());
    return ricochet(args);
  }
  std::string address() const { return "127.0.0.1:" + std::to_string(port); }

  Program process;
  std::uint16_t port = 0;
};

TEST(Bus, TakesRecordsUntilItIsStopped) {
  BusProcess bus({"--topic", "orders:3"});
  ASSERT_NE(bus.port, 0);
  const ProgramEnd published =
      run_ricochet({"publish", "--bus", bus.address(), "orders", "--text", "hello"});
  EXPECT_EQ(published.exit_code, 0) << published.err;
  bus.process.signal(SIGTERM);
  EXPECT_EQ(bus.process.wait().exit_code, 0);
}

TEST(Bus, AWrongTopicIsExit2) {
  for (const auto& [topic, why] :
       {std::pair{"orders:many", "\"many\" is not a number of partitions"},
        {"orders:0", "\"0\" is not a number of partitions"},
        {"or ders", "is invalid"}}) {
    const ProgramEnd end = run_ricochet({"bus", "-p", "0", "--topic", topic});
    EXPECT_EQ(end.exit_code, 2);
    EXPECT_THAT(end.err, HasSubstr("cli/topic"));
    EXPECT_THAT(end.err, HasSubstr(why));
  }
}

TEST(Bus, FurtherListenersHaveAddressesOfTheirOwn) {
  BusProcess bus({"--topic", "orders", "--listen", "127.0.0.1:0=localhost"});
  const auto other = port_after(bus.process.out(), "also at 127.0.0.1:");
  ASSERT_NE(other, 0) << bus.process.out();
  EXPECT_THAT(bus.process.out(), HasSubstr(", told as localhost:" + std::to_string(other)));
  EXPECT_EQ(run_ricochet(
                {"publish", "--bus", "127.0.0.1:" + std::to_string(other), "orders", "--text", "x"})
                .exit_code,
            0);
  for (const char* wrong : {"9093", "127.0.0.1", ":9093", "127.0.0.1:many", "127.0.0.1:9093="}) {
    const ProgramEnd end = run_ricochet({"bus", "-p", "0", "--listen", wrong});
    EXPECT_EQ(end.exit_code, 2) << wrong;
    EXPECT_THAT(end.err, HasSubstr("cli/bad-listener"));
  }
}

TEST(Bus, AUserWithoutAPasswordIsExit2) {
  for (const auto& user : {"somebody", ":secret", "somebody:"}) {
    const ProgramEnd end = run_ricochet({"bus", "-p", "0", "--user", user});
    EXPECT_EQ(end.exit_code, 2) << user;
    EXPECT_THAT(end.err, HasSubstr("cli/user"));
    EXPECT_THAT(end.err, testing::Not(HasSubstr("secret")));
  }
  const ProgramEnd end =
      run_ricochet({"bus", "-p", "0", "--user", "somebody:a", "--user", "somebody:b"});
  EXPECT_THAT(end.err, HasSubstr("\"somebody\" is given twice"));
}

TEST(Bus, TellsOfAClientThatDoesNotShowWhoItIs) {
  BusProcess bus({"--user", "photo:secret", "--topic", "orders"});
  test::RawClient client(bus.port);
  client.send(std::string("\0\0\0\x10\0\3\0\0\0\0\0\1\0\2me\0\0\0\0", 20));  // Metadata v0
  EXPECT_EQ(client.wait_end(), test::End::kFin);
  EXPECT_TRUE(bus.process.wait_for("refused 127.0.0.1 (me): it did not show who it is"));
}

TEST(Bus, ACertificateThatIsNotThereIsExit3) {
  const ProgramEnd end = run_ricochet({"bus", "-p", "0", "--tls-cert", "/nowhere/cert.pem"});
  EXPECT_EQ(end.exit_code, 3);
  EXPECT_THAT(end.err, HasSubstr("http/tls-file"));
}

TEST(Bus, EachBrokerHasItsPort) {
  BusProcess bus({"--brokers", "3"});
  EXPECT_EQ(std::count(bus.process.out().begin(), bus.process.out().end(), ','), 2);
}

/// `ricochet bus --control 0`.
struct ControlledBus : BusProcess {
  explicit ControlledBus(std::vector<std::string> more = {}) : BusProcess(with_control(more)) {
    control = port_after(process.out(), "control at http://127.0.0.1:");
    EXPECT_NE(control, 0) << process.out();
  }
  static std::vector<std::string> with_control(std::vector<std::string> more) {
    more.insert(more.end(), {"--control", "0", "--topic", "orders"});
    return more;
  }
  /// `path` counts from /api/v2 where it does not begin so itself.
  test::RawAnswer call(const std::string& method, const std::string& path,
                       const std::string& body = "", const std::string& headers = "") const {
    test::RawClient client(control);
    client.send(BinProcess::request(method, (path.starts_with("/api/") ? "" : "/api/v2") + path,
                                    body, "Connection: close\r\n" + headers));
    return client.read_answer();
  }
  nlohmann::json get(const std::string& path) const {
    return nlohmann::json::parse(call("GET", "/bus" + path).body, nullptr, false);
  }

  std::uint16_t control = 0;
};

TEST(Bus, TheControlSideShowsWhatHappens) {
  ControlledBus bus;
  ASSERT_EQ(
      run_ricochet({"publish", "--bus", bus.address(), "orders", "--key", "42", "--text", "hello"})
          .exit_code,
      0);
  const auto records = bus.get("/topics/orders/records")["records"];
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0]["key"], "42");
  EXPECT_EQ(records[0]["body"]["content"], "hello");
  const auto events = bus.get("/events?type=produced")["events"];
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0]["topic"], "orders");
  EXPECT_EQ(events[0]["upto"], 1);
  EXPECT_EQ(bus.call("POST", "/bus/reset").status, 204);
  EXPECT_TRUE(bus.get("/topics/orders/records")["records"].empty());
}

TEST(Bus, TheControlSideWantsItsTokenAndOwnPages) {
  ControlledBus bus({"--token", "secret"});
  EXPECT_EQ(bus.call("GET", "/bus/topics").status, 401);
  const std::string token = "Authorization: Bearer secret\r\n";
  EXPECT_EQ(bus.call("GET", "/bus/topics", "", token).status, 200);
  EXPECT_EQ(bus.call("POST", "/bus/reset", "", token + "Origin: http://evil.example\r\n").status,
            403);
  const auto described =
      nlohmann::json::parse(bus.call("GET", "/api/openapi.json", "", token).body);
  EXPECT_TRUE(described["paths"].contains("/api/v2/bus/faults"));
  EXPECT_TRUE(described["paths"].contains("/api/v2/bins"));
}

TEST(Bus, AFaultIsSeenByARealClient) {
  ControlledBus bus;
  const auto set =
      bus.call("POST", "/bus/faults",
               R"({ "error": "MESSAGE_TOO_LARGE", "on": { "api": "Produce", "topic": "orders" },
                                 "times": 1 })");
  EXPECT_EQ(set.status, 201) << set.body;
  const auto publish = [&] {
    return run_ricochet({"publish", "--bus", bus.address(), "orders", "--text", "hello"});
  };
  const ProgramEnd refused = publish();
  EXPECT_EQ(refused.exit_code, 4);
  EXPECT_THAT(refused.err, HasSubstr("Message size too large"));
  EXPECT_EQ(publish().exit_code, 0);
  EXPECT_EQ(bus.get("/faults")["faults"][0]["done"], 1);
  EXPECT_EQ(bus.get("/events?type=fault")["events"][0]["what"],
            "error MESSAGE_TOO_LARGE on Produce of topic orders");
}

TEST(Bus, WhoIsTurnedAwayIsToldOfWithItsName) {
  ControlledBus bus;
  test::RawClient client(bus.port);
  client.send(std::string("\0\0\0\x0c\x03\xe8\0\0\0\0\0\1\0\2me", 16));
  EXPECT_EQ(client.wait_end(), test::End::kFin);
  EXPECT_TRUE(bus.process.wait_for("refused 127.0.0.1 (me): API 1000 is not served"));
  EXPECT_EQ(bus.get("/events?type=refused")["events"][0]["client"], "me");
}

TEST(BusStep, WhatAScenarioBreaksIsWholeForTheNext) {
  const SmallSuite suite(R"({ "bus": { "kafka": "embedded" }, "topics": { "orders": {} } })");
  suite.folder.write("suite/1.json", R"({ "scenario": "breaks it", "steps": [
    { "bus": { "error": "MESSAGE_TOO_LARGE", "on": { "api": "Produce", "client": "ricochet" } } },
    { "publish": { "topic": "orders", "text": "x" } } ] })");
  suite.folder.write("suite/2.json", R"({ "scenario": "goes on", "steps": [
    { "publish": { "topic": "orders", "text": "x" } },
    { "expect": { "event": "orders", "text": "x" } } ] })");
  const ProgramEnd end = suite.run();
  EXPECT_EQ(end.exit_code, 4) << end.out;
  EXPECT_THAT(end.out, HasSubstr("Message size too large"));
  EXPECT_THAT(end.out, HasSubstr("1 passed"));
}

/// A service is to meet them: our own publish would use them up, and what we do not read is lost.
TEST(BusStep, WeAreNotMetByFaultsThatAreForServices) {
  const SmallSuite suite(R"({ "bus": { "kafka": "embedded" }, "topics": { "orders": {} } })");
  for (
      const char* fault :
      {R"("error": "MESSAGE_TOO_LARGE", "on": { "api": "Produce", "topic": "orders" })",
       R"("drop": true, "at": "answer", "on": { "api": "Produce", "topic": "orders" }, "times": 1)",
       R"("error": "OFFSET_OUT_OF_RANGE", "on": { "api": "Fetch", "topic": "orders" })",
       R"("no_answer": true, "on": {})"}) {
    suite.folder.write("suite/1.json",
                       R"({ "scenario": "breaks it", "steps": [
      { "bus": { )" + std::string(fault) +
                           R"( } }, { "publish": { "topic": "orders", "text": "x" } },
      { "expect": { "event": "orders", "text": "x", "exactly": 1 } } ] })");
    const ProgramEnd end = suite.run();
    EXPECT_EQ(end.exit_code, 0) << fault << end.out << end.err;
  }
}

/// What a reset deletes before we have read it is of the scenario before, and nobody misses it.
TEST(BusStep, AResetBehindABrokenBusLosesNothing) {
  const SmallSuite suite(
      R"({ "bus": { "kafka": "embedded", "reset": true }, "topics": { "orders": {} } })");
  suite.folder.write("suite/1.json", R"({ "scenario": "breaks it", "steps": [
    { "bus": { "drop": true, "on": { "api": "Fetch", "client": "ricochet" } } },
    { "publish": { "topic": "orders", "text": "x" } },
    { "expect": { "event": "orders", "text": "x" } } ] })");
  suite.folder.write("suite/2.json", R"({ "scenario": "goes on", "steps": [
    { "expect": { "event": "orders", "never": true, "for": "1s" } },
    { "publish": { "topic": "orders", "text": "y" } },
    { "expect": { "event": "orders", "text": "y", "exactly": 1 } } ] })");
  const ProgramEnd end = suite.run();
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
}

TEST(BusStep, WhatIsNotThereIsAnErrorWithACure) {
  const SmallSuite suite(R"({ "bus": { "kafka": "embedded" }, "topics": { "orders": {} } })");
  suite.folder.write("suite/1.json", R"({ "scenario": "redelivers", "steps": [
    { "bus": { "redeliver": { "group": "photo-service", "back": 1 } } } ] })");
  const ProgramEnd end = suite.run();
  EXPECT_EQ(end.exit_code, 3) << end.out;
  EXPECT_THAT(end.out, HasSubstr("there is no group \"photo-service\" at the broker"));
}

TEST(BusStep, AForeignBrokerIsNotBroken) {
  BusProcess bus({"--topic", "orders"});
  const SmallSuite suite(R"({ "bus": { "kafka": "embedded" }, "topics": { "orders": {} } })");
  suite.folder.write("suite/0.json",
                     R"({ "scenario": "would pass", "steps": [ { "pause": "1ms" } ] })");
  suite.folder.write("suite/1.json", R"({ "scenario": "resets", "steps": [
    { "repeat": { "times": 2, "steps": [ { "bus": { "reset": true } } ] } } ] })");
  const ProgramEnd end = suite.run({"--bus", bus.address()});
  EXPECT_EQ(end.exit_code, 3) << end.out;
  EXPECT_THAT(end.err, HasSubstr("only a broker of ours can be broken on purpose"));
  EXPECT_THAT(end.err, HasSubstr("suite/1.json:2:"));
  EXPECT_THAT(end.out, testing::Not(HasSubstr("would pass"))) << "it is told before anything runs";
}

TEST(BusStep, AScenarioThatBreaksTheBusMayBeSkippedWhereItIsNotOurs) {
  BusProcess bus({"--topic", "orders"});
  const std::string scenario = R"({ "scenario": "resets",
    "skip": { "foreign_bus": "only ours can be reset" }, "steps": [ { "bus": { "reset": true } } ] })";
  const SmallSuite suite(R"({ "bus": { "kafka": "embedded" }, "topics": { "orders": {} } })");
  suite.folder.write("suite/1.json", scenario);
  EXPECT_THAT(suite.run().out, HasSubstr("1 passed, 0 failed"));
  ProgramEnd end = suite.run({"--bus", bus.address()});
  EXPECT_EQ(end.exit_code, 0) << end.out;
  EXPECT_THAT(end.out, HasSubstr("only ours can be reset"));
  EXPECT_THAT(end.out, HasSubstr("1 skipped"));
  const SmallSuite foreign(R"({ "bus": { "kafka": ")" + bus.address() +
                           R"(" }, "topics": { "orders": {} } })");
  foreign.folder.write("suite/1.json", scenario);
  end = foreign.run();
  EXPECT_EQ(end.exit_code, 0) << end.out;
  EXPECT_THAT(end.out, HasSubstr("1 skipped"));
}

TEST(TailBus, PrintsWhatIsThereAndWhatComes) {
  BusProcess bus({"--topic", "orders"});
  const auto publish = [&](const std::string& text) {
    EXPECT_EQ(
        run_ricochet({"publish", "--bus", bus.address(), "orders", "--key", "k", "--text", text})
            .exit_code,
        0);
  };
  publish("first");
  const ProgramEnd held = run_ricochet(
      {"tail", "--bus", bus.address(), "--from-beginning", "-n", "1", "--json", "orders"});
  EXPECT_EQ(held.exit_code, 0) << held.err;
  const auto record = nlohmann::json::parse(held.out);
  EXPECT_EQ(record["body"]["content"], "first");
  EXPECT_EQ(record["offset"], 0);
  Program live(ricochet({"tail", "--bus", bus.address(), "-n", "1", "orders"}));
  ASSERT_TRUE(live.wait_for("reading 1 topic"));
  publish("second");
  EXPECT_EQ(live.wait().exit_code, 0);
  EXPECT_THAT(live.out(), HasSubstr("orders/0 @1  key \"k\"  second\n"));
}

TEST(TailBus, ShowsWhoItIsByProperties) {
  BusProcess bus({"--topic", "orders", "--user", "photo:a=b", "--tls"});
  const auto with = [&](std::vector<std::string> args, const std::string& password) {
    for (const auto& property :
         {std::string("security.protocol=SASL_SSL"), std::string("sasl.mechanism=SCRAM-SHA-256"),
          std::string("sasl.username=photo"), "sasl.password=" + password,
          std::string("enable.ssl.certificate.verification=false")})
      args.insert(args.end(), {"--property", property});
    return run_ricochet(args);
  };
  const ProgramEnd sent = with(
      {"publish", "--bus", bus.address(), "--header", "h=x", "orders", "--text", "hello"}, "a=b");
  EXPECT_EQ(sent.out, "orders partition 0 offset 0\n") << sent.err;
  const ProgramEnd read =
      with({"tail", "--bus", bus.address(), "--from-beginning", "-n", "1", "orders"}, "a=b");
  EXPECT_THAT(read.out, HasSubstr("hello"));
}

TEST(TailBus, AnInterruptionIs130) {
  BusProcess bus({"--topic", "orders"});
  Program live(ricochet({"tail", "--bus", bus.address(), "orders"}));
  ASSERT_TRUE(live.wait_for("reading 1 topic"));
  live.signal(SIGINT);
  EXPECT_EQ(live.wait().exit_code, 130);
}

TEST(TailBus, WhatIsWrongHasItsExitCode) {
  BusProcess bus;
  struct WrongTail {
    std::vector<std::string> args;
    int exit_code;
    const char* says;
  };
  const WrongTail wrong[] = {
      {{"--bus", "localhost", "orders"}, 2, "cli/bad-bus"},
      {{"--bus", "localhost:many", "orders"}, 2, "cli/bad-bus"},
      {{"--bus", bus.address()}, 2, "cli/topic"},
      {{"--bus", bus.address(), "or ders"}, 2, "cli/topic"},
      {{"--bus", bus.address(), "--full", "orders"}, 2, "--full"},
      {{"--from-beginning", "orders"}, 2, "--bus"},
      {{"--bus", bus.address(), "--property", "sasl.password", "orders"}, 2, "cli/bad-property"},
      {{"--bus", bus.address(), "--property", "sasl.pasword=x", "orders"}, 2, "sasl.password"},
      {{"--bus", bus.address(), "--property", "enable.auto.commit=true", "orders"},
       2,
       "bus/bad-property"},
      {{"--bus", bus.address(), "--property", "enable.partition.eof=true", "orders"},
       2,
       "bus/bad-property"},
      {{"--bus", bus.address(), "--property", "security.protocol=SSL", "--property",
        "ssl.ca.location=/is/not/there", "orders"},
       2,
       "bus/bad-property"},
      {{"--bus", bus.address(), "orders"}, 3, "bus/no-topic"},
      {{"--bus", "127.0.0.1:1", "orders"}, 4, "bus/unreachable"},
  };
  for (const auto& one : wrong) {
    std::vector<std::string> args{"tail"};
    args.insert(args.end(), one.args.begin(), one.args.end());
    const ProgramEnd end = run_ricochet(args);
    EXPECT_EQ(end.exit_code, one.exit_code) << end.err;
    EXPECT_THAT(end.err, HasSubstr(one.says));
  }
  // Nothing was made by asking.
  const ProgramEnd again = run_ricochet({"tail", "--bus", bus.address(), "orders"});
  EXPECT_EQ(again.exit_code, 3);
}

TEST(Publish, PropertiesThatItCannotBeMadeWithAreWrongUsage) {
  const std::vector<std::vector<std::string>> wrong = {
      {"acks=0"},  // where the record is would not be known
      {"security.protocol=SSL", "ssl.ca.location=/is/not/there"},
      {"security.protocol=SASL_PLAINTEXT", "sasl.mechanism=NONE"},
  };
  for (const auto& properties : wrong) {
    std::vector<std::string> args{"publish", "--bus", "127.0.0.1:1", "orders", "--text", "x"};
    for (const auto& property : properties) args.insert(args.end(), {"--property", property});
    const ProgramEnd end = run_ricochet(args);
    EXPECT_EQ(end.exit_code, 2) << properties.back() << end.err;
    EXPECT_THAT(end.err, HasSubstr("bus/bad-property"));
    EXPECT_THAT(end.err, testing::Not(HasSubstr("\"bus\""))) << "a suite is not asked for";
  }
}

}  // namespace
}  // namespace ricochet::e2e

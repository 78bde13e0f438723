#include "runner/world/bind_suite.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include "runner/check.h"
#include "runner/model/binding.h"
#include "runner/world/facts.h"
#include "tests/support/golden.h"
#include "tests/unit/runner/runner_support.h"

namespace ricochet::runner {
namespace {

std::shared_ptr<const Suite> bound(const WorkFolder& folder, std::string_view text,
                                   std::uint64_t seed = 7) {
  return bind_suite(make_suite(folder, text), "/bin", seed, base::WallTime());
}

constexpr const char* kTemplated = R"({
  "env": ["RICOCHET_TEST_KAFKA", "RICOCHET_TEST_USER"],
  "vars": { "region": "eu", "orders": "orders-${region}" },
  "bus": { "kafka": "${env.RICOCHET_TEST_KAFKA}", "brokers": 1,
           "properties": { "client.id": "of ${env.RICOCHET_TEST_USER}" },
           "groups": { "g-${run.id}": { "commits": "after-work" } } },
  "network": { "bind": "127.0.0.1", "advertise": "host-${region}" },
  "topics": { "${orders}": { "partitions": 2 }, "audit-${run.id}": {}, "plain": {} } })";

TEST(BindSuite, FillsInNamesAndAddresses) {
  WorkFolder folder;
  ::setenv("RICOCHET_TEST_KAFKA", "kafka:9092", 1);
  ::setenv("RICOCHET_TEST_USER", "anna", 1);
  const auto suite = bound(folder, kTemplated);
  EXPECT_TRUE(suite->binding->findings.empty());
  const std::string id = suite->binding->facts["run"]["id"];
  EXPECT_TRUE(suite->has_topic("orders-eu"));
  EXPECT_TRUE(suite->has_topic("audit-" + id));
  EXPECT_TRUE(suite->has_topic("plain"));
  EXPECT_EQ(suite->topics.front().partitions, 2);
  EXPECT_FALSE(suite->bus->embedded);
  EXPECT_EQ(suite->bus->servers, "kafka:9092");
  EXPECT_EQ(suite->bus->properties.at("client.id"), "of anna");
  EXPECT_TRUE(suite->bus->groups.at("g-" + id).commits_after_work);
  EXPECT_EQ(suite->advertised_host(), "host-eu");
  EXPECT_EQ(bind_suite(suite, "/bin", 8, base::WallTime()), suite) << "once a run";
}

TEST(BindSuite, EachRunHasNamesOfItsOwn) {
  WorkFolder folder;
  const auto one = bound(folder, kTemplated, 1), two = bound(folder, kTemplated, 2);
  EXPECT_NE(one->topics[1].name, two->topics[1].name);
  EXPECT_EQ(one->topics[1].name, bound(folder, kTemplated, 1)->topics[1].name);
}

TEST(BindSuite, TheAddressMayComeToABrokerOfOurs) {
  WorkFolder folder;
  ::setenv("RICOCHET_TEST_KAFKA", "embedded", 1);
  EXPECT_TRUE(bound(folder, kTemplated)->bus->embedded);
  ::unsetenv("RICOCHET_TEST_KAFKA");
  const auto suite = bound(folder, kTemplated);
  EXPECT_EQ(suite->bus->servers, "") << "told when it is needed: --bus may come in its place";
  EXPECT_TRUE(suite->binding->findings.empty());
}

TEST(BindSuite, AScenarioFindsWhatItsOwnTemplatesComeTo) {
  WorkFolder folder;
  const auto suite = bound(folder, R"({ "topics": { "orders-${run.id}": {} } })");
  base::DiagList diags;
  const auto scenario = make_scenario(R"({ "scenario": "s", "steps": [
    { "publish": { "topic": "orders-${run.id}", "text": "x" } },
    { "expect": { "event": "orders-${run.id}" } },
    { "expect": { "order": "any", "steps": [ { "event": "orders-${run.id}" } ] } } ] })",
                                      suite, diags);
  check_scenario(*scenario, "/bin", diags);
  EXPECT_TRUE(diags.all().empty()) << diags.render_all();
}

TEST(BindSuite, AWrongVarIsTheOnlyOneToBlame) {
  WorkFolder folder;
  const auto suite = bound(folder, R"({
    "vars": { "host": "http://h", "base": "${hots}/x", "also": "${base}/y", "n": "${base}" },
    "topics": { "t-${base}": {} },
    "bus": { "kafka": "embedded", "groups": { "g-${base}": { "commits": "after-work" } } },
    "sut": { "shop": { "command": ["true", "${also}"], "env": { "URL": "${base}" } } },
    "setup": [ { "request": { "url": "${also}" } } ] })");
  base::DiagList diags;
  check_suite(*suite, "/bin", diags);
  ASSERT_EQ(diags.all().size(), 1u) << diags.render_all();
  EXPECT_EQ(diags.all()[0].where.pointer, "/vars/base");
  EXPECT_EQ(diags.all()[0].hint, "did you mean \"host\"?");
  base::DiagList more;
  const auto scenario = make_scenario(R"({ "scenario": "s", "vars": { "own": "${also}" }, "steps": [
    { "request": { "url": "${base}/orders" } },
    { "request": { "url": "${own}", "expect": { "status": "${n}" } } },
    { "publish": { "topic": "t-${base}", "text": "${also}" } },
    { "expect": { "event": "t-${base}", "exactly": "${n}" } },
    { "expect": { "ack": "g-${base}" } } ] })",
                                      suite, more);
  check_scenario(*scenario, "/bin", more);
  EXPECT_TRUE(more.all().empty()) << more.render_all();
}

TEST(BindSuite, TheUrlOfAServiceStandsOnce) {
  WorkFolder folder;
  const auto suite = bound(folder, R"({
    "vars": { "version": "v2" },
    "sut": { "shop": { "command": ["true"], "ports": { "http": 8080 },
                       "url": "http://127.0.0.1:${sut.shop.ports.http}/${version}" } } })");
  EXPECT_EQ(facts_for_check(*suite, "/bin")["sut"]["shop"]["url"], "http://127.0.0.1:8080/v2");
  base::DiagList diags;
  check_suite(*suite, "/bin", diags);
  const auto scenario = make_scenario(
      R"({ "scenario": "s", "steps": [ { "request": { "url": "${sut.shop.url}/orders" } } ] })",
      suite, diags);
  check_scenario(*scenario, "/bin", diags);
  EXPECT_TRUE(diags.all().empty()) << diags.render_all();
}

TEST(BindSuite, AWrongUrlIsToldAtItsPlaceAlone) {
  WorkFolder folder;
  const auto suite = bound(folder, R"({
    "sut": { "shop": { "command": ["true"], "url": "http://127.0.0.1:${sut.shop.port}" } },
    "setup": [ { "request": { "url": "${sut.shop.url}/orders" } } ] })");
  base::DiagList diags;
  check_suite(*suite, "/bin", diags);
  ASSERT_EQ(diags.all().size(), 1u) << diags.render_all();
  EXPECT_EQ(diags.all()[0].code, "suite/template");
  EXPECT_EQ(diags.all()[0].where.pointer, "/sut/shop/url");
}

TEST(BindSuite, BindAllHandsTheSameSuiteToItsScenarios) {
  WorkFolder folder;
  Discovery found;
  found.suites.push_back(make_suite(folder, R"({ "topics": { "t-${run.id}": {} } })"));
  base::DiagList diags;
  found.scenarios.push_back(make_scenario(R"({ "scenario": "s", "steps": [ { "pause": "1ms" } ] })",
                                          found.suites[0], diags));
  bind_all(found, "/bin", 7, base::WallTime());
  EXPECT_NE(found.suites[0]->binding, nullptr);
  EXPECT_EQ(found.scenarios[0]->suite, found.suites[0]);
}

TEST(BindSuite, WhatCannotBeFilledInHasItsPlaceAndCure) {
  const std::vector<Case> cases = {
      {"topic: an unknown name", R"({ "topics": {
  "orders-${rum.id}": {} } })"},
      {"topic: not a name then", R"({ "vars": { "a": "x y" }, "topics": { "${a}": {} } })"},
      {"topic: the name of another",
       R"({ "vars": { "a": "x" }, "bins": ["x"], "topics": { "${a}": {} } })"},
      {"group", R"({ "bus": { "kafka": "embedded", "groups": { "${g}": {} } } })"},
      {"kafka: not an address", R"({ "vars": { "k": "kafka" }, "bus": { "kafka": "${k}" } })"},
      {"kafka: an unknown name", R"({ "bus": { "kafka": "${env.NOT_LISTED}" } })"},
      {"a property", R"({ "bus": { "kafka": "h:1", "properties": { "client.id": "${x}" } } })"},
      {"network", R"({ "network": { "bind": "${x}", "advertise": "${env.Y" } })"},
      {"a var is told once", R"({ "vars": { "a": "${x}" }, "topics": { "t-${a}": {} } })"},
      {"property: misspelt", R"({ "bus": { "kafka": "h:1", "properties": {
  "security.protocl": "ssl" } } })"},
      {"property: a wrong value",
       R"({ "bus": { "kafka": "h:1", "properties": { "compression.codec": "some" } } })"},
      {"property: ours",
       R"({ "bus": { "kafka": "h:1", "properties": { "bootstrap.servers": "h:2" } } })"},
      {"property: where a record stands would not be known",
       R"({ "bus": { "kafka": "h:1", "properties": { "acks": "0" } } })"},
      {"property: the same by another name",
       R"({ "bus": { "kafka": "h:1", "properties": { "request.required.acks": "1" } } })"},
      {"property: acknowledgements would not be told",
       R"({ "bus": { "kafka": "h:1", "properties": { "delivery.report.only.error": "true" } } })"},
      {"property: what was aborted would be an event",
       R"({ "bus": { "kafka": "h:1", "properties": { "isolation.level": "read_uncommitted" } } })"},
      {"property: the end of a topic would be an error",
       R"({ "bus": { "kafka": "h:1", "properties": { "enable.partition.eof": "true" } } })"},
      {"property: events would come late",
       R"({ "bus": { "kafka": "h:1", "properties": { "fetch.min.bytes": "100000" } } })"},
      {"property: events would not come",
       R"({ "bus": { "kafka": "h:1", "properties": { "topic.blacklist": ".*" } } })"},
      {"property: not known before the run",
       R"({ "env": ["RICOCHET_TEST_UNSET"], "bus": { "kafka": "h:1", "properties": {
  "socket.timeout.ms": "${env.RICOCHET_TEST_UNSET}", "socket.timout.ms": "${env.RICOCHET_TEST_UNSET}" } } })"},
  };
  ::unsetenv("RICOCHET_TEST_UNSET");
  WorkFolder folder;
  std::string all;
  for (const auto& c : cases) {
    base::DiagList diags;
    check_suite(*make_suite(folder, c.text), "/bin", diags);
    EXPECT_TRUE(diags.has_errors()) << c.name;
    all += golden_entry(c.name, diags);
  }
  test::expect_golden("runner/bind_errors.txt", all);
}

}  // namespace
}  // namespace ricochet::runner

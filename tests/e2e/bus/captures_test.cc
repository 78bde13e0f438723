// `ricochet bin --captures` and `--from`, and `ricochet publish`, on an embedded broker, or on the
// fresh one that RICOCHET_TEST_BUS names (ci/on-kafka).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <set>

#include "base/random.h"
#include "tests/e2e/bin/bin_process.h"
#include "tests/net/bus/broker_thread.h"

namespace ricochet::e2e {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Captures : public testing::Test {
 protected:
  /// A topic of its own for each test: on another's broker records stay.
  Captures() {
    topic_ =
        std::string("captures-") + testing::UnitTest::GetInstance()->current_test_info()->name();
    if (const char* other = std::getenv("RICOCHET_TEST_BUS")) {
      servers_ = other;
      return;
    }
    broker_ = std::make_unique<bus::BrokerThread>(
        std::vector<bus::TopicSpec>{{topic_, 3}, {"orders", 1}});
    servers_ = broker_->bootstrap_servers();
  }
  std::string url() const { return "kafka://" + servers_ + "/" + topic_; }

  std::unique_ptr<bus::EmbeddedBroker> broker_;
  std::string servers_, topic_;
};

TEST_F(Captures, OneBinServesTheUnionOfTwo) {
  BinProcess one({"--captures", url()}), two({"--captures", url()}), all({"--from", url()});
  std::set<std::string> wanted;
  for (int i = 0; i < 20; ++i) {
    const auto target = "/x/" + std::to_string(i);
    wanted.insert(target);
    EXPECT_EQ((i % 2 == 0 ? one : two).call("POST", target, "body").status, 200);
  }
  const auto verdict = nlohmann::json::parse(
      all.call("POST", "/api/v2/bins/x/await", R"({"at_least": 20, "within": "15s"})").body);
  EXPECT_EQ(verdict["outcome"], "satisfied") << verdict.dump(2);
  std::set<std::string> targets, ids, instances;
  const auto page = all.get("/api/v2/bins/x/requests");
  for (const auto& request : page["requests"]) {
    targets.insert(request["target"]);
    ids.insert(request["id"]);
    instances.insert(request["origin"].get<std::string>().substr(0, 8));
  }
  EXPECT_EQ(targets, wanted);
  EXPECT_EQ(ids.size(), 20u);
  EXPECT_EQ(instances.size(), 2u);
  one.program().signal(SIGTERM);
  EXPECT_EQ(one.program().wait().exit_code, 0);
}

TEST_F(Captures, AStubServerTellsToo) {
  const TempFolder folder;
  folder.write("shop.json", R"([{ "request": { "uri": "/a" }, "response": { "text": "hello" } }])");
  Program stub(
      ricochet({"stub", "http", "-p", "0", "-c", folder / "shop.json", "--captures", url()}));
  ASSERT_TRUE(stub.wait_for("Server is started at "));
  const auto port = port_after(stub.out(), "Server is started at ");
  ASSERT_NE(port, 0) << stub.out();
  BinProcess all({"--from", url()});
  test::RawClient client(port);
  client.send("GET /a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(client.read_answer().body, "hello");
  // The bin comes with its first record.
  nlohmann::json bins;
  for (bool there = false; !there;) {
    bins = all.get("/api/v2/bins")["bins"];
    for (const auto& bin : bins) there = there || bin["kind"] == "stub";
  }
  const auto stub_bin =
      std::find_if(bins.begin(), bins.end(), [](const auto& bin) { return bin["kind"] == "stub"; });
  const auto page = all.get("/api/v2/bins/" + (*stub_bin)["name"].get<std::string>() + "/requests");
  ASSERT_EQ(page["requests"].size(), 1u);
  EXPECT_EQ(page["requests"][0]["target"], "/a");
  EXPECT_EQ(page["requests"][0]["answer"]["body"]["content"], "hello");
}

TEST_F(Captures, PublishPrintsThePlace) {
  const auto& broker = servers_;
  const std::string topic = "orders-" + base::secure_token(10);  // one that nobody has written to
  const auto end = run_ricochet({"publish", topic, "--bus", broker, "--key", "42", "--header",
                                 "a=b", "--json", R"({"type": "Added"})"});
  EXPECT_EQ(end.exit_code, 0) << end.err;
  EXPECT_EQ(end.out, topic + " partition 0 offset 0\n");
  EXPECT_EQ(run_ricochet({"publish", topic, "--bus", broker, "--null"}).out,
            topic + " partition 0 offset 1\n");
}

TEST_F(Captures, WhatIsWrongWithThem) {
  const auto& broker = servers_;
  EXPECT_EQ(run_ricochet({"publish", "orders", "--bus", broker}).exit_code, 2);
  EXPECT_EQ(run_ricochet({"publish", "orders", "--bus", broker, "--text", "a", "--null"}).exit_code,
            2);
  EXPECT_EQ(run_ricochet({"publish", "orders", "--bus", broker, "--text", "a", "--header", "b"})
                .exit_code,
            2);
  EXPECT_EQ(run_ricochet({"publish", "orders", "--bus", broker, "--json", "{"}).exit_code, 3);
  EXPECT_EQ(run_ricochet({"publish", "orders", "--bus", broker, "--file", "/no/such"}).exit_code,
            3);
  const auto bad = run_ricochet({"bin", "-p", "0", "--captures", "kafka://nowhere"});
  EXPECT_EQ(bad.exit_code, 2);
  EXPECT_THAT(bad.err, HasSubstr("write kafka://HOST:PORT/TOPIC"));
  EXPECT_EQ(run_ricochet({"bin", "-p", "0", "--from", url(), "--store", "x.db"}).exit_code, 2);
  const auto away = run_ricochet({"bin", "-p", "0", "--captures", "kafka://127.0.0.1:1/t"});
  EXPECT_EQ(away.exit_code, 4);
  EXPECT_THAT(away.err, HasSubstr("127.0.0.1:1"));
}

}  // namespace
}  // namespace ricochet::e2e

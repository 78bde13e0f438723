// Which requests a fault is for, how often, and what it says of them.
#include "bus/broker/faults.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json/reader.h"
#include "bus/broker/error_names.h"
#include "bus/broker/faults/plan_for.h"
#include "bus/broker/faults/reader.h"
#include "bus/broker/faults/rewind.h"
#include "tests/support/golden.h"
#include "tests/unit/bus/broker/api_fixture.h"
#include "tests/unit/bus/broker/group_member.h"

namespace ricochet::bus::broker::faults {
namespace {

using api::ApiFixture;
using testing::ElementsAre;
using testing::IsEmpty;

std::optional<Rule> read(const std::string& text, base::DiagList& diags) {
  const auto document = base::JsonDocument::parse("fault.json", text);
  EXPECT_TRUE(document) << text;
  return read_fault(base::JsonReader(*document, diags, "bus"));
}

Rule rule(const std::string& text) {
  base::DiagList diags;
  auto made = read(text, diags);
  EXPECT_TRUE(made) << text << "\n" << diags.render_all();
  return made.value_or(Rule());
}

class FaultsTest : public testing::Test {
 protected:
  Asked produce(const std::string& topic, std::vector<std::int32_t> partitions) {
    Asked asked;
    asked.api = 0;
    asked.client = {"shop", "127.0.0.1"};
    asked.places.push_back({topic, std::move(partitions)});
    return asked;
  }
  std::shared_ptr<const Plan> consult(const Asked& asked) {
    return faults_.consult(asked, [this](const std::string& group, const TopicPartition& where) {
      return group == reader_ && where.topic == "orders";
    });
  }
  bool done(const Asked& asked) { return consult(asked) != nullptr; }

  Faults faults_{base::Random(7)};
  std::string reader_;
};

TEST_F(FaultsTest, WhoIsSparedIsMetOnlyWhenNamed) {
  faults_.spare("shop");
  faults_.add(rule(R"({ "drop": true, "on": { "api": "Produce", "topic": "t" }, "times": 1 })"));
  EXPECT_FALSE(done(produce("t", {0})));
  Asked other = produce("t", {0});
  other.client.id = "another";
  EXPECT_TRUE(done(other)) << "the times are not used up by who is spared";
  faults_.add(rule(R"({ "drop": true, "on": { "client": "shop" } })"));
  EXPECT_TRUE(done(produce("t", {0})));
}

TEST_F(FaultsTest, EveryErrorHasItsPlaceAndCure) {
  const char* const cases[] = {
      R"([])",
      R"({})",
      R"({ "drp": true, "on": {} })",
      R"({ "on": { "api": "Fetch" } })",
      R"({ "drop": true, "delay": "1s", "on": {} })",
      R"({ "drop": false, "on": {} })",
      R"({ "drop": true })",
      R"({ "drop": true, "on": {}, "at": "end" })",
      R"({ "error": 3, "on": {}, "at": "answer" })",
      R"({ "error": "NOT_LEADER", "on": { "api": "Produce" } })",
      R"({ "error": "NOT_COORDINATR", "on": { "api": "Produce" } })",
      R"({ "error": "OUT_OF_LUCK", "on": { "api": "Produce" } })",
      R"({ "error": 0, "on": { "api": "Produce" } })",
      R"({ "error": 99999, "on": { "api": "Produce" } })",
      R"({ "error": true, "on": { "api": "Produce" } })",
      R"({ "error": 6, "on": {} })",
      R"({ "error": 6, "on": { "api": "Prodce" } })",
      R"({ "delay": "0s", "on": {} })",
      R"({ "delay": "2h", "on": {} })",
      R"({ "delay": "soon", "on": {} })",
      R"({ "throttle": -1, "on": {} })",
      R"({ "slow": "10 things", "on": {} })",
      R"({ "slow": "0B", "on": {} })",
      R"({ "observe": true, "on": { "topc": "orders" } })",
      R"({ "observe": true, "on": { "partition": -1, "broker": 0 } })",
      R"({ "error": 15, "on": { "api": "Heartbeat", "topic": "t" } })",
      R"({ "drop": true, "on": { "api": ["Fetch", "Metadata"], "topic": "t", "partition": 0 } })",
      R"({ "observe": true, "on": { "api": "Fetch", "transaction": "tx" } })",
      R"({ "observe": true, "on": { "api": "CreateTopics", "group": "g" } })",
      R"({ "observe": true, "on": { "api": [] } })",
      R"({ "observe": true, "on": { "api": "FindCoordinator", "group": "g", "transaction": "tx" } })",
      R"({ "observe": true, "on": {}, "probability": 0 })",
      R"({ "observe": true, "on": {}, "probability": 1.5 })",
      R"({ "observe": true, "on": {}, "times": 0 })",
      R"({ "rebalance": {} })",
      R"({ "rebalance": { "group": "g" }, "times": 2 })",
      R"({ "expire": { "group": "g", "membr": "m" } })",
      R"({ "redeliver": { "group": "g" } })",
      R"({ "redeliver": { "group": "g", "back": 1, "offset": 3 } })",
      R"({ "redeliver": { "group": "g", "back": 0 } })",
      R"({ "redeliver": { "group": "g", "since": "yesterday" } })",
      R"({ "redeliver": { "group": "g", "since": "1500-01-01T00:00:00Z" } })",
      R"({ "redeliver": { "group": "g", "since": "2020-01-01 00:00" } })",
      R"({ "fence": { "transaction": "" } })",
      R"({ "move_leader": { "topic": "orders", "partition": "0" } })",
      R"({ "move_coordinator": {} })",
      R"({ "move_coordinator": { "group": "g", "transaction": "t" } })",
      R"({ "broker_down": 0 })",
      R"({ "reset": false })",
  };
  std::string all;
  for (const char* text : cases) {
    base::DiagList diags;
    EXPECT_FALSE(read(text, diags)) << text;
    all += "== " + std::string(text) + "\n" + diags.render_all() + "\n";
  }
  test::expect_golden("bus/fault_errors.txt", all);
}

TEST_F(FaultsTest, ErrorsAreKafkasByNameOrNumber) {
  EXPECT_EQ(rule(R"({ "error": "NOT_COORDINATOR", "on": { "api": "Heartbeat" } })").effect.error,
            Error::kNotCoordinator);
  EXPECT_EQ(rule(R"({ "error": 999, "on": { "api": "Heartbeat" } })").title,
            "error error 999 on Heartbeat");
  for (const auto& name : error_names()) EXPECT_EQ(name_of(*error_named(name)), name);
}

TEST_F(FaultsTest, AllThatIsSaidMustFit) {
  faults_.add(rule(R"({ "observe": true, "on": { "api": ["Produce", "Fetch"], "topic": "orders",
                        "partition": 1, "client": "shop", "broker": 1 } })"));
  EXPECT_TRUE(done(produce("orders", {0, 1})));
  EXPECT_FALSE(done(produce("orders", {0})));
  EXPECT_FALSE(done(produce("other", {1})));
  Asked other = produce("orders", {1});
  other.client.id = "else";
  EXPECT_FALSE(done(other));
  other = produce("orders", {1});
  other.api = 3;
  EXPECT_FALSE(done(other));
  other = produce("orders", {1});
  other.node = 2;
  EXPECT_FALSE(done(other));
  EXPECT_EQ(faults_.all().begin()->second.seen, 1U);
}

TEST_F(FaultsTest, AFetchIsOfTheGroupThatHasGivenThePartition) {
  faults_.add(rule(R"({ "observe": true, "on": { "group": "g" } })"));
  EXPECT_FALSE(done(produce("orders", {0})));
  reader_ = "g";
  EXPECT_TRUE(done(produce("orders", {0})));
  Asked commit;
  commit.groups = {"other"};
  commit.places = {{"orders", {0}}};
  EXPECT_FALSE(done(commit));
  commit.groups = {"g"};
  EXPECT_TRUE(done(commit));
}

TEST_F(FaultsTest, SkippedAndLimited) {
  faults_.add(rule(R"({ "drop": true, "on": {}, "skip": 2, "times": 2 })"));
  std::vector<bool> dropped;
  for (int i = 0; i < 6; ++i) dropped.push_back(done(produce("t", {0})));
  EXPECT_THAT(dropped, ElementsAre(false, false, true, true, false, false));
  const auto& entry = faults_.all().begin()->second;
  EXPECT_EQ(entry.seen, 6U);
  EXPECT_EQ(entry.done, 2U);
}

TEST_F(FaultsTest, ChanceIsOfTheSeedAlone) {
  const auto run = [&](std::uint64_t seed) {
    Faults faults{base::Random(seed)};
    faults.add(rule(R"({ "drop": true, "on": {}, "probability": 0.25 })"));
    std::vector<bool> dropped;
    for (int i = 0; i < 1000; ++i)
      dropped.push_back(faults.consult(produce("t", {0}), [](auto&, auto&) { return false; }) !=
                        nullptr);
    return dropped;
  };
  const auto once = run(1);
  EXPECT_EQ(once, run(1));
  EXPECT_NE(once, run(2));
  EXPECT_NEAR(static_cast<double>(std::count(once.begin(), once.end(), true)), 250, 60);
}

TEST_F(FaultsTest, SeveralAreAddedUp) {
  faults_.add(rule(R"({ "observe": true, "on": {} })"));
  faults_.add(rule(R"({ "delay": "10ms", "on": {} })"));
  faults_.add(rule(R"({ "delay": "5ms", "on": {}, "at": "answer" })"));
  faults_.add(rule(R"({ "throttle": "1s", "on": {} })"));
  faults_.add(rule(R"({ "slow": "1KB", "on": {} })"));
  faults_.add(rule(R"({ "slow": "2KB", "on": {} })"));
  faults_.add(rule(R"({ "drop": true, "on": {}, "at": "answer" })"));
  const auto plan = consult(produce("t", {0}));
  EXPECT_EQ(plan->delay_before, std::chrono::milliseconds(10));
  EXPECT_EQ(plan->delay_after, std::chrono::milliseconds(5));
  EXPECT_EQ(plan->throttle, std::chrono::seconds(1));
  EXPECT_EQ(plan->bytes_per_second, 1000U);
  EXPECT_EQ(plan->end_before, Effect::End::kNone);
  EXPECT_EQ(plan->end_after, Effect::End::kDrop);
  EXPECT_EQ(plan->told.size(), 6U);  // who observes does nothing
}

TEST_F(FaultsTest, AnErrorIsForThePlacesThatFit) {
  faults_.add(rule(R"({ "error": 6, "on": { "api": "Produce", "topic": "t", "partition": 1 } })"));
  const auto plan = consult(produce("t", {0, 1}));
  EXPECT_EQ(plan->error_at("t", 1), Error::kNotLeader);
  EXPECT_EQ(plan->error_at("t", 0), Error::kNone);
  EXPECT_EQ(plan->error_at("u", 1), Error::kNone);
  EXPECT_EQ(plan->error(), Error::kNone);
}

TEST_F(FaultsTest, ThereIsABound) {
  for (std::size_t i = 0; i < Faults::kMost; ++i)
    EXPECT_NE(faults_.add(rule(R"({ "observe": true, "on": {} })")), 0U);
  EXPECT_EQ(faults_.add(rule(R"({ "observe": true, "on": {} })")), 0U);
  EXPECT_TRUE(faults_.remove(1));
  EXPECT_FALSE(faults_.remove(1));
  EXPECT_NE(faults_.add(rule(R"({ "observe": true, "on": {} })")), 0U);
}

class ReadPlaces : public ApiFixture {
 protected:
  template <class Request>
  Asked places(const Request& request, int version) {
    Asked asked;
    read_places(
        Request::message(), &request, version,
        [](const protocol::Uuid& id) { return id == protocol::Uuid() ? "" : "by-id"; }, asked);
    return asked;
  }
  static std::vector<std::string> told(const Asked& asked) {
    std::vector<std::string> all;
    for (const auto& place : asked.places) {
      std::string one = place.topic;
      for (const auto partition : place.partitions) one += "/" + std::to_string(partition);
      all.push_back(one);
    }
    return all;
  }
};

TEST_F(ReadPlaces, OfRequestsWithTopics) {
  protocol::ProduceRequest produce;
  produce.transactional_id = "tx";
  auto& data = produce.topic_data.emplace_back();
  data.name = "a";
  data.partition_data.emplace_back().index = 3;
  data.partition_data.emplace_back().index = 4;
  const Asked asked = places(produce, 9);
  EXPECT_THAT(told(asked), ElementsAre("a/3/4"));
  EXPECT_THAT(asked.transactions, ElementsAre("tx"));
  protocol::FetchRequest fetch = fetch_request("b", 0);
  EXPECT_THAT(told(places(fetch, 12)), ElementsAre("b/0"));
  fetch.topics[0].topic_id.bytes[0] = 1;
  EXPECT_THAT(told(places(fetch, 13)), ElementsAre("by-id/0"));
  protocol::CreateTopicsRequest create;
  create.topics.emplace_back().name = "new";
  create.topics[0].configs.push_back({"retention.ms", "1"});
  EXPECT_THAT(told(places(create, 7)), ElementsAre("new"));
  protocol::DeleteTopicsRequest remove;
  remove.topic_names = {"x", "y"};
  EXPECT_THAT(told(places(remove, 5)), ElementsAre("x", "y"));
  protocol::AddPartitionsToTxnRequest add;
  add.v3_and_below_transactional_id = "tx2";
  add.v3_and_below_topics = {{"t", {0, 1}}};
  EXPECT_THAT(told(places(add, 3)), ElementsAre("t/0/1"));
  EXPECT_THAT(places(add, 3).transactions, ElementsAre("tx2"));
}

TEST_F(ReadPlaces, OfRequestsWithGroups) {
  protocol::OffsetFetchRequest fetch;
  fetch.groups.emplace_back().group_id = "g";
  fetch.groups[0].topics.emplace().push_back({"t", {}, {2}});
  const Asked asked = places(fetch, 8);
  EXPECT_THAT(asked.groups, ElementsAre("g"));
  EXPECT_THAT(told(asked), ElementsAre("t/2"));
  protocol::FindCoordinatorRequest find;
  find.coordinator_keys = {"g1", "g2"};
  EXPECT_THAT(places(find, 4).groups, ElementsAre("g1", "g2"));
  find.key_type = 1;
  EXPECT_THAT(places(find, 4).groups, IsEmpty());
  EXPECT_THAT(places(find, 4).transactions, ElementsAre("g1", "g2"));
  protocol::HeartbeatRequest beat;
  beat.group_id = "h";
  EXPECT_THAT(places(beat, 3).groups, ElementsAre("h"));
}

TEST_F(ReadPlaces, APlanIsMadeOfTheBytes) {
  make_topic("t");
  stand_alone(broker_, "g", "me", "t", {0});
  broker_.faults().add(rule(R"({ "error": 1, "on": { "api": "Fetch", "group": "g" } })"));
  std::string body;
  protocol::encode(fetch_request("t", 0), 12, body);
  const auto ask = [&](const std::string& client) {
    return plan_for(broker_, {1, 1, {client, "127.0.0.1"}}, protocol::FetchRequest::message(), body,
                    12);
  };
  EXPECT_NE(ask("me"), nullptr);
  EXPECT_EQ(ask("you"), nullptr);
  EXPECT_EQ(plan_for(broker_, {1, 1, {"me", "127.0.0.1"}}, protocol::FetchRequest::message(),
                     "garbage", 12),
            nullptr);
}

TEST_F(ReadPlaces, AnErrorOfOneKeyLeavesTheOthers) {
  const auto found = [&](std::int8_t type, const std::string& where) {
    broker_.faults().clear();
    broker_.faults().add(
        rule(R"({ "error": 15, "on": { "api": "FindCoordinator", )" + where + "}}"));
    protocol::FindCoordinatorRequest find;
    find.key_type = type;
    find.coordinator_keys = {"a", "b"};
    std::string body;
    protocol::encode(find, 4, body);
    api::Context made = context(4);
    made.plan = plan_for(broker_, {10, 1, {"me", "127.0.0.1"}},
                         protocol::FindCoordinatorRequest::message(), body, 4);
    std::vector<int> errors;
    for (const auto& one : api::find_coordinator(made, find).coordinators)
      errors.push_back(one.error_code);
    return errors;
  };
  EXPECT_THAT(found(0, R"("group": "b")"), ElementsAre(0, 15));
  EXPECT_THAT(found(1, R"("transaction": "a")"), ElementsAre(15, 0));
  EXPECT_THAT(found(0, R"("client": "me")"), ElementsAre(15, 15));
}

TEST(RewindTest, RecordsAreCountedAndMarkersAreNot) {
  Memory memory{1 << 20};
  Log log(memory);
  const auto batch = [](std::size_t records, std::int64_t time) {
    std::vector<protocol::RecordView> all(records);
    for (auto& record : all) record.timestamp_ms = time;
    return protocol::make_batch(all);
  };
  log.append(batch(3, 1000), 1000);          // 0, 1, 2
  log.end_transaction(true, 1, 0, 0, 1000);  // 3
  log.append(batch(2, 2000), 2000);          // 4, 5
  std::size_t look_inside = 1 << 20;
  const auto back = [&](std::int64_t from, std::int64_t count) {
    Rewind rewind;
    rewind.back = count;
    return place(log, rewind, from, {}, look_inside).value_or(-1);
  };
  EXPECT_EQ(back(6, 1), 5);
  EXPECT_EQ(back(6, 2), 4);
  EXPECT_EQ(back(6, 3), 2);
  EXPECT_EQ(back(4, 1), 2);
  EXPECT_EQ(back(2, 1), 1);
  EXPECT_EQ(back(6, 100), 0);
  EXPECT_EQ(back(-1, 1), -1);
  log.delete_before(2);
  EXPECT_EQ(back(6, 100), 2);
  Rewind to;
  to.offset = 99;
  EXPECT_EQ(place(log, to, 6, {}, look_inside), 6);
  Rewind since;
  since.since = base::WallTime(std::chrono::milliseconds(1500));
  EXPECT_EQ(place(log, since, 6, {}, look_inside), 4);
  Rewind ago;
  ago.ago = std::chrono::seconds(1);
  EXPECT_EQ(place(log, ago, 6, base::WallTime(std::chrono::milliseconds(3500)), look_inside), 6);
}

}  // namespace
}  // namespace ricochet::bus::broker::faults

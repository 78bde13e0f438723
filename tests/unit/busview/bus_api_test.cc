// /api/v2/bus without sockets: the routes, and what they do to the broker.
#include "busview/control/bus_api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json/json.h"
#include "base/text/text.h"
#include "bus/protocol/records.h"
#include "tests/support/fake_loop.h"
#include "tests/unit/bus/broker/group_member.h"
#include "tests/unit/http/fake_responder.h"

namespace ricochet::busview {
namespace {

using base::Json;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAreArray;

class BusApiTest : public testing::Test {
 protected:
  BusApiTest() { api_.add_routes(router_); }

  std::shared_ptr<test::FakeResponder> ask(const std::string& method, const std::string& path,
                                           const std::string& body = "",
                                           std::vector<match::Field> headers = {}) {
    match::Request request;
    request.method = method;
    request.target = "/api/v2/bus" + path;
    const auto question = request.target.find('?');
    request.path = request.target.substr(0, question);
    if (question != std::string::npos) {
      request.query = request.target.substr(question + 1);
      for (const auto pair : base::split(request.query, '&')) {
        const auto equals = pair.find('=');
        request.queries.push_back(
            {std::string(pair.substr(0, equals)), std::string(pair.substr(equals + 1))});
      }
    }
    request.headers = std::move(headers);
    request.body = body;
    auto responder = std::make_shared<test::FakeResponder>();
    router_.handle(std::move(request), responder);
    return responder;
  }
  struct Answer {
    int status = 0;
    Json json;
  };
  static Answer read(const test::FakeResponder& responder) {
    EXPECT_EQ(responder.answers.size(), 1U);
    if (responder.answers.empty()) return {};
    const auto& answer = responder.answers[0];
    return {answer.status, answer.body.empty() ? Json() : Json::parse(answer.body)};
  }
  Answer call(const std::string& method, const std::string& path, const std::string& body = "") {
    return read(*ask(method, path, body));
  }
  std::string code(const std::string& method, const std::string& path,
                   const std::string& body = "") {
    const auto answer = call(method, path, body);
    return std::to_string(answer.status) + " " + answer.json.value("code", "");
  }

  bus::broker::Topic& topic(const std::string& name, int partitions = 1) {
    return *broker_.topics().create(name, partitions, -1, {}).topic;
  }
  void append(bus::broker::Topic& topic, const std::vector<std::string>& values,
              std::int32_t partition = 0, bus::protocol::BatchHead head = {}) {
    std::vector<bus::protocol::RecordView> records;
    for (const auto& value : values) {
      bus::protocol::RecordView record;
      record.timestamp_ms = 1000;
      record.key = "k";
      record.value = value;
      record.headers = {{"h", "1"}, {"none", std::nullopt}};
      records.push_back(record);
    }
    broker_.topics().append(topic, *topic.partition(partition),
                            bus::protocol::make_batch(records, head));
  }
  static std::string values(const Json& records) {
    std::string all;
    for (const auto& record : records)
      all += record["body"]["content"].get<std::string>() + "@" +
             std::to_string(record["offset"].get<int>()) + " ";
    return all;
  }

  test::FakeLoop loop_;
  journal::CaptureLog log_{loop_};
  BusFeed feed_{loop_, log_, {100, 1 << 20}};
  bus::broker::Server server_{loop_, base::Random(1), {}, feed_};
  bus::broker::Broker& broker_ = server_.broker();
  BusApi api_{loop_, server_, feed_};
  http::Router router_;
};

TEST_F(BusApiTest, TheDescriptionHasEveryRoute) {
  const Json document = Json::parse(BusApi::openapi());
  std::vector<std::string> described;
  for (const auto& [path, methods] : document["paths"].items()) {
    for (const auto& [method, operation] : methods.items()) {
      if (method == "parameters") continue;
      described.push_back(base::to_upper(method) + " " + path);
      EXPECT_TRUE(operation.contains("summary")) << path;
      EXPECT_FALSE(operation["responses"].empty()) << path;
    }
  }
  EXPECT_THAT(router_.routes(), UnorderedElementsAreArray(described));
}

TEST_F(BusApiTest, TopicsAreMadeShownAndDeleted) {
  EXPECT_EQ(call("POST", "/topics", R"({ "topic": "orders", "partitions": 2 })").status, 201);
  EXPECT_EQ(code("POST", "/topics", R"({ "topic": "orders" })"), "409 bus/topic");
  EXPECT_EQ(code("POST", "/topics", R"({ "topic": "a b" })"), "400 bus/topic");
  EXPECT_EQ(code("POST", "/topics", R"({ "topc": "x" })"), "400 bus/unknown-key");
  EXPECT_EQ(code("POST", "/topics", "{"), "400 json/syntax");
  append(*broker_.topics().find("orders"), {"a", "b"}, 1);
  const auto shown = call("GET", "/topics/orders");
  EXPECT_EQ(shown.json["partitions"].size(), 2U);
  EXPECT_EQ(shown.json["partitions"][1]["end"], 2);
  EXPECT_EQ(call("GET", "/topics").json["topics"].size(), 1U);
  const auto all = call("GET", "").json;
  EXPECT_EQ(all["partitions"], 2);
  EXPECT_GT(all["state_bytes"], 0);
  EXPECT_EQ(all["max_state_bytes"], 64 << 20);
  EXPECT_EQ(call("DELETE", "/topics/orders").status, 204);
  EXPECT_EQ(code("DELETE", "/topics/orders"), "404 bus/no-topic");
  EXPECT_EQ(code("GET", "/topics/orders"), "404 bus/no-topic");
}

TEST_F(BusApiTest, RecordsArePagedByOffset) {
  auto& orders = topic("orders", 2);
  append(orders, {"a", "b", "c"});
  append(orders, {"d"}, 1);
  const auto all = call("GET", "/topics/orders/records");
  EXPECT_EQ(values(all.json["records"]), "a@0 b@1 c@2 d@0 ");
  EXPECT_TRUE(all.json["next"].empty());
  EXPECT_EQ(all.json["records"][0]["key"], "k");
  EXPECT_EQ(base::compact_json(all.json["records"][0]["headers"]), R"([["h","1"],["none",null]])");
  EXPECT_EQ(all.json["records"][0]["at"], "1970-01-01T00:00:01.000000Z");
  const auto page = call("GET", "/topics/orders/records?partition=0&limit=2");
  EXPECT_EQ(values(page.json["records"]), "a@0 b@1 ");
  EXPECT_EQ(page.json["next"]["0"], 2);
  EXPECT_EQ(values(call("GET", "/topics/orders/records?partition=0&offset=2").json["records"]),
            "c@2 ");
  EXPECT_EQ(code("GET", "/topics/orders/records?partition=2"), "400 http/bad-query");
  EXPECT_EQ(code("GET", "/topics/orders/records?from=2"), "400 http/bad-query");
  EXPECT_EQ(code("GET", "/topics/order/records"), "404 bus/no-topic");
}

TEST_F(BusApiTest, RecordsSayWhatBecameOfTheirTransaction) {
  auto& orders = topic("orders");
  bus::protocol::BatchHead head;
  head.attributes = bus::protocol::BatchHead::kTransactionalBit;
  head.producer_epoch = 0;
  head.base_sequence = 0;
  for (const std::int64_t producer : {1, 2, 3}) {
    head.producer_id = producer;
    append(orders, {"x"}, 0, head);
  }
  broker_.topics().end_transaction({"orders", 0}, true, 1, 0, 0);
  broker_.topics().end_transaction({"orders", 0}, false, 2, 0, 0);
  const auto all = call("GET", "/topics/orders/records").json["records"];
  ASSERT_EQ(all.size(), 3U);  // without the markers
  EXPECT_EQ(all[0]["transaction"], "committed");
  EXPECT_EQ(all[1]["transaction"], "aborted");
  EXPECT_EQ(all[2]["transaction"], "open");
}

TEST_F(BusApiTest, GroupsHaveMembersCommitsAndLag) {
  auto& orders = topic("orders", 2);
  append(orders, {"a", "b", "c"});
  bus::broker::stand_alone(broker_, "g", "shop", "orders", {0, 1});
  broker_.groups().find("g")->commit({"shop", ""}, {{{"orders", 0}, 1, -1, "note"}});
  const auto group = call("GET", "/groups/g").json;
  EXPECT_EQ(group["state"], "Stable");
  EXPECT_EQ(group["members"][0]["client"], "shop");
  EXPECT_EQ(group["members"][0]["partitions"].size(), 2U);
  EXPECT_EQ(base::compact_json(group["commits"]),
            R"([{"topic":"orders","partition":0,"offset":1,"end":3,"lag":2,"metadata":"note"},)"
            R"({"topic":"orders","partition":1,"offset":null,"end":0,"lag":null}])");
  EXPECT_EQ(group["lag"], 2);
  EXPECT_EQ(call("GET", "/groups").json["groups"].size(), 1U);
  EXPECT_EQ(call("DELETE", "/groups/g").status, 204);
  EXPECT_EQ(code("GET", "/groups/g"), "404 bus/no-group");
}

TEST_F(BusApiTest, AWaitForAGroupEndsWithTheAssignment) {
  const auto waiting = ask("GET", "/groups/g/wait?members=1&within=10s");
  EXPECT_TRUE(waiting->answers.empty());
  bus::broker::stand_alone(broker_, "g", "shop", "orders", {0});
  EXPECT_EQ(read(*waiting).json["state"], "Stable");
  EXPECT_EQ(call("GET", "/groups/g/wait").status, 200);
  const auto two = ask("GET", "/groups/g/wait?members=2&within=2s");
  loop_.advance(seconds(2));
  EXPECT_EQ(read(*two).status, 408);
  EXPECT_THAT(read(*two).json["error"].get<std::string>(),
              HasSubstr("is Stable with 1 member, not Stable with 2"));
  EXPECT_EQ(read(*two).json["code"], "bus/group-not-ready");
  EXPECT_EQ(code("GET", "/groups/g/wait?within=long"), "400 http/bad-query");
  EXPECT_EQ(code("GET", "/groups/g/wait?members=0"), "400 http/bad-query");
  const auto open = ask("GET", "/groups/h/wait");
  api_.stop();
  EXPECT_EQ(read(*open).status, 503);
  EXPECT_EQ(read(*open).json["code"], "bus/ends");
}

TEST_F(BusApiTest, TooManyWaitsAreRefused) {
  std::vector<std::shared_ptr<test::FakeResponder>> open;
  for (std::size_t i = 0; i < GroupWaits::kMost; ++i) open.push_back(ask("GET", "/groups/g/wait"));
  EXPECT_EQ(code("GET", "/groups/g/wait"), "503 bus/too-many-waits");
}

TEST_F(BusApiTest, FaultsAreSetCountedAndRemoved) {
  const auto set = call("POST", "/faults", R"({ "drop": true, "on": { "api": "Fetch" }, "times": 1,
                                                "name": "mine" })");
  EXPECT_EQ(set.status, 201);
  EXPECT_EQ(set.json["what"], "connection dropped on Fetch");
  const auto id = std::to_string(set.json["id"].get<int>());
  bus::broker::faults::Asked asked;
  asked.api = 1;
  for (int i = 0; i < 2; ++i) broker_.faults().consult(asked, [](auto&, auto&) { return false; });
  const auto shown = call("GET", "/faults/" + id).json;
  EXPECT_EQ(shown["seen"], 2);
  EXPECT_EQ(shown["done"], 1);
  EXPECT_EQ(call("GET", "/faults").json["faults"].size(), 1U);
  EXPECT_EQ(call("DELETE", "/faults/" + id).status, 204);
  EXPECT_EQ(code("DELETE", "/faults/" + id), "404 bus/no-fault");
  EXPECT_EQ(code("GET", "/faults/x"), "404 bus/no-fault");
  EXPECT_EQ(code("POST", "/faults", R"({ "drp": true, "on": {} })"), "400 bus/unknown-fault");
  EXPECT_EQ(code("POST", "/faults", "nothing"), "400 json/syntax");
  call("POST", "/faults", R"({ "observe": true, "on": {} })");
  EXPECT_EQ(call("DELETE", "/faults").status, 204);
  EXPECT_TRUE(broker_.faults().empty());
}

TEST_F(BusApiTest, WhatIsDoneAtOnceIsToldAndInTheFeed) {
  EXPECT_EQ(code("POST", "/faults", R"({ "rebalance": { "group": "g" } })"), "404 bus/no-group");
  bus::broker::stand_alone(broker_, "g", "shop", "orders", {0});
  const auto done = call("POST", "/faults", R"({ "rebalance": { "group": "g" } })");
  EXPECT_EQ(done.status, 200);
  EXPECT_EQ(done.json["done"], "group g rebalances 1 member");
  EXPECT_EQ(feed_.events().back().text, "group g rebalances 1 member");
  topic("orders");
  EXPECT_EQ(code("POST", "/faults", R"({ "move_leader": { "topic": "orders" } })"),
            "409 bus/cannot-move");
}

TEST_F(BusApiTest, EventsHaveACursorAndAFilter) {
  bus::broker::stand_alone(broker_, "g", "shop", "orders", {0});
  bus::broker::stand_alone(broker_, "h", "mail", "letters", {0});
  const auto types = [&](const std::string& query) {
    std::string all;
    const Json answer = call("GET", "/events?" + query).json;
    for (const auto& event : answer["events"]) all += event["type"].get<std::string>() + " ";
    return all;
  };
  EXPECT_EQ(types("group=g"), "joined rebalancing assigned ");
  EXPECT_EQ(types("type=joined,assigned&client=mail"), "joined assigned ");
  EXPECT_EQ(types("topic=letters"), "assigned ");
  const auto page = call("GET", "/events?limit=2").json;
  EXPECT_EQ(page["events"].size(), 2U);
  EXPECT_EQ(page["cursor"], 2);
  EXPECT_EQ(page["more"], true);
  const auto rest = call("GET", "/events?after=2").json;
  EXPECT_EQ(rest["events"].size(), 4U);
  EXPECT_EQ(rest["more"], false);
  EXPECT_EQ(call("GET", "/events?after=6").json["cursor"], 6);
  EXPECT_EQ(code("GET", "/events?after=7"), "400 bus/bad-event-id");
  EXPECT_EQ(code("GET", "/events/stream?after=7"), "400 bus/bad-event-id");
  EXPECT_EQ(code("GET", "/events?type=joind"), "400 http/bad-query");
  EXPECT_EQ(code("GET", "/events?after=-1"), "400 http/bad-query");
}

TEST_F(BusApiTest, TheStreamGoesOnWhereItsReaderWas) {
  feed_.refused({"a", ""}, "one");
  const auto live = ask("GET", "/events/stream");
  feed_.refused({"a", ""}, "two");
  while (!live->pending.empty()) live->complete();
  EXPECT_THAT(live->all(), HasSubstr("event: hello\ndata: {\"cursor\":1}"));
  EXPECT_THAT(live->all(), HasSubstr("id: 2\nevent: refused\ndata: {\"gseq\":2"));
  EXPECT_THAT(live->all(), testing::Not(HasSubstr("one")));
  const auto again = ask("GET", "/events/stream", "", {{"Last-Event-ID", "0"}});
  while (!again->pending.empty()) again->complete();
  EXPECT_THAT(again->all(), testing::AllOf(HasSubstr("one"), HasSubstr("two")));
  EXPECT_EQ(read(*ask("GET", "/events/stream", "", {{"Last-Event-ID", "x"}})).json["code"],
            "bus/bad-event-id");
  // Of a process before this one.
  const auto anew = ask("GET", "/events/stream", "", {{"Last-Event-ID", "4711"}});
  while (!anew->pending.empty()) anew->complete();
  EXPECT_THAT(anew->all(), testing::AllOf(HasSubstr("one"), HasSubstr("two")));
  for (int i = 0; i < 200; ++i) feed_.refused({"a", ""}, "many");
  const auto late = ask("GET", "/events/stream?after=1");
  while (!late->pending.empty()) late->complete();
  EXPECT_THAT(late->all(), HasSubstr("event: gap\ndata: {\"through\":102}"));
  api_.stop();
  while (!late->pending.empty()) late->complete();
  EXPECT_TRUE(late->ended);
}

TEST_F(BusApiTest, TooManyStreamsAreRefused) {
  std::vector<std::shared_ptr<test::FakeResponder>> open;
  for (std::size_t i = 0; i < BusStream::kMaxReaders; ++i)
    open.push_back(ask("GET", "/events/stream"));
  EXPECT_EQ(code("GET", "/events/stream"), "503 bus/too-many-readers");
}

TEST_F(BusApiTest, ResetLeavesTopicsAndTheirOffsets) {
  append(topic("orders"), {"a", "b"});
  call("POST", "/faults", R"({ "observe": true, "on": {} })");
  EXPECT_EQ(call("POST", "/reset").status, 204);
  EXPECT_TRUE(broker_.faults().empty());
  const auto shown = call("GET", "/topics/orders").json["partitions"][0];
  EXPECT_EQ(shown["start"], 2);
  EXPECT_EQ(shown["end"], 2);
}

TEST_F(BusApiTest, TransactionsAreListed) {
  topic("orders");
  const auto producer = broker_.transactions().init("tx", 1000, -1, -1);
  broker_.transactions().add_partitions({"tx", producer.id, producer.epoch}, {{"orders", 0}});
  const auto all = call("GET", "/transactions").json["transactions"];
  EXPECT_EQ(all[0]["transaction"], "tx");
  EXPECT_EQ(all[0]["state"], "Ongoing");
  EXPECT_EQ(all[0]["partitions"][0]["topic"], "orders");
}

}  // namespace
}  // namespace ricochet::busview

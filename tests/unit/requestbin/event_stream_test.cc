// GET /api/v2/events without a socket: order, resuming, slow readers.
#include "base/text/text.h"
#include "tests/unit/requestbin/server_fixture.h"

namespace ricochet::requestbin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class EventStreamTest : public ServerTest {
 protected:
  struct Event {
    std::string id, type;
    base::Json data;
  };
  Seen open(const std::string& query = {}, const std::string& last_id = {}) {
    std::vector<match::Field> headers;
    if (!last_id.empty()) headers.push_back({"Last-Event-ID", last_id});
    return begin("GET", "/api/v2/events" + query, {}, headers);
  }
  static std::vector<Event> events(const Seen& seen) {
    std::vector<Event> all;
    for (std::size_t at = 0; at < seen->stream.size();) {
      const auto end = seen->stream.find("\n\n", at);
      const auto text = seen->stream.substr(at, end - at);
      at = end + 2;
      if (text.starts_with(":")) continue;
      Event event;
      for (const auto line : base::split(text, '\n')) {
        if (line.starts_with("id: ")) event.id = line.substr(4);
        if (line.starts_with("event: ")) event.type = line.substr(7);
        if (line.starts_with("data: ")) event.data = base::Json::parse(line.substr(6));
      }
      all.push_back(std::move(event));
    }
    return all;
  }
  /// "request 3", "await pending", ...
  static std::vector<std::string> story(const Seen& seen) {
    std::vector<std::string> all;
    for (const auto& e : events(seen)) {
      std::string line = e.type;
      if (e.type == "request") line += " " + std::to_string(e.data["gseq"].get<int>());
      if (e.type == "await") line += " " + e.data["outcome"].get<std::string>();
      if (e.type == "bin") line += " " + e.data["change"].get<std::string>();
      if (e.type == "gap") line += " " + e.data["reason"].get<std::string>();
      all.push_back(line);
    }
    return all;
  }
  static std::string last_id(const Seen& seen) {
    std::string id;
    for (const auto& e : events(seen)) {
      if (!e.id.empty()) id = e.id;
    }
    return id;
  }
};

TEST_F(EventStreamTest, TellsWhatHappensInOrder) {
  bin("b");
  const auto seen = open();
  EXPECT_EQ(header(*seen->answer, "Content-Type"), "text/event-stream; charset=utf-8");
  call("b", "/a");
  begin("POST", "/api/v2/bins/b/await", R"({"at_least": 3, "name": "w"})");
  call("b", "/a");
  loop_.advance(awaits::AwaitDriver::kProgressPace);
  call("b", "/a");
  loop_.run_ready();
  log_.clear("b");
  log_.remove_bin("b");
  EXPECT_THAT(story(seen),
              ElementsAre("hello", "request 1", "await pending", "request 2", "await pending",
                          "request 3", "await satisfied", "cleared", "bin removed"));
  const auto all = events(seen);
  EXPECT_EQ(all[1].id, "1");
  EXPECT_EQ(all[2].id, "1.1");
  EXPECT_EQ(all[2].data["observed"], 1);
  EXPECT_EQ(all[4].data["observed"], 2);
  EXPECT_EQ(all[4].data["minimum"], 3);
  EXPECT_EQ(all[6].data["name"], "w");
  EXPECT_EQ(all[7].data["through"], 3);
}

TEST_F(EventStreamTest, ResumesWithoutGapOrDoubleFromEveryPlace) {
  bin("b");
  bin("c");
  const auto first = open();
  for (int i = 0; i < 100; ++i) {
    call(i % 3 == 0 ? "c" : "b");
    if (i % 10 == 0) log_.clear("c");
    if (i % 25 == 0) begin("POST", "/api/v2/bins/b/await", R"({"after": 0, "at_least": 1})");
    loop_.run_ready();
  }
  const auto all = events(first);
  ASSERT_GT(all.size(), 110u);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].id.empty()) continue;
    const auto reader = open("", all[i].id);
    const auto again = events(reader);
    std::vector<std::string> expected, got;
    for (std::size_t k = i + 1; k < all.size(); ++k) {
      // What was cleared meanwhile is not held any more; everything else comes again.
      const bool gone = all[k].type == "request" && all[k].data["bin"] == "c" &&
                        log_.find("c", all[k].data["seq"].get<journal::Seq>()) == nullptr;
      if (!gone) expected.push_back(all[k].id);
    }
    for (std::size_t k = 1; k < again.size(); ++k) got.push_back(again[k].id);
    ASSERT_EQ(got, expected) << "from " << all[i].id;
    reader->gone();  // there is a bound for readers
    loop_.run_ready();
  }
}

TEST_F(EventStreamTest, OnlyTheBinsThatWereAskedFor) {
  bin("b");
  bin("c");
  const auto seen = open("?bins=c,d");
  call("b");
  call("c");
  bin("d");
  begin("POST", "/api/v2/bins/b/await", R"({"at_least": 2})");
  EXPECT_THAT(story(seen), ElementsAre("hello", "request 2", "bin created"));
  EXPECT_THAT(story(open("?bins=b&last_event_id=0")),
              ElementsAre("hello", "request 1", "await pending"));
}

TEST_F(EventStreamTest, PrivateBinsAreToldOnlyByName) {
  const auto seen = open();
  journal::BinOptions options;
  options.is_private = true;
  ASSERT_TRUE(log_.create_bin("p", options));
  const auto named = open("?bins=p");
  call("p");
  log_.remove_bin("p");
  EXPECT_THAT(story(seen), ElementsAre("hello"));
  EXPECT_THAT(story(named), ElementsAre("hello", "request 1", "bin removed"));
}

TEST_F(EventStreamTest, ASlowReaderIsServedFromTheLogAndMissesNothing) {
  journal::BinOptions options;
  options.limits.records = 5000;
  ASSERT_TRUE(log_.create_bin("b", options));
  const auto seen = open();
  seen->slow = true;
  for (int i = 0; i < 3000; ++i) call("b", "/some/longer/path/to/fill/the/queue");
  EXPECT_LT(seen->stream.size(), 300'000u) << "memory stays bounded";
  while (!seen->unsent.empty()) {
    const auto next = std::move(seen->unsent.front());
    seen->unsent.erase(seen->unsent.begin());
    next(true);
  }
  const auto all = events(seen);
  ASSERT_EQ(all.size(), 3001u);
  for (std::size_t i = 1; i < all.size(); ++i) ASSERT_EQ(all[i].id, std::to_string(i));
  seen->slow = false;
  call("b");
  EXPECT_EQ(last_id(seen), "3001") << "live again";
}

TEST_F(EventStreamTest, WhatIsEvictedBeforeTheReaderHasItIsAGap) {
  bin("b", 10);
  const auto seen = open();
  const auto id = [&] { return last_id(seen); };
  call("b");
  EXPECT_EQ(id(), "1");
  seen->gone();
  loop_.run_ready();
  for (int i = 0; i < 20; ++i) call("b");
  const auto again = open("", "1");
  const auto all = events(again);
  ASSERT_EQ(all.size(), 12u);
  EXPECT_EQ(all[1].type, "gap");
  EXPECT_EQ(all[1].data.dump(), R"({"skipped":10,"reason":"evicted"})");
  EXPECT_EQ(all[2].id, "12");
  loop_.advance(milliseconds(100));
  EXPECT_EQ(events(again).back().type, "evicted");
  EXPECT_EQ(events(again).back().data["evicted"], 11);
}

TEST_F(EventStreamTest, AnIdFromBeforeARestartIsAGap) {
  bin("b");
  call("b");
  EXPECT_THAT(story(open("", "500.3")), ElementsAre("hello", "gap restart"));
  EXPECT_EQ(ask("GET", "/api/v2/events?last_event_id=x").status, 400);
  EXPECT_EQ(ask("GET", "/api/v2/events?bin=b").status, 400);
}

TEST_F(EventStreamTest, ReadersThatGoAreForgottenAndStopEndsTheRest) {
  std::vector<Seen> all;
  for (int i = 0; i < 100; ++i) all.push_back(open());
  EXPECT_EQ(ask("GET", "/api/v2/events").status, 503);
  all[0]->gone();
  loop_.run_ready();
  const auto last = open();
  EXPECT_EQ(last->answer->status, 200);
  server_->stop();
  EXPECT_TRUE(last->ended);
}

}  // namespace
}  // namespace ricochet::requestbin

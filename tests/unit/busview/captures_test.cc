// Publisher and reader of captures on a bus without sockets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

#include "busview/capture_publisher.h"
#include "busview/capture_reader.h"
#include "tests/support/fake_loop.h"

namespace ricochet::busview {
namespace {

using journal::BinKind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Hands on what is published when it is told to.
class FakeBus final : public bus::Bus {
 public:
  std::string bootstrap_servers() const override { return "fake:1"; }
  void open(std::vector<bus::TopicSpec>, base::Duration,
            std::function<void(base::Status)>) override {}
  void on_record(std::function<void(const bus::Record&)> callback) override {
    read_ = std::move(callback);
  }
  void on_fault(std::function<void(const base::Diag&)> callback) override {
    fault_ = std::move(callback);
  }
  void publish(bus::Record record, std::function<void(base::Result<bus::Position>)> done) override {
    waiting.push_back({std::move(record), std::move(done)});
  }
  void committed(const std::string&,
                 std::function<void(base::Result<std::vector<bus::Position>>)>) override {}
  void describe_group(const std::string&,
                      std::function<void(base::Result<bus::GroupView>)>) override {}
  void delete_made_topics(std::function<void(base::Status)>) override {}
  void close(std::function<void()>) override {}

  bus::Record acknowledge() {
    auto [record, done] = std::move(waiting.front());
    waiting.pop_front();
    done(bus::Position{record.topic, 0, offset_++});
    return record;
  }
  void refuse() {
    const auto done = std::move(waiting.front().second);
    waiting.pop_front();
    done(base::Diag("bus/publish-failed", "the broker is away"));
  }
  void read(const bus::Record& record) const { read_(record); }
  void fault() const { fault_(base::Diag("bus/reading", "reading failed")); }

  std::deque<std::pair<bus::Record, std::function<void(base::Result<bus::Position>)>>> waiting;

 private:
  std::function<void(const bus::Record&)> read_;
  std::function<void(const base::Diag&)> fault_;
  std::int64_t offset_ = 0;
};

class CapturesTest : public testing::Test {
 protected:
  /// A log that publishes, as one instance.
  struct Instance {
    Instance(base::Loop& loop, bus::Bus& bus, const std::string& name,
             std::vector<std::string>& talk, PublisherOptions options = {})
        : log(loop),
          publisher(log, bus, named(std::move(options), name),
                    [&talk](const std::string& line) { talk.push_back(line); }) {}
    static PublisherOptions named(PublisherOptions options, const std::string& name) {
      options.topic = "captures";
      options.instance = name;
      return options;
    }
    journal::CaptureLog log;
    CapturePublisher publisher;
  };

  http::Exchange exchange(const std::string& bin, const std::string& target,
                          const std::string& body = {}) {
    http::Exchange made;
    made.bin = bin;
    made.request.method = "POST";
    made.request.set_target(target);
    made.request.headers = {{"X-A", "1"}, {"x-a", "2"}};
    made.request.body = body;
    made.request.peer_address = "10.0.0.1";
    made.request.peer_port = 4242;
    made.received = loop_.now();
    made.received_wall = loop_.wall_now();
    made.status = 201;
    made.response_body = "ok\n";
    made.rule = "stubs/a.json:3";
    return made;
  }
  CaptureReader::Talk talk() {
    return [this](const std::string& line) { talk_.push_back(line); };
  }
  void pass_on() {
    while (!to_.waiting.empty()) from_.read(to_.acknowledge());
  }
  std::vector<std::string> targets(const std::string& bin) {
    std::vector<std::string> found;
    for (const auto& record : union_.read(bin)) found.push_back(record->request()->target);
    return found;
  }

  test::FakeLoop loop_;
  FakeBus to_, from_;
  std::vector<std::string> talk_;
  journal::CaptureLog union_{loop_};
  CaptureReader reader_{loop_, union_, from_, talk()};
};

TEST_F(CapturesTest, ARecordArrivesWhole) {
  Instance one(loop_, to_, "one", talk_);
  const std::string body("\x00\xff\x80 bytes", 9);
  const auto sent = one.log.append(exchange("shop", "/a%20b?x=1", body));
  ASSERT_EQ(to_.waiting.size(), 1u);
  EXPECT_EQ(to_.waiting[0].first.topic, "captures");
  EXPECT_EQ(to_.waiting[0].first.key, "shop");
  loop_.advance(std::chrono::seconds(3));
  pass_on();
  ASSERT_EQ(union_.read("shop").size(), 1u);
  const auto got = union_.read("shop")[0];
  EXPECT_EQ(got->request()->method, "POST");
  EXPECT_EQ(got->request()->target, "/a%20b?x=1");
  EXPECT_EQ(got->request()->path, "/a b");
  EXPECT_EQ(got->request()->headers, sent->request()->headers);
  EXPECT_EQ(got->request()->body, body);
  EXPECT_EQ(got->request()->peer_address, "10.0.0.1");
  EXPECT_EQ(got->request()->peer_port, 4242);
  EXPECT_EQ(got->answer.status, 201);
  EXPECT_EQ(got->answer.body, "ok\n");
  EXPECT_EQ(got->rule, "stubs/a.json:3");
  EXPECT_TRUE(got->matched);
  EXPECT_EQ(got->received_wall, sent->received_wall);
  EXPECT_EQ(got->received, sent->received);
  EXPECT_EQ(got->origin, "one/" + sent->id);
  EXPECT_EQ(union_.bin("shop")->kind, BinKind::kStub);
  EXPECT_EQ(reader_.taken(), 1u);
  EXPECT_EQ(one.publisher.status().written, 1u);
}

TEST_F(CapturesTest, SeveralInstancesInterleaveInTheOrderOfArrival) {
  Instance one(loop_, to_, "one", talk_), two(loop_, to_, "two", talk_);
  one.log.append(exchange("a", "/1"));
  two.log.append(exchange("a", "/2"));
  two.log.append(exchange("a", "/3"));
  one.log.append(exchange("a", "/4"));
  pass_on();
  EXPECT_THAT(targets("a"), ElementsAre("/1", "/2", "/3", "/4"));
  EXPECT_EQ(union_.bin("a")->last, 4u);
}

TEST_F(CapturesTest, WhatComesTwiceCountsOnce) {
  Instance one(loop_, to_, "one", talk_);
  one.log.append(exchange("a", "/1"));
  const auto record = to_.acknowledge();
  from_.read(record);
  from_.read(record);
  one.log.remove_bin("a");  // the numbers of the bin begin anew, those of the log do not
  one.log.append(exchange("a", "/2"));
  pass_on();
  EXPECT_THAT(targets("a"), ElementsAre("/1", "/2"));
  EXPECT_EQ(reader_.repeated(), 1u);
}

TEST_F(CapturesTest, AnEventIsInKafkaAlready) {
  Instance one(loop_, to_, "one", talk_);
  match::Event event;
  event.topic = "orders";
  one.log.append(event, loop_.now(), loop_.wall_now());
  EXPECT_THAT(to_.waiting, IsEmpty());
}

TEST_F(CapturesTest, WhatCameFromATopicGoesToNone) {
  Instance one(loop_, to_, "one", talk_);
  const CapturePublisher onwards(union_, to_, Instance::named({}, "two"), talk());
  one.log.append(exchange("a", "/1"));
  pass_on();
  EXPECT_THAT(targets("a"), ElementsAre("/1"));
  EXPECT_THAT(to_.waiting, IsEmpty());
}

TEST_F(CapturesTest, ABodyThatNoBrokerTakesIsCutAndSaysSo) {
  PublisherOptions options;
  options.max_record_bytes = 10'000;
  Instance one(loop_, to_, "one", talk_, options);
  one.log.append(exchange("a", "/big", std::string(50'000, '\x01')));
  EXPECT_LE(to_.waiting[0].first.value->size(), 10'000u);
  pass_on();
  EXPECT_TRUE(union_.read("a")[0]->truncated());
  EXPECT_EQ(one.log.read("a")[0]->message().body.size(), 50'000u);  // here it is whole
}

TEST_F(CapturesTest, LossIsCountedAndToldOnceAndOverWhenItIs) {
  PublisherOptions options;
  options.max_waiting = 2;
  Instance one(loop_, to_, "one", talk_, options);
  for (int i = 0; i < 5; ++i) one.log.append(exchange("a", "/x"));
  EXPECT_EQ(to_.waiting.size(), 2u);
  EXPECT_EQ(one.publisher.status().lost, 3u);
  EXPECT_THAT(one.publisher.status().fault, HasSubstr("2 records wait for the broker"));
  to_.refuse();
  EXPECT_EQ(one.publisher.status().lost, 4u);
  EXPECT_THAT(one.publisher.status().fault, HasSubstr("the broker is away"));
  to_.acknowledge();
  EXPECT_EQ(one.publisher.status().fault, "");
  EXPECT_THAT(talk_, ElementsAre(HasSubstr("do not reach topic captures"), HasSubstr("again")));
  EXPECT_EQ(one.log.read("a").size(), 5u);
}

TEST_F(CapturesTest, BytesThatWaitAreBoundedToo) {
  PublisherOptions options;
  options.max_waiting_bytes = 20'000;
  Instance one(loop_, to_, "one", talk_, options);
  for (int i = 0; i < 5; ++i) one.log.append(exchange("a", "/x", std::string(7'000, 'x')));
  EXPECT_EQ(to_.waiting.size(), 2u);
  EXPECT_EQ(one.publisher.status().waiting, 2u);
}

TEST_F(CapturesTest, IdleWhenAllIsAcknowledged) {
  Instance one(loop_, to_, "one", talk_);
  int idle = 0;
  one.publisher.when_idle([&] { ++idle; });
  EXPECT_EQ(idle, 1);
  one.log.append(exchange("a", "/1"));
  one.log.append(exchange("a", "/2"));
  one.publisher.when_idle([&] { ++idle; });
  to_.acknowledge();
  EXPECT_EQ(idle, 1);
  to_.refuse();
  EXPECT_EQ(idle, 2);
}

TEST_F(CapturesTest, RecordsOfOthersAreLeftOutAndToldOnce) {
  const auto read = [this](std::optional<std::string> value) {
    bus::Record record;
    record.topic = "captures";
    record.partition = 1;
    record.offset = 7;
    record.value = std::move(value);
    from_.read(record);
  };
  read(std::nullopt);
  read("not json");
  read("[]");
  read(R"({"instance": "x", "bin": "a"})");
  read(R"({"instance":"x","bin_kind":"bin","id":"a","gseq":1,"seq":1,"bin":"../x","kind":"call",
           "received_at":"2026-11-21T09:12:00.000123Z","method":"GET","target":"/"})");
  read(R"({"instance":"x","bin_kind":"bin","id":"a","gseq":1,"seq":1,"bin":"x","kind":"call",
           "received_at":"yesterday","method":"GET","target":"/"})");
  EXPECT_EQ(reader_.refused(), 6u);
  EXPECT_EQ(reader_.taken(), 0u);
  EXPECT_EQ(union_.bin_count(), 0u);
  EXPECT_THAT(talk_,
              ElementsAre(HasSubstr("topic captures partition 1 offset 7 holds no capture")));
  read(R"({"instance":"x","bin_kind":"bin","id":"a","gseq":1,"seq":1,"bin":"x","kind":"call",
           "received_at":"2026-11-21T09:12:00Z","method":"GET","target":"/"})");
  EXPECT_EQ(reader_.taken(), 1u);
  EXPECT_EQ(union_.bin("x")->kind, BinKind::kBin);
}

TEST_F(CapturesTest, AFaultOfReadingIsTold) {
  from_.fault();
  EXPECT_THAT(talk_, ElementsAre(HasSubstr("reading failed")));
}

}  // namespace
}  // namespace ricochet::busview

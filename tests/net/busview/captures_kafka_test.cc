// Captures of two instances through a broker into one log.
#include <gmock/gmock.h>

#include <set>

#include "busview/capture_publisher.h"
#include "busview/capture_reader.h"
#include "tests/net/bus/kafka_fixture.h"

namespace ricochet::busview {
namespace {

class CapturesKafka : public bus::KafkaFixture {
 protected:
  std::unique_ptr<bus::Bus> connect(bus::ReadFrom from) {
    bus::KafkaOptions options;
    options.embedded = broker_.get();
    options.read_from = from;
    return bus::make_kafka_bus(loop_, std::move(options)).value();
  }
  void start(bus::Bus& bus) {
    bus::TopicSpec topic;
    topic.name = "captures";
    topic.partitions = 3;
    ASSERT_TRUE(open(bus, {topic}));
  }
  std::unique_ptr<CapturePublisher> publish(journal::CaptureLog& log, bus::Bus& bus,
                                            const std::string& instance) {
    PublisherOptions options;
    options.topic = "captures";
    options.instance = instance;
    return std::make_unique<CapturePublisher>(log, bus, options, [](const std::string&) {});
  }
  void call(journal::CaptureLog& log, const std::string& bin, int number) {
    http::Exchange exchange;
    exchange.bin = bin;
    exchange.request.method = "POST";
    exchange.request.set_target("/" + std::to_string(number));
    exchange.received = loop_.now();
    exchange.received_wall = loop_.wall_now();
    exchange.status = 200;
    log.append(std::move(exchange));
  }
  bool idle(CapturePublisher& publisher) {
    bool done = false;
    publisher.when_idle([&done] { done = true; });
    return loop_.run_until([&done] { return done; }, bus::kDeadline);
  }
};

TEST_F(CapturesKafka, TheUnionHoldsWhatBothCaptured) {
  const auto bus_one = connect(bus::ReadFrom::kNowhere), bus_two = connect(bus::ReadFrom::kNowhere);
  start(*bus_one);
  start(*bus_two);
  journal::CaptureLog one(loop_), two(loop_);
  const auto to_one = publish(one, *bus_one, "one"), to_two = publish(two, *bus_two, "two");
  for (int i = 0; i < 50; ++i) {
    call(one, "shop", i);
    call(two, i % 2 == 0 ? "shop" : "cart", 100 + i);
  }
  ASSERT_TRUE(idle(*to_one));
  ASSERT_TRUE(idle(*to_two));
  EXPECT_EQ(to_one->status().written, 50u);

  // A reader that comes later begins at the beginning, and then goes on.
  const auto bus_reader = connect(bus::ReadFrom::kBeginning);
  journal::CaptureLog all(loop_);
  const CaptureReader reader(loop_, all, *bus_reader, [](const std::string&) {});
  start(*bus_reader);
  ASSERT_TRUE(loop_.run_until([&] { return reader.taken() >= 100; }, bus::kDeadline));
  call(one, "shop", 50);
  ASSERT_TRUE(loop_.run_until([&] { return reader.taken() >= 101; }, bus::kDeadline));

  std::set<std::string> ids;
  std::vector<int> of_one, of_two;
  journal::Seq seq = 0;
  for (const auto& record : all.read("shop")) {
    EXPECT_EQ(record->seq, ++seq);
    ids.insert(record->id);
    const int number = std::stoi(record->request()->target.substr(1));
    (record->origin.starts_with("one/") ? of_one : of_two).push_back(number);
  }
  for (const auto& record : all.read("cart")) ids.insert(record->id);
  EXPECT_EQ(ids.size(), 101u);
  EXPECT_EQ(of_one.size(), 51u);
  EXPECT_TRUE(std::is_sorted(of_one.begin(), of_one.end()));  // each instance keeps its order
  EXPECT_EQ(of_two.size(), 25u);
  EXPECT_TRUE(std::is_sorted(of_two.begin(), of_two.end()));
  EXPECT_EQ(all.read("cart").size(), 25u);
  EXPECT_EQ(reader.repeated(), 0u);
  close(*bus_reader);
  close(*bus_one);
  close(*bus_two);
}

TEST_F(CapturesKafka, FromNowLeavesOutWhatWas) {
  const auto bus_one = connect(bus::ReadFrom::kNowhere);
  start(*bus_one);
  journal::CaptureLog one(loop_);
  const auto to_one = publish(one, *bus_one, "one");
  call(one, "shop", 1);
  ASSERT_TRUE(idle(*to_one));
  const auto bus_reader = connect(bus::ReadFrom::kEnd);
  journal::CaptureLog all(loop_);
  const CaptureReader reader(loop_, all, *bus_reader, [](const std::string&) {});
  start(*bus_reader);
  call(one, "shop", 2);
  ASSERT_TRUE(loop_.run_until([&] { return reader.taken() >= 1; }, bus::kDeadline));
  EXPECT_EQ(all.read("shop")[0]->request()->target, "/2");
  close(*bus_reader);
  close(*bus_one);
}

}  // namespace
}  // namespace ricochet::busview

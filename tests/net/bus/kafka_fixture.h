#pragma once
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/asio_loop.h"
#include "bus/kafka/kafka_bus.h"
#include "tests/net/bus/broker_thread.h"
#include "tests/net/bus/either_broker.h"

namespace ricochet::bus {

/// The deadline of every wait: reached only when something is broken.
inline constexpr base::Duration kDeadline = std::chrono::seconds(20);

/// An embedded broker with topics of its own for each test, or a broker that runs already, and
/// buses on it.
class KafkaFixture : public testing::Test {
 protected:
  explicit KafkaFixture(std::string running = "") : running_(std::move(running)) {
    if (running_.empty()) broker_ = std::make_unique<BrokerThread>();
  }

  std::unique_ptr<Bus> make_bus(std::map<std::string, std::string> properties = {}) {
    KafkaOptions options;
    options.bootstrap = running_;
    options.embedded = broker_.get();
    options.properties = std::move(properties);
    if (!running_.empty()) options.properties.merge(kafka_properties());
    options.log = [this](const std::string& line) { log_.push_back(line); };
    return make_kafka_bus(loop_, std::move(options)).value();
  }

  /// Runs the loop until the call that `start` makes with a `done` has come to its end.
  template <class T, class Start>
  T wait(Start start) {
    std::optional<T> result;
    start([&result](T value) { result.emplace(std::move(value)); });
    EXPECT_FALSE(result.has_value()) << "done ran inside the call";
    EXPECT_TRUE(loop_.run_until([&] { return result.has_value(); }, kDeadline));
    if (!result) throw std::runtime_error("nothing came within the deadline");
    return std::move(*result);
  }

  base::Status open(Bus& bus, std::vector<TopicSpec> topics, base::Duration limit = kDeadline) {
    return wait<base::Status>([&](auto done) { bus.open(std::move(topics), limit, done); });
  }
  base::Result<Position> publish(Bus& bus, Record record) {
    return wait<base::Result<Position>>([&](auto done) { bus.publish(std::move(record), done); });
  }
  void close(Bus& bus) {
    bool closed = false;
    bus.close([&] { closed = true; });
    EXPECT_TRUE(loop_.run_until([&] { return closed; }, kDeadline));
  }

  /// What the bus reads goes to read_.
  void collect(Bus& bus) {
    bus.on_record([this](const Record& record) { read_.push_back(record); });
  }
  bool wait_for_records(std::size_t count) {
    return loop_.run_until([&] { return read_.size() >= count; }, kDeadline);
  }

  const std::string running_;
  base::AsioLoop loop_;
  std::unique_ptr<EmbeddedBroker> broker_;
  std::vector<Record> read_;
  std::vector<std::string> log_;
};

inline Record record(std::string topic, std::string value) {
  Record made;
  made.topic = std::move(topic);
  made.value = std::move(value);
  return made;
}

}  // namespace ricochet::bus

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/net/bus/kafka_fixture.h"

namespace ricochet::bus {
namespace {

using testing::HasSubstr;

using KafkaErrors = KafkaFixture;

/// A port of this machine: bound, and listening or refusing.
class LocalPort {
 public:
  explicit LocalPort(bool listening) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(fd_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    if (listening) {
      EXPECT_EQ(::listen(fd_, 16), 0);
    }
    address_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  }
  ~LocalPort() { ::close(fd_); }
  LocalPort(const LocalPort&) = delete;
  LocalPort& operator=(const LocalPort&) = delete;
  const std::string& address() const { return address_; }

 private:
  int fd_;
  std::string address_;
};

TEST_F(KafkaErrors, RefusedConnectionIsToldLongBeforeTheLimit) {
  const LocalPort nobody(/*listening=*/false);
  KafkaOptions options;
  options.bootstrap = nobody.address();
  auto bus = make_kafka_bus(loop_, options).value();
  const auto started = loop_.now();
  const auto status = open(*bus, {{"events", 1}}, std::chrono::seconds(15));
  const auto took = loop_.now() - started;
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, "bus/unreachable");
  EXPECT_THAT(status.error().message, HasSubstr(nobody.address()));
  EXPECT_THAT(status.error().hint, HasSubstr("--bus"));
  EXPECT_THAT(status.error().hint, HasSubstr("ricochet.json"));
  EXPECT_THAT(status.error().notes, testing::Contains(HasSubstr("refused")));
  EXPECT_LT(took, std::chrono::seconds(10));
  close(*bus);
}

TEST_F(KafkaErrors, SilentPortIsToldAtTheLimit) {
  const LocalPort silent(/*listening=*/true);
  KafkaOptions options;
  options.bootstrap = silent.address();
  auto bus = make_kafka_bus(loop_, options).value();
  const auto status = open(*bus, {{"events", 1}}, std::chrono::milliseconds(300));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, "bus/unreachable");
  EXPECT_THAT(status.error().message, HasSubstr(silent.address()));
  close(*bus);
}

TEST_F(KafkaErrors, NoAddressAtAllIsRefusedAtOnce) {
  const auto bus = make_kafka_bus(loop_, KafkaOptions());
  ASSERT_FALSE(bus);
  EXPECT_EQ(bus.error().code, "bus/unreachable");
  EXPECT_THAT(bus.error().hint, HasSubstr("--bus"));
}

TEST_F(KafkaErrors, AddressThatIsNoneIsUnreachable) {
  KafkaOptions options;
  options.bootstrap = "no-such-host.invalid:9092";
  auto bus = make_kafka_bus(loop_, options).value();
  const auto status = open(*bus, {{"events", 1}}, std::chrono::seconds(5));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, "bus/unreachable");
  close(*bus);
}

TEST_F(KafkaErrors, SecondOpenWhileOneRunsIsRefused) {
  auto bus = make_bus();
  bool first = false;
  bus->open({{"one", 1}}, kDeadline, [&](base::Status status) { first = status.has_value(); });
  const auto second = open(*bus, {{"two", 1}});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, "bus/busy");
  EXPECT_TRUE(loop_.run_until([&] { return first; }, kDeadline));
}

TEST_F(KafkaErrors, TopicWithABadNameOrNoPartitionIsNamed) {
  auto bus = make_bus();
  const auto none = open(*bus, {{"events", 0}});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, "bus/topic");
  EXPECT_THAT(none.error().message, HasSubstr("events"));
}

TEST_F(KafkaErrors, UnknownPropertyIsNamedWithItsCure) {
  KafkaOptions options;
  options.embedded = broker_.get();
  options.properties = {{"linger.mss", "1"}};
  const auto bus = make_kafka_bus(loop_, options);
  ASSERT_FALSE(bus);
  EXPECT_EQ(bus.error().code, "bus/bad-property");
  EXPECT_THAT(bus.error().message, HasSubstr("linger.mss"));
  EXPECT_EQ(bus.error().hint, R"(did you mean "linger.ms"?)");
}

TEST_F(KafkaErrors, BadValueIsNamedWithItsCure) {
  KafkaOptions options;
  options.embedded = broker_.get();
  options.properties = {{"linger.ms", "soon"}};
  const auto bus = make_kafka_bus(loop_, options);
  ASSERT_FALSE(bus);
  EXPECT_EQ(bus.error().code, "bus/bad-property");
  EXPECT_THAT(bus.error().message, HasSubstr("linger.ms"));
  EXPECT_THAT(bus.error().hint, HasSubstr("CONFIGURATION.md"));
}

TEST_F(KafkaErrors, PropertyThatReadingRestsOnIsRefused) {
  for (const char* name : {"bootstrap.servers", "enable.auto.commit", "auto.offset.reset"}) {
    KafkaOptions options;
    options.embedded = broker_.get();
    options.properties = {{name, "true"}};
    const auto bus = make_kafka_bus(loop_, options);
    ASSERT_FALSE(bus) << name;
    EXPECT_EQ(bus.error().code, "bus/bad-property");
    EXPECT_THAT(bus.error().message, HasSubstr(name));
  }
}

TEST_F(KafkaErrors, PropertiesReachTheClientAndOnesForOneSideAreQuiet) {
  auto bus = make_bus({{"message.max.bytes", "2000"}, {"fetch.wait.max.ms", "100"}});
  ASSERT_TRUE(open(*bus, {{"events", 1}}));
  const auto position = publish(*bus, record("events", std::string(3000, 'x')));
  ASSERT_FALSE(position);
  EXPECT_EQ(position.error().code, "bus/publish-failed");
  EXPECT_THAT(position.error().message, HasSubstr("events"));
  EXPECT_THAT(position.error().hint, HasSubstr("message.max.bytes"));
  EXPECT_THAT(log_, testing::Not(testing::Contains(HasSubstr("will be ignored"))));
}

TEST_F(KafkaErrors, TimestampThatKafkaWouldTakeForNowIsRefused) {
  auto bus = make_bus();
  Record old = record("events", "v");
  old.timestamp_ms = 0;
  const auto position = publish(*bus, old);
  ASSERT_FALSE(position);
  EXPECT_EQ(position.error().code, "bus/publish-failed");
}

TEST_F(KafkaErrors, WhatTheLibraryHasToSayGoesToTheLog) {
  const LocalPort nobody(/*listening=*/false);
  KafkaOptions options;
  options.bootstrap = nobody.address();
  options.log = [this](const std::string& line) { log_.push_back(line); };
  testing::internal::CaptureStderr();
  auto bus = make_kafka_bus(loop_, options).value();
  ASSERT_FALSE(open(*bus, {{"events", 1}}, std::chrono::seconds(1)));
  close(*bus);
  EXPECT_THAT(log_, testing::Contains(HasSubstr(nobody.address())));
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_F(KafkaErrors, PublishWithoutABrokerTimesOut) {
  const LocalPort nobody(/*listening=*/false);
  KafkaOptions options;
  options.bootstrap = nobody.address();
  options.properties = {{"message.timeout.ms", "200"}};
  auto bus = make_kafka_bus(loop_, options).value();
  const auto position = publish(*bus, record("events", "v"));
  ASSERT_FALSE(position);
  EXPECT_EQ(position.error().code, "bus/timeout");
  EXPECT_THAT(position.error().message, HasSubstr("events"));
}

}  // namespace
}  // namespace ricochet::bus

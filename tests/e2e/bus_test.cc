// `ricochet bus`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

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

TEST(Bus, APortInUseIsExit4) {
  const BusProcess bus;
  const ProgramEnd end = run_ricochet({"bus", "-p", std::to_string(bus.port)});
  EXPECT_EQ(end.exit_code, 4);
  EXPECT_THAT(end.err, HasSubstr("http/port-in-use"));
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

}  // namespace
}  // namespace ricochet::e2e

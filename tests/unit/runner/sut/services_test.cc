// What a service needs of this machine: ports, logs, and that nobody else is taken for it.
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <fstream>
#include <iterator>

#include "runner/sut/free_port.h"
#include "runner/sut/log_file.h"
#include "runner/sut/stranger.h"
#include "tests/unit/runner/sut/sut_fixture.h"

namespace ricochet::runner {
namespace {

using testing::HasSubstr;

/// A socket at 127.0.0.1, port 0: any.
struct Socket {
  explicit Socket(std::uint16_t port, bool listens = true)
      : fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int on = 1;
    ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    bound = ::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), size) == 0;
    if (listens) ::listen(fd.get(), 8);
    ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size);
    number = ntohs(address.sin_port);
  }
  Fd fd;
  bool bound = false;
  std::uint16_t number = 0;
};

TEST(FreePort, IsOneThatAServiceCanTakeAndNoOtherRunGets) {
  base::Random random(7), same(7);
  const auto first = find_free_port(random).value();
  const auto second = find_free_port(same).value();
  EXPECT_NE(first.number, second.number) << "the same seed, and still two ports";
  EXPECT_TRUE(Socket(first.number).bound);
  EXPECT_TRUE(Socket(second.number).bound);
}

TEST(FreePort, LiesWhereTheSystemTakesNoneByItself) {
  int low = 0, high = 0;
  std::ifstream("/proc/sys/net/ipv4/ip_local_port_range") >> low >> high;
  const PortRange range = quiet_ports();
  EXPECT_TRUE(range.last < low || range.first > high) << range.first << ".." << range.last;
}

TEST(FreePort, OneThatSomebodyListensOnIsNotFree) {
  base::Random random(7);
  const Socket taken(0);
  const auto none = find_free_port(random, {taken.number, taken.number});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, "sut/no-free-port");
  EXPECT_THAT(none.error().hint, HasSubstr("\"ports\": { \"http\": 8080 }"));
}

TEST(FreePort, GoesBackWithItsClaim) {
  base::Random random(7);
  auto first = find_free_port(random).value();
  const PortRange only{first.number, first.number};
  EXPECT_FALSE(find_free_port(random, only));
  first.claim.reset();
  EXPECT_TRUE(find_free_port(random, only));
}

TEST(Stranger, IsToldWithItsProcess) {
  const Socket listens(0);
  const Socket bound(0, /*listens=*/false);
  const std::string who = listener_on(listens.number);
  EXPECT_THAT(who, HasSubstr("process " + std::to_string(::getpid()) + " (net_runner_sut"));
  EXPECT_EQ(listener_on(bound.number), "");
  const auto diag = port_taken("shop", {"127.0.0.1", std::to_string(listens.number)});
  EXPECT_EQ(diag.code, "sut/port-taken");
  EXPECT_EQ(diag.message, who + " listens at 127.0.0.1:" + std::to_string(listens.number) +
                              " already, before service \"shop\" was started");
}

TEST(Stranger, IsLookedForWhereAProbeConnects) {
  const auto of_http = probed_address(ReadySpec::Kind::kHttp, "http://[::1]:81/health");
  ASSERT_TRUE(of_http);
  EXPECT_EQ(of_http->host + " " + of_http->port, "::1 81");
  EXPECT_EQ(probed_address(ReadySpec::Kind::kTcp, "localhost:82")->port, "82");
  EXPECT_FALSE(probed_address(ReadySpec::Kind::kLog, "localhost:82"));
  EXPECT_FALSE(probed_address(ReadySpec::Kind::kHttp, "nowhere"));
}

std::string bytes_of(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

using LogFileTest = SutFixture;

TEST_F(LogFileTest, HoldsEveryByte) {
  const std::string path = folder_.path() + "/a/b/shop.log";
  auto log = LogFile::open(loop_, path).value();
  start(R"(printf 'one\n\033[31mtwo\033[0m'; head -c 300000 /dev/zero; printf 'end')");
  process_->observe(*log);
  ASSERT_TRUE(wait_for_exit());
  log->note("a remark");
  process_->forget(*log);
  log.reset();  // what was seen is written all the same
  const std::string expected =
      "one\n\x1b[31mtwo\x1b[0m" + std::string(300'000, '\0') + "end\nricochet: a remark\n";
  EXPECT_TRUE(wait_until([&] { return bytes_of(path).size() >= expected.size(); }));
  EXPECT_EQ(bytes_of(path), expected);
}

TEST_F(LogFileTest, AFolderThatCannotBeMadeIsNamed) {
  std::ofstream(folder_.path() + "/file") << "x";
  const auto log = LogFile::open(loop_, folder_.path() + "/file/shop.log");
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error().code, "sut/log-file");
  EXPECT_THAT(log.error().message, HasSubstr("/file/shop.log\": Not a directory"));
}

}  // namespace
}  // namespace ricochet::runner

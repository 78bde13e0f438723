// Services that do not run beside us: in another network namespace, or started by somebody else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>

#include "tests/e2e/e2e.h"

namespace ricochet::e2e {
namespace {

using testing::HasSubstr;

/// A network namespace that reaches us by a pair of virtual cables.
class Namespace {
 public:
  Namespace() {
    const auto id = static_cast<unsigned>(::getpid());
    name = "rico" + std::to_string(id);
    const std::string net = "10.213." + std::to_string(id % 250) + ".";
    host = net + "1";
    made_ = ip({"netns", "add", name}) &&
            ip({"link", "add", name + "a", "type", "veth", "peer", "name", name + "b", "netns",
                name}) &&
            ip({"addr", "add", host + "/30", "dev", name + "a"}) &&
            ip({"link", "set", name + "a", "up"}) &&
            ip({"-n", name, "addr", "add", net + "2/30", "dev", name + "b"}) &&
            ip({"-n", name, "link", "set", name + "b", "up"}) &&
            ip({"-n", name, "link", "set", "lo", "up"});
  }
  ~Namespace() {
    ip({"link", "del", name + "a"});
    ip({"netns", "del", name});
  }
  Namespace(const Namespace&) = delete;
  Namespace& operator=(const Namespace&) = delete;
  explicit operator bool() const { return made_; }
  const std::string& trouble() const { return trouble_; }
  std::string name, host;

 private:
  bool ip(std::vector<std::string> words) {
    ProgramStart start;
    start.program = "/sbin/ip";
    start.args = std::move(words);
    const ProgramEnd end = test::run_program(std::move(start));
    if (end.exit_code != 0 && trouble_.empty()) trouble_ = end.err;
    return end.exit_code == 0;
  }
  bool made_ = false;
  std::string trouble_;
};

constexpr const char* kScenario = R"({ "scenario": "s",
  "stubs": { "web": [ { "request": { "uri": "/a.jpg" }, "response": { "text": "a photo" } } ] },
  "steps": [
    { "publish": { "topic": "events", "key": "p", "json": { "type": "PhotoWasAdded", "product": "p", "url": "${stubs.web.url}/a.jpg" } } },
    { "expect": { "event": "events", "json_paths": { "$.type": "PhotoWasDownloaded" }, "exactly": 1 } },
    { "expect": { "ack": "photos" } },
    { "expect": { "calls": "web", "exactly": 1 } },
    { "expect": { "calls": "hooks", "exactly": 1 } } ] })";

/// `before` stands before the program; `rest` is what else the suite has.
std::string photo_suite(const std::string& before, const std::string& rest) {
  return R"({ "env": ["NS", "HOST"], "bus": { "kafka": "embedded", "groups": { "photos": {} } }, "topics": { "events": {} },
  "stubs": { "web": [] }, "bins": ["hooks"],
  "sut": { "photo-service": {
      "command": [)" +
         before + R"("${env.RICOCHET_BIN_DIR}/../libexec/ricochet/photo-service"],
      "env": { "BROKERS": "${bus.kafka}", "GROUP": "photos", "TOPIC": "events", "WEBHOOK_URL": "${bins.hooks.url}",
               "SESSION_TIMEOUT_MS": "6000" },
      "ready": { "group": "photos" } } }, "defaults": { "within": "15s" })" +
         rest + " }";
}

TEST(Network, AServiceInAnotherNamespaceReachesEverything) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root makes network namespaces";
  if (::access("/sbin/ip", X_OK) != 0) GTEST_SKIP() << "there is no /sbin/ip (iproute2)";
  const Namespace there;
  if (!there) GTEST_SKIP() << "this machine gives no network namespace: " << there.trouble();
  const Marker marker;
  const SmallSuite suite(
      photo_suite(R"("ip", "netns", "exec", "${env.NS}", )",
                  R"(, "network": { "bind": "0.0.0.0", "advertise": "${env.HOST}" })"));
  suite.folder.write("suite/s.json", kScenario);
  ProgramStart start = ricochet({"run", "suite"}, suite.folder.path());
  start.env["NS"] = there.name;
  start.env["HOST"] = there.host;
  start.env[marker.name] = marker.value;
  start.deadline = std::chrono::seconds(60);
  const ProgramEnd end = test::run_program(std::move(start));
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("bus " + there.host + ":"));
  EXPECT_THAT(test::wait_for_no_process_with_env(marker.assignment()), testing::IsEmpty());
}

TEST(Network, ServicesOnThisMachineComeByTheAdvertisedNameToo) {
  const SmallSuite suite(
      photo_suite("", R"(, "network": { "bind": "0.0.0.0", "advertise": "localhost" })"));
  suite.folder.write("suite/s.json", kScenario);
  const ProgramEnd end = suite.run();
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("bus localhost:"));
}

/// A port that is free now, for a suite that must name one.
std::uint16_t some_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&address), size), 0);
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(fd);
  return ntohs(address.sin_port);
}

TEST(Network, AServiceThatSomebodyElseStartedIsWaitedForAndLeftRunning) {
  const std::string bus = std::to_string(some_port()), web = std::to_string(some_port()),
                    hooks = std::to_string(some_port());
  const SmallSuite suite(R"({ "bus": { "kafka": "embedded", "port": )" + bus +
                         R"(, "groups": { "photos": {} } },
  "topics": { "events": {} }, "stubs": { "web": { "port": )" +
                         web + R"( } }, "bins": { "names": ["hooks"], "port": )" + hooks + R"( },
  "sut": { "photo-service": { "external": true, "ready": { "group": "photos" } } },
  "defaults": { "within": "15s" } })");
  suite.folder.write("suite/s.json", kScenario);
  ProgramStart service;
  const std::string program = ricochet({}).program;
  service.program = program.substr(0, program.rfind('/')) + "/../libexec/ricochet/photo-service";
  service.env = {{"BROKERS", "127.0.0.1:" + bus},
                 {"GROUP", "photos"},
                 {"TOPIC", "events"},
                 {"WEBHOOK_URL", "http://127.0.0.1:" + hooks + "/hooks"},
                 {"SESSION_TIMEOUT_MS", "6000"}};
  service.deadline = std::chrono::seconds(100);
  Program theirs(std::move(service));  // before there is a broker
  ProgramStart start = ricochet({"run", "suite"}, suite.folder.path());
  start.deadline = std::chrono::seconds(60);
  const ProgramEnd end = test::run_program(std::move(start));
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_TRUE(theirs.signal(SIGKILL)) << "the run has ended a service that is not its own";
}

TEST(Network, APortThatIsTakenIsToldWithItsPlace) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(::listen(fd, 1), 0);  // at a port that the system chose
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  const std::string taken = std::to_string(ntohs(address.sin_port));
  const struct {
    std::string suite, place;
  } cases[] = {
      {"{ \"stubs\": {\n \"web\": { \"port\": " + taken + " } } }", "suite/ricochet.json:2:19"},
      {"{ \"bins\": { \"names\": [\"hooks\"],\n \"port\": " + taken + " } }",
       "suite/ricochet.json:2:10"},
      {"{ \"bus\": { \"kafka\": \"embedded\",\n \"port\": " + taken +
           " }, \"topics\": { \"t\": {} } }",
       "suite/ricochet.json:2:10"},
  };
  for (const auto& c : cases) {
    const SmallSuite suite(c.suite);
    suite.folder.write("suite/s.json", R"({ "scenario": "s", "steps": [ { "pause": "1ms" } ] })");
    const ProgramEnd end = suite.run();
    EXPECT_EQ(end.exit_code, 4) << c.suite << end.out << end.err;
    EXPECT_THAT(end.out, HasSubstr("the port is in use"));
    EXPECT_THAT(end.out, HasSubstr(c.place));
  }
  ::close(fd);
}

}  // namespace
}  // namespace ricochet::e2e

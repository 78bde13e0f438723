// Whatever a step waits for ends with the run: by a signal, a crash, a time limit.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>

#include "base/file.h"
#include "tests/e2e/e2e.h"
#include "tests/e2e/junit_file.h"

namespace ricochet::e2e {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// Takes connections and never answers.
class SilentServer {
 public:
  SilentServer() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(fd_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(fd_, 8), 0);
    EXPECT_EQ(::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    url_ = "http://127.0.0.1:" + std::to_string(::ntohs(address.sin_port)) + "/slow";
  }
  ~SilentServer() { ::close(fd_); }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;
  const std::string& url() const { return url_; }
  int fd() const { return fd_; }

 private:
  int fd_;
  std::string url_;
};

/// A service `shop`, and a pipe in which whatever runs says that it does. What a step waits for
/// here comes in ten minutes.
struct LongSuite : SmallSuite {
  explicit LongSuite(const std::string& service = "echo up; exec sleep 600",
                     const std::string& more = "")
      : SmallSuite(R"({ "bins": ["hooks"], "sut": { "shop": { "command": ["./shop.sh"],
          "ready": { "log": "up", "within": "10m" })" +
                   more + " } } }") {
    folder.write("suite/shop.sh", "#!/bin/sh\necho $$ > pid\n" + service + "\n");
    ::chmod((folder / "suite/shop.sh").c_str(), 0755);
    EXPECT_EQ(::mkfifo((folder / "suite/pipe").c_str(), 0600), 0);
    pipe = ::open((folder / "suite/pipe").c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
  }
  ~LongSuite() { ::close(pipe); }
  LongSuite(const LongSuite&) = delete;
  LongSuite& operator=(const LongSuite&) = delete;

  void add(const std::string& steps, const std::string& more = "") const {
    folder.write("suite/a.json",
                 R"({ "scenario": "a", "steps": [ )" + steps + " ]" + more + " }\n");
  }
  ProgramStart start(std::vector<std::string> more = {}) const {
    std::vector<std::string> args{"run", "suite", "--junit", "junit.xml"};
    args.insert(args.end(), more.begin(), more.end());
    ProgramStart out = ricochet(std::move(args), folder.path());
    out.env[marker.name] = marker.value;
    return out;
  }
  JunitCase first_case() const {
    const JunitFile junit = read_junit(folder / "junit.xml");
    return junit.cases.empty() ? JunitCase() : junit.cases.front();
  }
  /// A line came through the pipe.
  bool told() const {
    std::array<char, 64> line{};
    return is_readable(pipe) && ::read(pipe, line.data(), line.size()) > 0;
  }
  static bool is_readable(int fd) {
    pollfd wait{fd, POLLIN, 0};
    return ::poll(&wait, 1, 15'000) == 1;
  }

  Marker marker;
  int pipe = -1;
};

/// What it starts has left its group and its session.
constexpr const char* kRun =
    R"({ "run": { "timeout": "10m", "command":
        ["/bin/sh", "-c", "setsid sleep 600 & echo up > pipe; sleep 600"] } })";
constexpr const char* kStep[] = {"run", "run_within", "request", "together", "repeat"};

class LongStep : public testing::TestWithParam<const char*> {
 protected:
  /// Until the step is under way.
  bool is_under_way() const {
    const bool request = std::string_view(GetParam()) == "request";
    return request ? LongSuite::is_readable(silent_.fd()) : suite_.told();
  }
  void SetUp() override {
    const std::string what = GetParam();
    std::string steps = kRun;
    if (what == "run_within") steps.insert(steps.find("\"timeout\""), R"("within": "10m", )");
    if (what == "request")
      steps = R"({ "request": { "url": ")" + silent_.url() + R"(", "timeout": "10m" } })";
    if (what == "together")
      steps = R"({ "together": [ [ )" + steps + R"( ], [ { "pause": "10m" } ] ] })";
    if (what == "repeat") steps = R"({ "repeat": { "times": 3, "steps": [ )" + steps + " ] } }";
    suite_.add(steps);
  }
  const LongSuite suite_;
  const SilentServer silent_;
};

TEST_P(LongStep, EndsWithASignal) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    Program program(suite_.start());
    ASSERT_TRUE(is_under_way());
    ASSERT_TRUE(program.signal(signal));
    EXPECT_EQ(program.wait().exit_code, 130) << program.out();
    EXPECT_THAT(test::wait_for_no_process_with_env(suite_.marker.assignment()), IsEmpty());
    EXPECT_EQ(suite_.first_case().type, "Interrupted");
    if (std::string_view(GetParam()) == "request") break;  // its next one would be seen too early
  }
}

TEST_P(LongStep, EndsWithACrash) {
  Program program(suite_.start());
  ASSERT_TRUE(is_under_way());
  const std::string pid = base::read_file(suite_.folder / "suite/pid").value();
  ASSERT_EQ(::kill(std::stoi(pid), SIGSEGV), 0);
  EXPECT_EQ(program.wait().exit_code, 5) << program.out();
  EXPECT_THAT(test::wait_for_no_process_with_env(suite_.marker.assignment()), IsEmpty());
  EXPECT_THAT(suite_.first_case().message, HasSubstr("shop was killed by SIGSEGV"));
}

TEST_P(LongStep, EndsWithATimeLimit) {
  Program program(suite_.start({"--timeout", "1s"}));
  program.wait();
  EXPECT_THAT(program.out(), HasSubstr("the run took longer than --timeout 1s"));
  EXPECT_THAT(test::wait_for_no_process_with_env(suite_.marker.assignment()), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Of, LongStep, testing::ValuesIn(kStep),
                         [](const auto& i) { return std::string(i.param); });

TEST(InterruptedSteps, ATeardownBehindTheTimeoutHasItOnceMore) {
  const LongSuite suite;
  suite.add(R"({ "pause": "10m" })", R"(, "timeout": "300ms", "teardown": [
      { "run": { "timeout": "10m", "command": ["sleep", "600"] } } ])");
  Program program(suite.start());
  EXPECT_EQ(program.wait().exit_code, 4) << program.out();
  EXPECT_THAT(suite.first_case().message, HasSubstr("longer than its timeout of 300ms"));
  EXPECT_THAT(program.out(),
              HasSubstr("the teardown of the scenario took longer than its timeout"));
  EXPECT_THAT(test::wait_for_no_process_with_env(suite.marker.assignment()), IsEmpty());
}

TEST(InterruptedSteps, AServiceThatDoesNotGetReadyOnceMore) {
  const LongSuite suite("[ -e once ] && exec sleep 600; touch once; echo up; exec sleep 600");
  suite.add(R"({ "sut": { "restart": "shop" } })", R"(, "timeout": "300ms")");
  Program program(suite.start());
  program.wait();
  EXPECT_THAT(suite.first_case().message, HasSubstr("longer than its timeout of 300ms"));
  EXPECT_THAT(test::wait_for_no_process_with_env(suite.marker.assignment()), IsEmpty());
}

TEST(InterruptedSteps, AServiceThatTakesItsTimeToStop) {
  const LongSuite suite("trap 'echo told > pipe' TERM; echo up; while :; do sleep 0.02; done",
                        R"(, "stop": { "grace": "10m" })");
  suite.add(R"({ "sut": { "stop": "shop" } })");
  suite.add_quiet("b.json", "b");
  Program program(suite.start());
  ASSERT_TRUE(suite.told());
  ASSERT_TRUE(program.signal(SIGINT));
  ASSERT_TRUE(program.wait_for("not reached: interrupted by SIGINT"));
  ASSERT_TRUE(program.signal(SIGINT));  // the first leaves it its grace
  EXPECT_EQ(program.wait().exit_code, 130) << program.out();
  EXPECT_THAT(test::wait_for_no_process_with_env(suite.marker.assignment()), IsEmpty());
}

TEST(InterruptedSteps, ServicesThatGetReadyWhenTheRunIsOver) {
  const LongSuite suite("exec sleep 600");
  suite.add(kRun);
  Program program(suite.start({"--timeout", "300ms"}));
  EXPECT_EQ(program.wait().exit_code, 4) << program.out();
  EXPECT_THAT(program.out(), HasSubstr("longer than --timeout 300ms"));
  EXPECT_THAT(test::wait_for_no_process_with_env(suite.marker.assignment()), IsEmpty());
}

/// It always runs, whatever ended the steps, and a second signal ends it.
TEST(InterruptedSteps, TheTeardownRunsAndASecondSignalEndsIt) {
  const LongSuite suite;
  suite.add(kRun, R"(, "teardown": [ { "run": { "command": ["touch", "one"] } },
      { "run": { "command": ["touch", "two"] } }, )" +
                      std::string(kRun) + R"(, { "run": { "command": ["touch", "three"] } } ])");
  Program program(suite.start());
  ASSERT_TRUE(suite.told());
  ASSERT_TRUE(program.signal(SIGINT));
  ASSERT_TRUE(suite.told());
  ASSERT_TRUE(program.signal(SIGINT));
  EXPECT_EQ(program.wait().exit_code, 130) << program.out();
  EXPECT_TRUE(std::filesystem::exists(suite.folder / "suite/one"));
  EXPECT_TRUE(std::filesystem::exists(suite.folder / "suite/two"));
  EXPECT_FALSE(std::filesystem::exists(suite.folder / "suite/three"));
  EXPECT_THAT(test::wait_for_no_process_with_env(suite.marker.assignment()), IsEmpty());
}

/// The broker of somebody else, which stands still: nothing that is published is acknowledged.
TEST(InterruptedSteps, APublishToABrokerThatDoesNotAnswer) {
  Program broker(ricochet({"bus", "-p", "0"}));
  ASSERT_TRUE(broker.wait_for("bus at 127.0.0.1:"));
  const auto port = port_after(broker.out(), "bus at 127.0.0.1:");
  const SmallSuite suite(R"({ "bus": { "kafka": "127.0.0.1:)" + std::to_string(port) +
                         R"(" }, "topics": { "orders": {} } })");
  ASSERT_EQ(::mkfifo((suite.folder / "suite/pipe").c_str(), 0600), 0);
  const int pipe = ::open((suite.folder / "suite/pipe").c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
  suite.folder.write("suite/a.json", R"({ "scenario": "a", "steps": [
    { "run": { "command": ["/bin/sh", "-c", "kill -STOP )" +
                                         std::to_string(broker.pid()) +
                                         R"(; echo stopped > pipe"] } },
    { "publish": { "topic": "orders", "text": "x", "deliveries": 10000 } } ] })");
  Program program(ricochet({"run", "suite", "--junit", "junit.xml"}, suite.folder.path()));
  EXPECT_TRUE(LongSuite::is_readable(pipe));
  ::close(pipe);
  ASSERT_TRUE(program.signal(SIGINT));
  EXPECT_EQ(program.wait().exit_code, 130) << program.out();
  const JunitFile junit = read_junit(suite.folder / "junit.xml");
  ASSERT_THAT(junit.cases, SizeIs(1));
  EXPECT_EQ(junit.cases[0].type, "Interrupted");
}

}  // namespace
}  // namespace ricochet::e2e

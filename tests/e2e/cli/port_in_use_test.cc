// A port that another program holds: exit code 4, and the cure names the flag or the key.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/e2e/e2e.h"

namespace ricochet::e2e {
namespace {

using testing::HasSubstr;

struct PortCase {
  const char* name;
  std::vector<std::string> words;  ///< PORT stands for the port
  const char* cure;
};

class PortInUse : public testing::TestWithParam<PortCase> {
 protected:
  PortInUse() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(fd_, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(fd_, 1);
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = std::to_string(ntohs(address.sin_port));
    add("up", R"({ "bins": ["inbox"] })");
    add("stub", R"({ "bins": ["inbox"], "stubs": { "s": { "port": )" + port_ + " } } }");
    add("bins", R"({ "bins": { "names": ["inbox"], "port": )" + port_ + " } }");
    add("bus",
        R"({ "bus": { "kafka": "embedded", "port": )" + port_ + R"( }, "topics": { "t": {} } })");
    folder_.write("stub.json", R"([ { "response": { "text": "x" } } ])");
  }
  ~PortInUse() override { ::close(fd_); }

  void add(const std::string& suite, const std::string& text) const {
    folder_.write(suite + "/ricochet.json", text);
    folder_.write(suite + "/s.json", R"({ "scenario": "s", "steps": [ { "pause": "1ms" } ] })");
  }

  TempFolder folder_;
  int fd_;
  std::string port_;
};

TEST_P(PortInUse, IsExitCode4AndTheCureNamesWhatToChange) {
  auto words = GetParam().words;
  for (auto& word : words) {
    if (word == "PORT") word = port_;
  }
  const ProgramEnd end = run_ricochet(words, folder_.path());
  EXPECT_EQ(end.exit_code, 4) << end.err;
  const auto told = end.out + end.err;
  EXPECT_THAT(told, HasSubstr("http/port-in-use"));
  EXPECT_THAT(told, HasSubstr("port " + port_ + ": the port is in use"));
  // A key of a suite is left out for that, a flag says 0.
  const std::string cure = GetParam().cure;
  const std::string free = cure == "\"port\"" ? " (without it: any free" : " (0: any free";
  EXPECT_THAT(told, HasSubstr("choose another " + cure + free));
  EXPECT_THAT(told, testing::Not(HasSubstr("ready after"))) << "nothing was begun";
}

INSTANTIATE_TEST_SUITE_P(
    Everywhere, PortInUse,
    testing::Values(
        PortCase{"bin", {"bin", "-p", "PORT"}, "-p"},
        PortCase{"capture", {"bin", "-p", "0", "--capture-port", "PORT"}, "--capture-port"},
        PortCase{"stub", {"stub", "http", "-c", "stub.json", "-p", "PORT"}, "-p"},
        PortCase{"stub_control",
                 {"stub", "http", "-c", "stub.json", "-p", "0", "--control", "PORT"},
                 "--control"},
        PortCase{"broker", {"bus", "-p", "PORT"}, "-p"},
        PortCase{"broker_control", {"bus", "-p", "0", "--control", "PORT"}, "--control"},
        PortCase{"up", {"up", "up", "-p", "PORT"}, "-p"},
        PortCase{"run_ui", {"run", "up", "--ui", "--ui-port", "PORT"}, "--ui-port"},
        PortCase{"suite_stub", {"run", "stub"}, "\"port\""},
        PortCase{"suite_bins", {"run", "bins"}, "\"port\""},
        PortCase{"suite_bus", {"run", "bus"}, "\"port\""},
        PortCase{"suite_up", {"up", "stub", "-p", "0"}, "\"port\""}),
    [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace ricochet::e2e

// `ricochet stub http`: a stub server alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "tests/e2e/e2e.h"
#include "tests/e2e/run/served_suite.h"
#include "tests/support/raw_client.h"

namespace ricochet::e2e {
namespace {

using testing::HasSubstr;
using testing::Not;

class StubCommand : public testing::Test {
 protected:
  StubCommand() {
    folder_.write("foo.json",
                  R"([ { "request": { "uri": "/foo" }, "response": { "text": "bar" } } ])");
    folder_.write("more.json",
                  R"([ { "request": { "uri": "/foo" }, "response": { "text": "second" } },
                                    { "request": { "uri": "/more" }, "response": { "text": "more" } } ])");
    folder_.write("bad.json",
                  R"([ { "request": { "urii": "/foo" }, "response": { "text": "bar" } } ])");
  }
  ProgramStart start(std::vector<std::string> args) const {
    args.insert(args.begin(), {"stub", "http"});
    return ricochet(std::move(args), folder_.path());
  }
  const TempFolder folder_;
};

TEST_F(StubCommand, PrintsItsPortsAnswersAndStopsOnTerm) {
  Program stub(start({"-p", "0", "-c", "foo.json"}));
  ASSERT_TRUE(stub.wait_for("Shutdown port is "));
  const std::uint16_t port = port_after(stub.out(), "Server is started at ");
  ASSERT_NE(port, 0) << stub.out();
  const test::RawAnswer foo = get(port, "/foo");
  EXPECT_EQ(foo.status, 200);
  EXPECT_EQ(foo.body, "bar");
  EXPECT_EQ(get(port, "/nope").status, 400);
  ASSERT_TRUE(stub.signal(SIGTERM));
  const ProgramEnd& end = stub.wait();
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_EQ(end.err, "");
  EXPECT_THAT(end.out, HasSubstr("/foo"));  // the log of the exchange
}

/// A test that starts a stub with a pipe and never looks at it.
class StubThatNobodyReads : public StubCommand {
 protected:
  static constexpr int kCalls = 100;
  /// A body of 64 KiB fills the pipe at the first call: see Program, which reads when it waits.
  void call(std::uint16_t port) const {
    for (int i = 0; i < kCalls; ++i) {
      test::RawClient client(port);
      client.send(
          "POST /foo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: text/plain\r\n"
          "Content-Length: 65536\r\n\r\n" +
          std::string(65536, 'x'));
      ASSERT_EQ(client.read_answer().body, "bar") << "call " << i;
    }
  }
};

TEST_F(StubThatNobodyReads, AnswersAndLosesNothingOfItsLog) {
  Program stub(start({"-p", "0", "-c", "foo.json"}));
  ASSERT_TRUE(stub.wait_for("Shutdown port is "));
  call(port_after(stub.out(), "Server is started at "));
  ASSERT_TRUE(stub.signal(SIGTERM));
  const std::string& out = stub.wait().out;
  std::size_t calls = 0;
  for (auto at = out.find("POST /foo"); at != std::string::npos; at = out.find("POST /foo", at + 1))
    ++calls;
  EXPECT_EQ(calls, static_cast<std::size_t>(kCalls));
}

TEST_F(StubThatNobodyReads, SaysWhatItLeftOut) {
  Program stub(start({"-p", "0", "-c", "foo.json", "--max-output", "300KB"}));
  ASSERT_TRUE(stub.wait_for("Shutdown port is "));
  call(port_after(stub.out(), "Server is started at "));
  ASSERT_TRUE(stub.signal(SIGTERM));
  EXPECT_THAT(stub.wait().out, HasSubstr(" messages left out here: "));
}

TEST_F(StubCommand, StopsOnSigintToo) {
  Program stub(start({"-c", "foo.json"}));
  ASSERT_TRUE(stub.wait_for("Server is started at "));
  ASSERT_TRUE(stub.signal(SIGINT));
  EXPECT_EQ(stub.wait().exit_code, 0);
}

TEST_F(StubCommand, FilesAreTriedInTheirOrder) {
  Program stub(start({"-p", "0", "-c", "foo.json", "-c", "more.json", "-q"}));
  ASSERT_TRUE(stub.wait_for("Shutdown port is "));
  const std::uint16_t port = port_after(stub.out(), "Server is started at ");
  EXPECT_EQ(get(port, "/foo").body, "bar");
  EXPECT_EQ(get(port, "/more").body, "more");
  ASSERT_TRUE(stub.signal(SIGTERM));
  EXPECT_EQ(stub.wait().exit_code, 0);
  EXPECT_THAT(stub.out(), Not(HasSubstr("GET /foo")));  // -q
}

TEST_F(StubCommand, ConnectionOnTheShutdownPortWithMocosWordStopsIt) {
  Program stub(start({"-p", "0", "-c", "foo.json"}));
  ASSERT_TRUE(stub.wait_for("Shutdown port is "));
  // The line may come in two reads: its end is waited for.
  ASSERT_TRUE(stub.wait_for("\n"));
  const std::uint16_t port = port_after(stub.out(), "Shutdown port is ");
  ASSERT_NE(port, 0) << stub.out();
  test::RawClient client(port);
  client.send("_SHUTDOWN_MOCO_KEY\r\n");
  EXPECT_EQ(stub.wait().exit_code, 0);
}

TEST_F(StubCommand, BadFileIsToldBeforeItListens) {
  const ProgramEnd end = test::run_program(start({"-p", "0", "-c", "foo.json", "-c", "bad.json"}));
  EXPECT_EQ(end.exit_code, 3);
  EXPECT_THAT(end.err, HasSubstr("unknown key \"urii\""));
  EXPECT_THAT(end.err, HasSubstr("bad.json:1:18"));
  EXPECT_THAT(end.err, HasSubstr("did you mean \"uri\"?"));
  EXPECT_THAT(end.out, Not(HasSubstr("started")));
}

TEST_F(StubCommand, MissingFileIsAnInputErrorMissingFlagAUsageError) {
  const ProgramEnd missing = test::run_program(start({"-p", "0", "-c", "nowhere.json"}));
  EXPECT_EQ(missing.exit_code, 3);
  EXPECT_THAT(missing.err, HasSubstr("there is no file \"nowhere.json\""));
  const ProgramEnd none = test::run_program(start({"-p", "0"}));
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.err, HasSubstr("-c"));
}

TEST_F(StubCommand, PortInUseIsTheEnvironment) {
  Program first(start({"-p", "0", "-c", "foo.json"}));
  ASSERT_TRUE(first.wait_for("Shutdown port is "));
  const std::string port = std::to_string(port_after(first.out(), "Server is started at "));
  const ProgramEnd second = test::run_program(start({"-p", port, "-c", "foo.json"}));
  EXPECT_EQ(second.exit_code, 4);
  EXPECT_THAT(second.err, HasSubstr("127.0.0.1 port " + port));
}

}  // namespace
}  // namespace ricochet::e2e

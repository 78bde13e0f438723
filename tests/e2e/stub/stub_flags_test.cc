#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <sstream>

#include "tests/e2e/e2e.h"
#include "tests/support/raw_client.h"

namespace ricochet::e2e {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string read(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

/// The words and flags of `ricochet stub`.
class StubFlags : public testing::Test {
 protected:
  StubFlags() {
    folder_.write("foo.json",
                  R"([ { "request": { "uri": "/foo" }, "response": { "text": "bar" } } ])");
    folder_.write("more.json",
                  R"([ { "request": { "uri": "/more" }, "response": { "text": "more" } } ])");
    folder_.write("settings.json", R"([ { "env": "local", "include": "foo.json", "context": "/l" },
                                        { "env": "remote", "include": "{foo,more}.json", "context": "/r" } ])");
  }
  ProgramStart start(std::vector<std::string> args) const {
    args.insert(args.begin(), "stub");
    return ricochet(std::move(args), folder_.path());
  }
  ProgramEnd run(std::vector<std::string> args) const {
    return test::run_program(start(std::move(args)));
  }
  static std::uint16_t port_of(const Program& stub) {
    return port_after(stub.out(), "Server is started at ");
  }
  static std::string get(const Program& stub, const std::string& target,
                         const std::string& body = {}) {
    test::RawClient client(port_of(stub));
    client.send("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " +
                std::to_string(body.size()) + "\r\n\r\n" + body);
    const auto answer = client.read_answer();
    return std::to_string(answer.status) + " " + answer.body;
  }
  const TempFolder folder_;
};

TEST_F(StubFlags, StartIsHttp) {
  Program stub(start({"start", "-c", "foo.json"}));
  ASSERT_TRUE(stub.wait_for("Random values"));
  EXPECT_EQ(get(stub, "/foo"), "200 bar");
}

TEST_F(StubFlags, AllowNamesWhoMayAsk) {
  Program open(start({"http", "-c", "foo.json", "--allow", "10.0.0.0/8", "--allow", "127.0.0.1"}));
  ASSERT_TRUE(open.wait_for("Random values"));
  EXPECT_EQ(get(open, "/foo"), "200 bar");
  Program shut(start({"http", "-c", "foo.json", "--allow", "10.0.0.0/8"}));
  ASSERT_TRUE(shut.wait_for("Random values"));
  EXPECT_THAT(get(shut, "/foo"), HasSubstr("403 127.0.0.1 may not ask this stub"));
  const ProgramEnd wrong = run({"http", "-c", "foo.json", "--allow", "10.0.0.0/99"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("10.0.0.0/8"));
}

TEST_F(StubFlags, SocketAnswersOnRawTcp) {
  folder_.write("raw.json", R"([ { "request": { "text": "ping" }, "response": { "text": "pong" } },
                                 { "request": { "uri": "/never" }, "response": { "text": "x" } } ])");
  Program stub(start({"socket", "-c", "raw.json"}));
  ASSERT_TRUE(stub.wait_for("Random values"));
  test::RawClient client(port_of(stub));
  client.send("ping");
  EXPECT_EQ(client.read(4), "pong");
  client.send("ping");
  EXPECT_EQ(client.read(4), "pong") << "the connection stays open";
  ASSERT_TRUE(stub.wait_for("Response return:\n\npong"));
  EXPECT_EQ(run({"shutdown", "-s", std::to_string(port_after(stub.out(), "Shutdown port is "))})
                .exit_code,
            0);
  const ProgramEnd& end = stub.wait();
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_THAT(end.err, HasSubstr("raw.json:2")) << "a socket has no uri";
  EXPECT_EQ(run({"socket", "-c", "nothing.json"}).exit_code, 3);
}

TEST_F(StubFlags, PatternsWithBracesAndFolders) {
  Program stub(start({"http", "-c", "{more,foo}.json"}));
  ASSERT_TRUE(stub.wait_for("Random values"));
  EXPECT_EQ(get(stub, "/foo"), "200 bar");
  EXPECT_EQ(get(stub, "/more"), "200 more");
  const ProgramEnd none = run({"http", "-c", "stubs/*.json"});
  EXPECT_EQ(none.exit_code, 3);
  EXPECT_THAT(none.err, HasSubstr("no file fits the pattern \"stubs/*.json\""));
}

TEST_F(StubFlags, SettingsAndEnvironment) {
  Program stub(start({"http", "-g", "settings.json", "-e", "Remote"}));
  ASSERT_TRUE(stub.wait_for("Random values"));
  EXPECT_EQ(get(stub, "/r/foo"), "200 bar");
  EXPECT_EQ(get(stub, "/r/more"), "200 more");
  EXPECT_EQ(get(stub, "/l/foo").substr(0, 3), "400");
}

TEST_F(StubFlags, ExactlyOneOfStubFilesAndSettings) {
  const ProgramEnd both = run({"http", "-c", "foo.json", "-g", "settings.json"});
  EXPECT_EQ(both.exit_code, 2);
  EXPECT_THAT(both.err, HasSubstr("-c and -g exclude each other"));
  const ProgramEnd none = run({"http"});
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.err, HasSubstr("-c"));
  const ProgramEnd env = run({"http", "-c", "foo.json", "-e", "x"});
  EXPECT_EQ(env.exit_code, 2);
  EXPECT_THAT(env.err, HasSubstr("-e requires -g"));
}

TEST_F(StubFlags, MistypedWordsAndFlagsGetASuggestion) {
  const ProgramEnd word = run({"htpp", "-c", "foo.json"});
  EXPECT_EQ(word.exit_code, 2);
  EXPECT_THAT(word.err, HasSubstr("there is no command \"stub htpp\""));
  EXPECT_THAT(word.err, HasSubstr("did you mean \"http\"?"));
  const ProgramEnd flag = run({"http", "-c", "foo.json", "--bnd", "::1"});
  EXPECT_EQ(flag.exit_code, 2);
  EXPECT_THAT(flag.err, HasSubstr("did you mean --bind?"));
  EXPECT_THAT(flag.err, HasSubstr("ricochet stub http --help"));
  EXPECT_EQ(run({}).exit_code, 2);
  EXPECT_EQ(run({"http", "-c", "foo.json", "-p", "70000"}).exit_code, 2);
  EXPECT_EQ(run({"http", "-c", "foo.json", "word"}).exit_code, 2);
}

TEST_F(StubFlags, VersionNamesTheFormat) {
  const ProgramEnd end = run({"version"});
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_THAT(end.out, HasSubstr("ricochet "));
  EXPECT_THAT(end.out, HasSubstr("Moco"));
}

TEST_F(StubFlags, ShutdownStopsTheServer) {
  Program stub(start({"http", "-c", "foo.json"}));
  ASSERT_TRUE(stub.wait_for("Random values"));
  const std::string port = std::to_string(port_after(stub.out(), "Shutdown port is "));
  const ProgramEnd shutdown = run({"shutdown", "-s", port});
  EXPECT_EQ(shutdown.exit_code, 0) << shutdown.err;
  const ProgramEnd& end = stub.wait();
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_THAT(end.out, HasSubstr("Server stopped."));
  const ProgramEnd again = run({"shutdown", "-s", port});
  EXPECT_EQ(again.exit_code, 4);
  EXPECT_THAT(again.err, HasSubstr("127.0.0.1:" + port));
  EXPECT_THAT(again.err, HasSubstr("Connection refused"));
  EXPECT_EQ(run({"shutdown"}).exit_code, 2);
}

TEST_F(StubFlags, ShutdownOfSomethingElseIsRefused) {
  Program stub(start({"http", "-c", "foo.json"}));
  ASSERT_TRUE(stub.wait_for("Random values"));
  const ProgramEnd end = run({"shutdown", "-s", std::to_string(port_of(stub))});
  EXPECT_EQ(end.exit_code, 4);
  EXPECT_THAT(end.err, HasSubstr("cannot stop the server at 127.0.0.1:"));
  EXPECT_THAT(end.err, HasSubstr("something else listens there"));
  EXPECT_EQ(get(stub, "/foo"), "200 bar");
}

TEST_F(StubFlags, ThePortIsFreeAtOnceAfterAKill) {
  std::string port;
  {
    Program first(start({"http", "-c", "foo.json"}));
    ASSERT_TRUE(first.wait_for("Random values"));
    port = std::to_string(port_of(first));
    test::RawClient client(port_of(first));  // open when the server dies
    client.send("GET /foo HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(client.read_answer().body, "bar");
    ASSERT_TRUE(first.signal(SIGKILL));
    first.wait();
  }
  Program second(start({"http", "-p", port, "-c", "foo.json"}));
  ASSERT_TRUE(second.wait_for("Random values")) << second.err();
  EXPECT_EQ(get(second, "/foo"), "200 bar");
}

TEST_F(StubFlags, LogFileTakesTheTrafficAndStdoutTheStartLines) {
  Program stub(start({"http", "-c", "foo.json", "--log-file", "stub.log"}));
  ASSERT_TRUE(stub.wait_for("Random values"));
  EXPECT_EQ(get(stub, "/foo?secret"), "200 bar");
  ASSERT_TRUE(stub.signal(SIGTERM));
  stub.wait();
  EXPECT_THAT(stub.out(), Not(HasSubstr("secret")));
  const std::string log = read(folder_ / "stub.log");
  EXPECT_THAT(log, HasSubstr("Server is started at "));
  EXPECT_THAT(log, HasSubstr("GET /foo?secret HTTP/1.1"));
  EXPECT_THAT(log, HasSubstr("Response return:\n\nHTTP/1.1 200"));
  const ProgramEnd bad = run({"http", "-c", "foo.json", "--log-file", "no/such/folder.log"});
  EXPECT_EQ(bad.exit_code, 4);
  EXPECT_THAT(bad.err, HasSubstr("no/such/folder.log"));
}

TEST_F(StubFlags, ContentLengthLimitsBodies) {
  Program stub(start({"http", "-c", "foo.json", "--content-length", "10"}));
  ASSERT_TRUE(stub.wait_for("Random values"));
  EXPECT_EQ(get(stub, "/foo", "0123456789"), "200 bar");
  EXPECT_EQ(get(stub, "/foo", "0123456789a").substr(0, 3), "413");
  ASSERT_TRUE(stub.wait_for("Request rejected with 413"));
}

TEST_F(StubFlags, AnEditIsServedAndABrokenOneIsLogged) {
  Program stub(start({"http", "-c", "foo.json", "-q"}));
  ASSERT_TRUE(stub.wait_for("Random values"));
  folder_.write("foo.json",
                R"([ { "request": { "uri": "/foo" }, "response": { "text": "new" } } ])");
  ASSERT_TRUE(stub.wait_for("Reloaded"));
  EXPECT_EQ(get(stub, "/foo"), "200 new");
  folder_.write("foo.json", R"([ { "request": { "uri": "/foo" } } ])");
  ASSERT_TRUE(stub.wait_for("the old one keeps answering"));
  ASSERT_TRUE(stub.wait_for("foo.json:1:3"));
  EXPECT_EQ(get(stub, "/foo"), "200 new");
}

TEST_F(StubFlags, TheSeedRepeatsRandomValues) {
  folder_.write("random.json",
                R"([ { "response": { "text": { "template": "${random(1000000)}" } } } ])");
  std::string answers[2];
  for (auto& answer : answers) {
    Program stub(start({"http", "-c", "random.json", "--seed", "7"}));
    ASSERT_TRUE(stub.wait_for("--seed 7 repeats them"));
    answer = get(stub, "/") + get(stub, "/");
  }
  EXPECT_EQ(answers[0], answers[1]);
}

TEST_F(StubFlags, ControlServesThePageTheStubApiAndWhatWasAsked) {
  Program stub(start({"http", "-c", "foo.json", "--control", "0"}));
  ASSERT_TRUE(stub.wait_for("Control is at http://127.0.0.1:"));
  ASSERT_TRUE(stub.wait_for("/\n"));
  const std::uint16_t control = port_after(stub.out(), "Control is at http://127.0.0.1:");
  const auto ask = [control](const std::string& method, const std::string& target,
                             const std::string& body = {}) {
    test::RawClient client(control);
    client.send(method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(control) +
                "\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
                "\r\n\r\n" + body);
    const auto answer = client.read_answer();
    return std::to_string(answer.status) + " " + answer.body;
  };
  EXPECT_EQ(get(stub, "/foo?seen"), "200 bar");
  EXPECT_THAT(ask("GET", "/api/v2/stubs"), HasSubstr("\"hits\":1"));
  EXPECT_THAT(ask("GET", "/api/v2/bins/stub/requests"), HasSubstr("/foo?seen"));
  EXPECT_THAT(ask("POST", "/api/v2/stubs/stub/sessions",
                  R"({"request":{"uri":"/new"},"response":{"text":"added"}})"),
              testing::StartsWith("201 "));
  EXPECT_EQ(get(stub, "/new"), "200 added");
  EXPECT_THAT(ask("POST", "/api/v2/stubs/stub/sessions",
                  R"({"request":{"uri":"/cut"},"response":{"text":"added","fault":"truncate"}})"),
              testing::StartsWith("201 "));
  EXPECT_EQ(get(stub, "/cut"), "200 ad");
  EXPECT_THAT(ask("GET", "/api/v2/bins/stub/requests?fields=full&after=2"),
              HasSubstr("\"fault\":\"truncate\""));
  EXPECT_THAT(ask("GET", "/api/v2/bins/stub/requests?fields=full&before=3"),
              Not(HasSubstr("\"fault\"")));
  EXPECT_EQ(ask("POST", "/api/v2/stubs/stub/reset/log"), "204 ");
  EXPECT_THAT(ask("GET", "/api/v2/bins/stub/requests"), Not(HasSubstr("/foo?seen")));
  EXPECT_THAT(ask("GET", "/"), testing::StartsWith("200 "));
  ASSERT_TRUE(stub.signal(SIGTERM));
  EXPECT_EQ(stub.wait().exit_code, 0);
}

TEST_F(StubFlags, HttpsShowsACertificateOfItsOwnAndNamesABadFile) {
  Program stub(start({"https", "-c", "foo.json"}));
  ASSERT_TRUE(stub.wait_for("Random values"));
  test::RawClient plain(port_of(stub));  // no TLS: the handshake fails, and the server says so
  plain.send("GET /foo HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_TRUE(stub.wait_for("Request rejected"));
  const ProgramEnd bad = run({"https", "-c", "foo.json", "--https", "nowhere.p12"});
  EXPECT_EQ(bad.exit_code, 3);
  EXPECT_THAT(bad.err, HasSubstr("nowhere.p12"));
}

/// Asks the control side of a stub server. `more` are header lines.
std::string ask_control(const Program& stub, const std::string& line, const std::string& more = {},
                        const std::string& body = {}) {
  test::RawClient client(port_after(stub.out(), "Control is at http://127.0.0.1:"));
  client.send(line + " HTTP/1.1\r\nConnection: close\r\nContent-Length: " +
              std::to_string(body.size()) + "\r\n" + more + "\r\n" + body);
  const auto answer = client.read_answer();
  return std::to_string(answer.status) + " " + answer.body;
}

TEST_F(StubFlags, ControlIsForThisMachineAndWhoHasTheToken) {
  Program stub(start({"http", "-c", "foo.json", "--bind", "0.0.0.0", "--control", "0", "--token",
                      "secret", "--allow-host", "stubs.test"}));
  ASSERT_TRUE(stub.wait_for("Control is at http://127.0.0.1:")) << "whatever the stub is bound to";
  ASSERT_TRUE(stub.wait_for("/\n"));
  const std::string get = "GET /api/v2/stubs", token = "Authorization: Bearer secret\r\n";
  EXPECT_THAT(ask_control(stub, get, "Host: localhost\r\n"), testing::StartsWith("401 "));
  EXPECT_THAT(ask_control(stub, get, "Host: localhost\r\n" + token), testing::StartsWith("200 "));
  EXPECT_THAT(ask_control(stub, get, "Host: stubs.test\r\n" + token), testing::StartsWith("200 "));
  const auto rebound = ask_control(stub, get, "Host: evil.test\r\n" + token);
  EXPECT_THAT(rebound, testing::StartsWith("403 "));
  EXPECT_THAT(rebound, HasSubstr("--allow-host"));
  const auto foreign = ask_control(stub, "POST /api/v2/stubs/stub/sessions",
                                   "Host: localhost\r\nOrigin: http://evil.test\r\n" + token,
                                   R"({"response":{"text":"evil"}})");
  EXPECT_THAT(foreign, testing::StartsWith("403 "));
  EXPECT_THAT(foreign, HasSubstr("bin/foreign-origin"));
  const ProgramEnd alone = run({"http", "-c", "foo.json", "--control-bind", "0.0.0.0"});
  EXPECT_EQ(alone.exit_code, 2);
  EXPECT_THAT(alone.err, HasSubstr("--control"));
}

TEST_F(StubFlags, SessionsOfTheControlApiCallOnlyWhereTheyMay) {
  const std::string post = "POST /api/v2/stubs/stub/sessions", host = "Host: localhost\r\n";
  const std::string session = R"({"request":{"uri":"/x"},"response":{"proxy":"http://api.test/"}})";
  Program stub(start({"http", "-c", "foo.json", "--control", "0"}));
  ASSERT_TRUE(stub.wait_for("Control is at http://127.0.0.1:"));
  ASSERT_TRUE(stub.wait_for("/\n"));
  const auto refused = ask_control(stub, post, host, session);
  EXPECT_THAT(refused, testing::StartsWith("400 "));
  EXPECT_THAT(refused, HasSubstr("may call this machine"));
  EXPECT_THAT(refused, HasSubstr("--send-to"));
  EXPECT_THAT(ask_control(stub, post, host, R"({"response":{"file":"/etc/passwd"}})"),
              HasSubstr("leads out of the folder"));
  const std::string port = std::to_string(port_of(stub));
  EXPECT_THAT(ask_control(stub, post, host,
                          R"({"request":{"uri":"/here"},"response":{"proxy":"http://127.0.0.1:)" +
                              port + R"(/foo"}})"),
              testing::StartsWith("201 "));
  EXPECT_EQ(get(stub, "/here"), "200 bar");
  Program open(start({"http", "-c", "foo.json", "--control", "0", "--send-to", "http://api.test"}));
  ASSERT_TRUE(open.wait_for("Control is at http://127.0.0.1:"));
  ASSERT_TRUE(open.wait_for("/\n"));
  EXPECT_THAT(ask_control(open, post, host, session), testing::StartsWith("201 "));
  const ProgramEnd bad = run({"http", "-c", "foo.json", "--send-to", "api.test"});
  EXPECT_EQ(bad.exit_code, 2);
  EXPECT_THAT(bad.err, HasSubstr("http://host:port"));
}

}  // namespace
}  // namespace ricochet::e2e

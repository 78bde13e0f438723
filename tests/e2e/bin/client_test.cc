// `ricochet await|tail|export|publish` against a running `ricochet bin`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <regex>

#include "base/file.h"
#include "tests/e2e/bin/bin_process.h"
#include "tests/support/golden.h"

namespace ricochet::e2e {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

class Client : public testing::Test {
 protected:
  ProgramStart client(std::vector<std::string> args) const {
    auto start = ricochet(std::move(args));
    start.env["RICOCHET_URL"] = bin_.url();
    return start;
  }
  ProgramEnd run(std::vector<std::string> args) const {
    return test::run_program(client(std::move(args)));
  }
  BinProcess bin_;
};

// What differs from run to run: times, ports, ids.
std::string steady(std::string text) {
  text = std::regex_replace(text, std::regex("[-+]?[0-9.]+ (ms|s)\\b *"), "<time> ");
  text = std::regex_replace(text, std::regex("127\\.0\\.0\\.1:[0-9]+"), "127.0.0.1:<port>");
  text = std::regex_replace(text, std::regex("[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}"), "<clock>");
  return text;
}

TEST_F(Client, AwaitThatIsSatisfiedPrintsOneLine) {
  bin_.call("POST", "/x/orders", R"({"status": "paid"})");
  const auto end =
      run({"await", "x", "--request", R"({"method": "post", "json_paths": {"$.status": "paid"}})",
           "--exactly", "1", "--settle", "20ms"});
  EXPECT_EQ(end.exit_code, 0) << end.err;
  test::expect_golden("e2e/await-satisfied.txt", steady(end.out));
  EXPECT_EQ(end.err, "");
}

TEST_F(Client, AwaitThatIsNotMetShowsFunnelAndNearMisses) {
  bin_.call("POST", "/x/orders", R"({"status": "pending"})");
  bin_.call("PUT", "/x/orders");
  const auto end =
      run({"await", "x", "--request", R"({"method": "post", "json_paths": {"$.status": "paid"}})",
           "--within", "50ms", "--name", "payment"});
  EXPECT_EQ(end.exit_code, 1) << end.err;
  test::expect_golden("e2e/await-timeout.txt", steady(end.out));
  EXPECT_EQ(end.err, "");
}

TEST_F(Client, AwaitIsWokenByTheArrival) {
  Program waiting(client({"await", "x", "--within", "15s"}));
  // The server lists the wait when it has begun.
  for (json open; open.empty();) open = bin_.get("/api/v2/awaits")["awaits"];
  bin_.call("POST", "/x");
  EXPECT_EQ(waiting.wait().exit_code, 0);
}

TEST_F(Client, AwaitCountsAndWindows) {
  bin_.call("POST", "/x");
  bin_.call("POST", "/x");
  EXPECT_EQ(run({"await", "x", "--between", "1,2", "--settle", "20ms"}).exit_code, 0);
  EXPECT_EQ(run({"await", "x", "--at-most", "1", "--for", "20ms"}).exit_code, 1);
  EXPECT_EQ(run({"await", "x", "--at-most", "2", "--for", "20ms"}).exit_code, 0);
  EXPECT_EQ(run({"await", "x", "--never", "--for", "20ms"}).exit_code, 1);
  EXPECT_EQ(run({"await", "x", "--never", "--for", "20ms", "--after", "2"}).exit_code, 0);
  EXPECT_EQ(run({"await", "x", "--at-least", "3", "--within", "20ms"}).exit_code, 1);
  const auto verdict = run({"await", "x", "--at-least", "3", "--within", "20ms", "--json"});
  EXPECT_EQ(verdict.exit_code, 1);
  EXPECT_EQ(json::parse(verdict.out)["outcome"], "timeout");
}

TEST_F(Client, AwaitOverWhatIsGoneIsInconclusive) {
  bin_.call("POST", "/x");
  bin_.call("POST", "/x");
  bin_.call("DELETE",
            "/api/v2/bins/x/requests/" +
                bin_.get("/api/v2/bins/x/requests")["requests"][0]["id"].get<std::string>());
  const auto end = run({"await", "x", "--after", "0", "--exactly", "1", "--settle", "20ms"});
  EXPECT_EQ(end.exit_code, 2) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("cannot say whether there were exactly 1 call"));
}

TEST_F(Client, AMistakeIsShownAtItsPlace) {
  const TempFolder folder;
  folder.write("paid.json", "{\n  \"methud\": \"post\"\n}\n");
  const auto file = run({"await", "x", "--request", "@" + (folder / "paid.json")});
  EXPECT_EQ(file.exit_code, 2);
  EXPECT_THAT(file.err, HasSubstr("paid.json:2:3"));
  EXPECT_THAT(file.err, HasSubstr("did you mean \"method\"?"));
  const auto syntax = run({"await", "x", "--request", "{"});
  EXPECT_EQ(syntax.exit_code, 2);
  EXPECT_THAT(syntax.err, HasSubstr("--request:1:2"));
  EXPECT_EQ(run({"await", "nowhere"}).exit_code, 2);
  EXPECT_THAT(run({"await", "nowhere"}).err, HasSubstr("nowhere"));
  EXPECT_EQ(run({"await", "x", "--exactly", "1", "--never"}).exit_code, 2);
  EXPECT_EQ(run({"await", "no/name"}).exit_code, 2);
  const auto within = run({"await", "x", "--within", "soon"});
  EXPECT_EQ(within.exit_code, 2);
  EXPECT_THAT(within.err, HasSubstr("soon"));
}

TEST_F(Client, AwaitInterrupted) {
  Program waiting(client({"await", "x", "--within", "15s"}));
  for (json open; open.empty();) open = bin_.get("/api/v2/awaits")["awaits"];
  waiting.signal(SIGINT);
  EXPECT_EQ(waiting.wait().exit_code, 130);
  EXPECT_EQ(waiting.err(), "") << "client/interrupted is what the person did; it is not told";
}

TEST_F(Client, AServerThatGoesAwayEndsAnAwait) {
  Program waiting(client({"await", "x", "--within", "15s"}));
  for (json open; open.empty();) open = bin_.get("/api/v2/awaits")["awaits"];
  bin_.program().signal(SIGKILL);
  EXPECT_EQ(waiting.wait().exit_code, 3);
  EXPECT_THAT(waiting.err(), HasSubstr("no request bin at http://127.0.0.1:"));
}

TEST_F(Client, NobodyThere) {
  bin_.program().signal(SIGKILL);
  bin_.program().wait();
  for (const std::vector<std::string>& args :
       {std::vector<std::string>{"await", "x"}, {"tail"}, {"export", "x", "--format", "har"}}) {
    const auto end = run(args);
    EXPECT_EQ(end.exit_code, 3) << args[0];
    EXPECT_THAT(end.err, HasSubstr("to start one: ricochet bin")) << args[0];
  }
  const auto bad = run({"await", "x", "--url", "ftp://x"});
  EXPECT_EQ(bad.exit_code, 3);
  EXPECT_THAT(bad.err, HasSubstr("ftp://x"));
}

TEST_F(Client, SomethingElseThere) {
  // A bin's capture path answers everything with ok.
  const auto url = bin_.url() + "/x";
  for (const std::vector<std::string>& args : {std::vector<std::string>{"await", "x"}, {"tail"}}) {
    auto start = client(args);
    start.env["RICOCHET_URL"] = url;
    const auto end = test::run_program(start);
    EXPECT_EQ(end.exit_code, 3) << args[0] << end.out;
    EXPECT_THAT(end.err, HasSubstr("error[client/not-ricochet]")) << args[0];
    EXPECT_THAT(end.err, HasSubstr("answered 200")) << args[0];
  }
}

TEST_F(Client, TailPrintsALineForEachRequest) {
  Program tail(client({"tail", "x", "-n", "3"}));
  ASSERT_TRUE(tail.wait_for("listening at"));
  bin_.call("POST", "/x/orders?id=7", R"({"a":1})");
  bin_.call("GET", "/x/%1B%5B31m");
  bin_.call("DELETE", "/x");
  EXPECT_EQ(tail.wait().exit_code, 0);
  test::expect_golden("e2e/tail.txt", steady(tail.out()));
}

TEST_F(Client, TailInFullAndAsJson) {
  Program full(client({"tail", "--full", "-n", "2"})),
      lines(client({"tail", "x", "--json", "-n", "2"})),
      records(client({"tail", "x", "--json", "--full", "-n", "1"}));
  for (Program* one : {&full, &lines, &records}) ASSERT_TRUE(one->wait_for("listening at"));
  bin_.call("POST", "/x/orders", "{\"a\":1}\nsecond\x1b line");
  bin_.call("POST", "/x/bytes", std::string("\x00\xff", 2));
  EXPECT_EQ(full.wait().exit_code, 0);
  test::expect_golden("e2e/tail-full.txt", steady(full.out()));
  EXPECT_EQ(lines.wait().exit_code, 0);
  EXPECT_EQ(json::parse(lines.out().substr(0, lines.out().find('\n')))["target"], "/x/orders");
  EXPECT_EQ(records.wait().exit_code, 0);
  EXPECT_EQ(json::parse(records.out())["body"]["content"], "{\"a\":1}\nsecond\x1b line");
}

TEST_F(Client, TailInterrupted) {
  Program tail(client({"tail"}));
  ASSERT_TRUE(tail.wait_for("listening at"));
  tail.signal(SIGINT);
  EXPECT_EQ(tail.wait().exit_code, 130);
}

TEST_F(Client, TailGivesUpWhenItIsToldTo) {
  Program tail(client({"tail", "--reconnect", "0s"}));
  ASSERT_TRUE(tail.wait_for("listening at"));
  bin_.program().signal(SIGKILL);
  EXPECT_EQ(tail.wait().exit_code, 3);
}

/// What `tail` says of a stream of events that somebody else answers with.
std::string told_of_events(const std::string& events) {
  const test::TempFolder folder;
  folder.write("events.txt", events);
  folder.write("stubs.json", R"([{"request": {"uri": "/api/v2/events"},
      "response": {"headers": {"Content-Type": "text/event-stream"}, "file": "events.txt"}}])");
  Program stub(ricochet({"stub", "http", "-q", "-p", "0", "-c", "stubs.json"}, folder.path()));
  EXPECT_TRUE(stub.wait_for("Shutdown port is "));
  const auto port = port_after(stub.out(), "Server is started at ");
  const auto end = run_ricochet(
      {"tail", "--reconnect", "0s", "--url", "http://127.0.0.1:" + std::to_string(port)});
  EXPECT_EQ(end.exit_code, 3);
  return end.err;
}

TEST(ClientStream, WhatTheServerDoesToItIsTold) {
  EXPECT_THAT(told_of_events("event: hello\ndata: {}\n\n"), HasSubstr("error[client/ended]"));
  EXPECT_THAT(told_of_events("data: " + std::string(17u << 20, 'x')),
              HasSubstr("error[client/too-large]: an event of the server is too large"));
}

TEST_F(Client, ExportWritesEveryFormat) {
  bin_.call("POST", "/x/orders", R"({"a": "it's"})");
  bin_.call("PUT", "/x/orders");
  const auto har = run({"export", "x", "--format", "har"});
  EXPECT_EQ(har.exit_code, 0) << har.err;
  EXPECT_EQ(json::parse(har.out)["log"]["entries"].size(), 2u);
  const auto lines = run({"export", "x", "--format", "ndjson", "--filter", R"({"method": "put"})"});
  EXPECT_EQ(json::parse(lines.out)["method"], "PUT");
  EXPECT_THAT(run({"export", "x", "--format", "http"}).out, HasSubstr("POST /x/orders HTTP/1.1"));
  const TempFolder folder;
  const auto file = run({"export", "x", "--format", "curl", "-o", folder / "calls.sh"});
  EXPECT_EQ(file.exit_code, 0) << file.err;
  EXPECT_EQ(file.out, "");
  EXPECT_THAT(base::read_file(folder / "calls.sh").value(), HasSubstr("curl"));
  folder.write("file", "");
  EXPECT_EQ(run({"export", "x", "--format", "har", "-o", folder / "file/x"}).exit_code, 3);
  EXPECT_EQ(run({"export", "nowhere", "--format", "har"}).exit_code, 2);
  const auto bad = run({"export", "x", "--format", "har", "--filter", R"({"methud": "put"})"});
  EXPECT_EQ(bad.exit_code, 2);
  EXPECT_THAT(bad.err, HasSubstr("methud"));
}

TEST_F(Client, AnExportSaysOnWhatItsFilterGaveUp) {
  std::string deep = "1";
  for (int i = 0; i < 60; ++i) deep = "{\"a\":" + deep + "}";
  bin_.call("POST", "/x/deep", deep);
  bin_.call("POST", "/x/fits", R"({"a":{"a":{"a":{"a":1}}}})");
  const auto end = run({"export", "x", "--format", "ndjson", "--filter",
                        R"({"json_paths": {"$..a..a..a..a": "1"}})"});
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_EQ(json::parse(end.out)["path"], "/x/fits");
  EXPECT_THAT(end.err, HasSubstr("warning: the filter gave up on 1 record, so that nobody can say "
                                 "whether they fit; they are not in the export"));
  EXPECT_EQ(run({"export", "x", "--format", "ndjson"}).err, "");
}

TEST_F(Client, TailUsage) {
  EXPECT_EQ(run({"tail", "--reconnect", "soon"}).exit_code, 2);
  EXPECT_EQ(run({"tail", "a/b"}).exit_code, 2);
  EXPECT_EQ(run({"export", "x", "--format", "xml"}).exit_code, 2);
}

TEST(ClientToken, ItsLackIsTold) {
  BinProcess bin({"--token", "secret"});
  auto start = ricochet({"tail", "--url", bin.url()});
  const auto end = test::run_program(start);
  EXPECT_EQ(end.exit_code, 3);
  EXPECT_THAT(end.err, HasSubstr("error[client/token]"));
  EXPECT_THAT(end.err, HasSubstr("RICOCHET_TOKEN"));
  start.env["RICOCHET_TOKEN"] = "wrong";
  EXPECT_THAT(test::run_program(start).err, HasSubstr("error[client/token]"));
}

TEST(ClientResume, TailGoesOnAfterARestartOfAServerWithAStore) {
  const TempFolder folder;
  std::unique_ptr<BinProcess> bin = std::make_unique<BinProcess>(
      std::vector<std::string>{"--store", folder / "x.db", "--store-sync"});
  const auto port = std::to_string(bin->port());
  auto start = ricochet({"tail", "-n", "3", "--url", bin->url()});
  Program tail(start);
  ASSERT_TRUE(tail.wait_for("listening at"));
  bin->call("POST", "/x/one");
  ASSERT_TRUE(tail.wait_for("/x/one"));
  bin->program().signal(SIGKILL);
  bin->program().wait();
  ASSERT_TRUE(tail.wait_for("connection lost"));
  Program again(ricochet({"bin", "-p", port, "--store", folder / "x.db", "--store-sync"}));
  ASSERT_TRUE(again.wait_for("request bins at"));
  for (const char* target : {"/x/two", "/x/three"}) {
    test::RawClient client(static_cast<std::uint16_t>(std::stoi(port)));
    client.send(BinProcess::request("POST", target, "", "Connection: close\r\n"));
    EXPECT_EQ(client.read_answer().status, 200);
  }
  EXPECT_EQ(tail.wait().exit_code, 0);
  EXPECT_THAT(tail.err(), HasSubstr("again at"));
  const auto& out = tail.out();
  EXPECT_LT(out.find("/x/one"), out.find("/x/two"));
  EXPECT_LT(out.find("/x/two"), out.find("/x/three"));
  EXPECT_EQ(out.find("/x/one"), out.rfind("/x/one"));
}

}  // namespace
}  // namespace ricochet::e2e

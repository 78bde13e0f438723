// Exports as a user runs them: command lines by a real curl, files that cannot be written, and the
// output of `tail` and `await` on a terminal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/file.h"
#include "base/text/text.h"
#include "tests/e2e/bin/bin_process.h"

namespace ricochet::e2e {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

std::string read_or_empty(const std::string& path) {
  const auto content = base::read_file(path);
  return content ? *content : std::string();
}

class Exports : public testing::Test {
 protected:
  ProgramEnd run(std::vector<std::string> args) const {
    auto start = ricochet(std::move(args));
    start.env["RICOCHET_URL"] = bin_.url();
    return test::run_program(start);
  }
  /// What a shell does with a script; its exit code.
  int shell(const std::string& script) const {
    folder_.write("run.sh", "export RICOCHET_URL=" + bin_.url() + "\nexport RICOCHET=" +
                                std::string(RICOCHET_PROGRAM) + "\n" + script + "\n");
    const auto status = std::system(("env -u http_proxy -u HTTP_PROXY -u https_proxy -u all_proxy "
                                     "sh " +
                                     folder_.path() + "/run.sh > " + folder_.path() + "/out 2> " +
                                     folder_.path() + "/err < /dev/null")
                                        .c_str());
    return WEXITSTATUS(status);
  }
  std::string out() const { return read_or_empty(folder_.path() + "/out"); }
  std::string err() const { return read_or_empty(folder_.path() + "/err"); }
  BinProcess bin_;
  const TempFolder folder_;
};

/// What of a record an export promises to send again: all but framing, connection and the place of
/// Host, which curl writes first.
json sent(const json& record) {
  json told;
  for (const char* key : {"method", "target", "target_encoding", "version"})
    if (record.contains(key)) told[key] = record[key];
  told["body"] = {record["body"]["encoding"], record["body"]["content"]};
  told["headers"] = json::array();
  told["host"] = nullptr;
  for (const auto& field : record["headers"]) {
    const auto name = base::to_lower(field[0].get<std::string>());
    if (name == "host") {
      told["host"] = field[1];
    } else if (name != "content-length" && name != "connection" && name != "transfer-encoding") {
      told["headers"].push_back(field);
    }
  }
  return told;
}

TEST_F(Exports, CommandLinesSendTheSameBytesByARealCurl) {
  if (std::system("curl --version > /dev/null 2>&1") != 0) GTEST_SKIP() << "there is no curl";
  const auto port = std::to_string(bin_.port());
  const std::string host = "Host: 127.0.0.1:" + port + "\r\n";
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  const auto with = [](const std::string& head, const std::string& body) {
    return head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  };
  const std::vector<std::string> requests = {
      "GET /x/plain HTTP/1.1\r\n" + host + "\r\n",
      "GET /x?a=b&c=%20d HTTP/1.1\r\n" + host + "User-Agent: svc\r\nAccept: */*\r\n\r\n",
      "GET /x? HTTP/1.1\r\n" + host + "\r\n",
      "GET /x/a/../b/./c//d HTTP/1.1\r\n" + host + "\r\n",
      "GET /x/[a-z]{1}|^\"<>`\\?q={a}&r=[1] HTTP/1.1\r\n" + host + "\r\n",
      "GET /x/a#top HTTP/1.1\r\n" + host + "\r\n",
      "GET http://127.0.0.1:" + port + "/x/absolute HTTP/1.1\r\n" + host + "\r\n",
      "GET /x HTTP/1.1\r\n" + host +
          "X-Quote: it's $HOME `id` \"\\\r\nX-Empty:\r\nx-two: 1\r\nX-Two: 2\r\n\r\n",
      "GET /x HTTP/1.1\r\n" + host +
          "X-Bytes: caf\xe9\r\nX-Text: caf\xc3\xa9\r\nX-Bidi: a\xe2\x80\xae"
          "b\r\n\r\n",
      with("POST /x HTTP/1.1\r\n" + host, "no type"),
      with("POST /x HTTP/1.1\r\n" + host + "Content-Type: text/plain\r\n", "@/etc/passwd"),
      with("POST /x HTTP/1.1\r\n" + host, "$(touch x) `id` \"' !! \n\t\r\n ; & | * ? ~ # %s \\n"),
      with("PUT /x HTTP/1.1\r\n" + host, all),
      with("PROPFIND /x HTTP/1.1\r\n" + host, "<a/>"),
      with("GET /x HTTP/1.1\r\n" + host, "a body"),
      with("DELETE /x HTTP/1.1\r\n" + host + "Cookie: a=b; c=\"d\"\r\n", ""),
      with("POST /x HTTP/1.1\r\n" + host, std::string(200'000, 't')),
      with("POST /x HTTP/1.1\r\n" + host, std::string(70'000, '\xff')),
      "HEAD /x HTTP/1.1\r\n" + host + "\r\n",
      with("HEAD /x HTTP/1.1\r\n" + host, "head with a body"),
      "GET /x/old HTTP/1.0\r\n\r\n",
      "GET /x/old HTTP/1.0\r\n" + host + "\r\n",
      "POST /x HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"};
  std::size_t came = 0;
  for (const auto& request : requests) {
    test::RawClient client(bin_.port());
    client.send(request);
    if (client.read_answer(request.starts_with("HEAD")).status == 200) ++came;
  }
  EXPECT_EQ(came, requests.size());
  const auto before = bin_.get("/api/v2/bins/x/requests?limit=1000")["requests"];
  ASSERT_EQ(before.size(), came);
  // Each command alone, so that one that fails is seen; a connection that ends early is curl's 18.
  ASSERT_EQ(run({"export", "x", "--format", "curl", "-o", folder_.path() + "/all.sh"}).exit_code,
            0);
  EXPECT_EQ(shell(". " + folder_.path() + "/all.sh"), 0) << err().substr(0, 2000);
  const auto after =
      bin_.get("/api/v2/bins/x/requests?limit=1000&after=" + std::to_string(came))["requests"];
  ASSERT_EQ(after.size(), before.size()) << err().substr(0, 2000);
  for (std::size_t i = 0; i < before.size(); ++i)
    EXPECT_EQ(sent(after[i]).dump().substr(0, 3000), sent(before[i]).dump().substr(0, 3000)) << i;
}

TEST_F(Exports, NoFolderIsMadeAndNothingIsWrittenByHalves) {
  bin_.call("POST", "/x");
  const auto end =
      run({"export", "x", "--format", "har", "-o", folder_.path() + "/nowhere/else/x.har"});
  EXPECT_EQ(end.exit_code, 3);
  EXPECT_THAT(end.err, HasSubstr("client/no-folder"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() + "/nowhere"));
}

TEST_F(Exports, AFullDiskIsAnError) {
  bin_.call("POST", "/x");
  EXPECT_EQ(shell("\"$RICOCHET\" export x --format ndjson > /dev/full"), 3);
  EXPECT_THAT(err(), HasSubstr("cli/unwritable"));
  EXPECT_EQ(shell("\"$RICOCHET\" await x > /dev/full"), 3);
  EXPECT_EQ(shell("\"$RICOCHET\" await x --json > /dev/full"), 3);
  Program tail([&] {
    folder_.write("tail.sh",
                  "exec " + std::string(RICOCHET_PROGRAM) + " tail x -n 1 > /dev/full\n");
    ProgramStart start;
    start.program = "/bin/sh";
    start.args = {folder_.path() + "/tail.sh"};
    start.env["RICOCHET_URL"] = bin_.url();
    return start;
  }());
  EXPECT_TRUE(tail.wait_for("listening at"));
  bin_.call("POST", "/x");
  EXPECT_EQ(tail.wait().exit_code, 3);
}

TEST_F(Exports, NoControlReachesATerminal) {
  const std::string bad =
      "\xc2\x9b"
      "31m \xe2\x80\xae \xf3\xa0\x81\x81 \x1b[2J";
  bin_.call("POST", "/x", bad);
  const std::vector<std::vector<std::string>> commands = {
      {"await", "x", "--never", "--for", "20ms"},
      {"await", "x", "--never", "--for", "20ms", "--json"},
      {"await", "x", "--request", R"({"text": "other"})", "--within", "20ms"}};
  for (const auto& command : commands) {
    const auto end = run(command);
    for (const std::string raw : {"\xc2\x9b", "\xe2\x80\xae", "\xf3\xa0\x81\x81", "\x1b"})
      EXPECT_THAT(end.out + end.err, Not(HasSubstr(raw))) << command[0];
  }
  const auto verdict = json::parse(run(commands[1]).out);
  EXPECT_EQ(verdict["matched"][0]["body"]["content"], bad) << "and JSON means what it meant";
}

TEST_F(Exports, AnExportThatBreaksOffIsNotTaken) {
  folder_.write("stub.json",
                R"([{"request": {"uri": "/api/v2/bins/x/export"}, "response": {"fault": "truncate",
                     "text": "{}\n{\"error\":\"export cut: 3 of 7 records went missing\"}\n    "}}])");
  Program stub(ricochet({"stub", "http", "-p", "0", "-c", folder_.path() + "/stub.json"}));
  ASSERT_TRUE(stub.wait_for("Server is started at ")) << stub.err();
  auto start = ricochet({"export", "x", "--format", "ndjson", "-o", folder_.path() + "/x.ndjson"});
  start.env["RICOCHET_URL"] =
      "http://127.0.0.1:" + std::to_string(port_after(stub.out(), "Server is started at "));
  const auto end = test::run_program(start);
  EXPECT_EQ(end.exit_code, 3);
  EXPECT_THAT(end.err, HasSubstr("client/cut"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() + "/x.ndjson"));
}

/// By a reader that is not ours. What is not text, and what a stranger may send, is in there, too.
TEST_F(Exports, ArchiveIsReadByAnotherProgram) {
  const std::string host = "Host: localhost\r\n";
  const std::vector<std::string> requests = {
      BinProcess::request("GET", "/x/plain?a=b&a=c&d"),
      BinProcess::request("POST", "/x/json", R"({"n": 1})",
                          "Content-Type: application/json\r\nCookie: a=b; c=d\r\n"),
      BinProcess::request("POST", "/x/form", "a=1&b=%C3%A4",
                          "Content-Type: application/x-www-form-urlencoded\r\n"),
      BinProcess::request("PUT", "/x/bytes", "\xff\xfe\x01", "X-Bytes: caf\xe9\r\n"),
      BinProcess::request("PROPFIND", "/x/caf\xc3\xa9", "<a/>"),
      "GET /x HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",  // refused
      "DELETE /x/old HTTP/1.0\r\n" + host + "\r\n"};
  for (const auto& request : requests) {
    test::RawClient client(bin_.port());
    client.send(request);
    client.read_answer();
  }
  const auto records = bin_.get("/api/v2/bins/x/requests?limit=100")["requests"];
  ASSERT_EQ(records.size(), requests.size());
  const auto file = folder_.path() + "/all.har";
  ASSERT_EQ(run({"export", "x", "--format", "har", "-o", file}).exit_code, 0);
  const auto status =
      shell("NODE_PATH=${NODE_PATH:+$NODE_PATH:}/usr/share/nodejs node '" RICOCHET_SOURCE_DIR
            "/tests/e2e/bin/har_reader.js' '" +
            file + "'");
  if (status == 77 || status == 127) GTEST_SKIP() << err();
  ASSERT_EQ(status, 0) << err();
  const std::string text = out();
  const auto lines = base::split(base::trim(text), '\n');
  ASSERT_EQ(lines.size(), records.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto entry = json::parse(lines[i]);
    const auto& record = records[i];
    SCOPED_TRACE(record["target"].dump());
    EXPECT_EQ(entry[0], record["method"]);
    EXPECT_THAT(entry[1].get<std::string>(), HasSubstr("://localhost/x"));
    EXPECT_EQ(entry[2], record["headers"].size());
    EXPECT_EQ(entry[3].get<int>() > 0, record["body"]["size"].get<int>() > 0);
    EXPECT_EQ(entry[4], record["status"]);
    EXPECT_EQ(entry[5], true);
  }
}

}  // namespace
}  // namespace ricochet::e2e

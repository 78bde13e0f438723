// RequestBin's API on the wire, as recorded from the original: every answer to the byte.
// What is drawn (names, ids, keys) and the time are replaced by words of the same shape.
#include <algorithm>
#include <set>

#include "base/json/json.h"
#include "tests/net/requestbin/fixture.h"
#include "tests/support/golden.h"

namespace ricochet::requestbin {
namespace {

class V1WireTest : public BinTest {
 protected:
  /// Sends it and writes down both sides.
  test::RawAnswer say(const std::string& method, const std::string& target,
                      const std::string& body = {}, const std::string& headers = {}) {
    auto answer = ask(method, target, body, headers);
    story_ += ">>> " + method + " " + target + "\n" + headers + body + (body.empty() ? "" : "\n") +
              "<<<\n" + answer.head + answer.body + "\n\n";
    return answer;
  }
  std::string story() {
    story_.erase(std::remove(story_.begin(), story_.end(), '\r'), story_.end());
    for (const auto& record : log_.read("hooks")) replace(record->id, "iiiiii");
    mask("\"time\": ", "0123456789.", 1, "1795252339.01058");
    // A time may have fewer digits, so the length of an answer with one is not a fact.
    mask("Content-Length: ", "0123456789", 3, "NNN");
    mask("session=", "0123456789abcdefghijklmnopqrstuvwxyz", 1, "KEY");
    return story_;
  }
  /// After each `mark`, the run of `alphabet` becomes `with`, when it is at least so long.
  void mask(const std::string& mark, const std::string& alphabet, std::size_t least,
            const std::string& with) {
    for (auto at = story_.find(mark); at != std::string::npos; at = story_.find(mark, at)) {
      at += mark.size();
      const auto end = std::min(story_.find_first_not_of(alphabet, at), story_.size());
      if (end - at >= least) story_.replace(at, end - at, with);
    }
  }
  static std::string name_in(const std::string& json) {
    const std::string mark = "\"name\": \"";
    const auto at = json.find(mark);
    return at == std::string::npos ? json : json.substr(at + mark.size(), 8);
  }
  void replace(const std::string& what, const std::string& with) {
    for (auto at = story_.find(what); at != std::string::npos; at = story_.find(what, at))
      story_.replace(at, what.size(), with);
  }
  std::string story_;
  const std::string form_ = "Content-Type: application/x-www-form-urlencoded\r\n";
};

TEST_F(V1WireTest, CreateCaptureAndRead) {
  say("POST", "/api/v1/bins", "custom_name=hooks", form_);
  say("GET", "/api/v1/bins/hooks");
  say("POST", "/hooks/a%20b?x=1&x=2&empty", "hello=w%C3%B6rld",
      form_ + "X-lower_case: 1\r\nX-LOWER-case: 2\r\n");
  say("HEAD", "/hooks.json");
  say("PURGE", "/hooks/", "caf\xe9 \"\\\n\xff");
  say("GET", "/api/v1/bins/hooks");
  say("GET", "/api/v1/bins/hooks.json/requests");
  const auto first = log_.read("hooks").front()->id;
  say("GET", "/api/v1/bins/hooks/requests/" + first);
  say("GET", "/api/v1/bins/hooks?jsonp=my.callback");
  test::expect_golden("requestbin/v1_read.txt", story());
}

TEST_F(V1WireTest, Errors) {
  ASSERT_TRUE(log_.create_bin("hooks"));
  say("GET", "/nosuchbin");
  say("POST", "/nosuchbin?inspect");
  say("GET", "/api/v1/bins/nosuchbin");
  say("GET", "/api/v1/bins/nosuchbin/requests");
  say("GET", "/api/v1/bins/hooks/requests/abcdef");
  say("GET", "/api/v1/bins/nosuchbin?jsonp=cb");
  say("GET", "/api/v1/bins/hooks?jsonp=alert(1)//");
  say("GET", "/api/v1/bins");
  say("GET", "/api/v1/unknown");
  say("PUT", "/api/v1/bins/hooks");
  say("OPTIONS", "/api/v1/bins");
  say("GET", "/docs/api");
  say("DELETE", "/");
  say("GET", "/robots.txt");
  say("GET", "/api/v1/stats");
  say("POST", "/api/v1/bins", "custom_name=hooks", form_);
  test::expect_golden("requestbin/v1_errors.txt", story());
}

TEST_F(V1WireTest, PrivateBins) {
  const auto made = say("POST", "/api/v1/bins", "private=true&custom_name=hooks", form_);
  say("GET", "/hooks?inspect");
  say("GET", "/api/v1/bins/hooks");
  say("POST", "/hooks", "x");
  const auto cookie = made.header("Set-Cookie");
  EXPECT_EQ(
      ask("GET", "/hooks?inspect", "", "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n")
          .status,
      200);
  EXPECT_EQ(ask("GET", "/hooks?inspect", "", "Cookie: session=wrong\r\n").status, 403);
  test::expect_golden("requestbin/v1_private.txt", story());
}

TEST_F(V1WireTest, OnlyTheExactQueryInspects) {
  ASSERT_TRUE(log_.create_bin("hooks"));
  EXPECT_EQ(ask("POST", "/hooks?inspect").status, 200);
  EXPECT_EQ(log_.bin("hooks")->held, 0u);
  for (const std::string query : {"inspect=1", "inspect&x", "INSPECT"})
    EXPECT_EQ(ask("GET", "/hooks?" + query).body, "ok\n");
  EXPECT_EQ(log_.bin("hooks")->held, 3u);
}

TEST_F(V1WireTest, ChunkedBodiesAreRecorded) {
  ASSERT_TRUE(log_.create_bin("hooks"));
  const auto client = connect();
  client->send(
      "POST /hooks HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_EQ(client->read_answer().body, "ok\n");
  EXPECT_EQ(log_.read("hooks").front()->message().body, "abcde");
}

/// The call sequences of the published clients.
TEST_F(V1WireTest, PublishedClientsFindTheirWay) {
  // RedHatQE/requestbin: creates with a JSON body, lists newest first, time is a number.
  const auto made =
      ask("POST", "/api/v1/bins", R"({"private": false})", "Content-Type: application/json\r\n");
  const auto bin = name_in(made.body);
  EXPECT_THAT(bin, testing::MatchesRegex("[0-9a-z]{8}"));
  ask("POST", "/" + bin + "/1");
  ask("POST", "/" + bin + "/2");
  const auto list = ask("GET", "/api/v1/bins/" + bin + "/requests").body;
  EXPECT_LT(list.find("/2\""), list.find("/1\""));
  // fvdm/nodejs-requestbin: reads its own private bin without a cookie.
  const auto hidden = ask("POST", "/api/v1/bins", "private=true", form_);
  EXPECT_EQ(ask("GET", "/api/v1/bins/" + name_in(hidden.body) + "/requests").body, "[]");
}

/// The shapes that the published clients rely on, key by key.
TEST_F(V1WireTest, ObjectsHaveExactlyTheKeysThatClientsKnow) {
  const auto keys = [](const base::Json& object) {
    std::set<std::string> all;
    for (const auto& [key, value] : object.items()) all.insert(key);
    return all;
  };
  // RedHatQE/requestbin builds its bin from these as named arguments: a fifth one breaks it.
  const auto made = base::Json::parse(
      ask("POST", "/api/v1/bins", R"({"private": false})", "Content-Type: application/json\r\n")
          .body);
  EXPECT_EQ(keys(made), (std::set<std::string>{"color", "name", "private", "request_count"}));
  for (const auto& part : made["color"]) {
    EXPECT_EQ(part.get<int>() % 10, 0);
    EXPECT_GE(part.get<int>(), 50);
    EXPECT_LE(part.get<int>(), 250);
  }
  const auto bin = made["name"].get<std::string>();
  EXPECT_EQ(base::Json::parse(ask("GET", "/api/v1/bins/" + bin).body), made);
  ask("POST", "/" + bin + "?a=1&a=2", "x=1&x=2", form_ + "X-Forwarded-For: 9.9.9.9, 8.8.8.8\r\n");
  // jaebradley/requestbin-cli: time a number, query_string a map, form_data a list of pairs.
  const auto list = base::Json::parse(ask("GET", "/api/v1/bins/" + bin + "/requests").body);
  ASSERT_EQ(list.size(), 1u);
  const auto& request = list[0];
  EXPECT_EQ(keys(request), (std::set<std::string>{"id", "time", "remote_addr", "method", "headers",
                                                  "query_string", "raw", "form_data", "body",
                                                  "path", "content_length", "content_type"}));
  EXPECT_TRUE(request["time"].is_number());
  EXPECT_EQ(request["query_string"].dump(), R"({"a":"1"})");
  EXPECT_EQ(request["form_data"].dump(), R"([["x","1"],["x","2"]])");
  EXPECT_EQ(request["body"], "");
  EXPECT_EQ(request["raw"], "x=1&x=2");
  EXPECT_EQ(request["remote_addr"], "9.9.9.9, 8.8.8.8");
  EXPECT_EQ(
      base::Json::parse(
          ask("GET", "/api/v1/bins/" + bin + "/requests/" + request["id"].get<std::string>()).body),
      request);
  // fvdm/nodejs-requestbin takes every status of 300 and more for an error, and wants JSON there.
  const auto missing = ask("GET", "/api/v1/bins/" + bin + "/requests/zzzzzz");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.body, R"({"error": "Request not found"})");
  const auto stats = base::Json::parse(ask("GET", "/api/v1/stats").body);
  EXPECT_EQ(keys(stats), (std::set<std::string>{"avg_req_size_kb", "bin_count", "request_count"}));
}

}  // namespace
}  // namespace ricochet::requestbin

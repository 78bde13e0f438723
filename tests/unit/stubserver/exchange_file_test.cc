// The file of `failover` and `playback`: Moco's format, both ways.
#include "stubserver/outgoing/exchange_file.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "tests/support/program.h"
#include "tests/unit/stubserver/stub_fixture.h"

namespace ricochet::stubserver {
namespace {

class ExchangeFileTest : public testing::Test {
 protected:
  void write(const std::string& text) { base::write_file_atomic(file_.path(), text).value(); }
  /// "200 body", "nothing"
  std::string found(const match::Request& request) {
    const auto response = file_.find(request).value();
    return response ? std::to_string(response->status) + " " + response->body : "nothing";
  }
  test::TempFolder folder_;
  ExchangeFile file_{folder_.path() + "/f.json"};
};

TEST_F(ExchangeFileTest, NoFileIsAnEmptyOne) {
  EXPECT_TRUE(file_.check());
  EXPECT_EQ(found(make_request("GET", "/a")), "nothing");
}

TEST_F(ExchangeFileTest, MocosExampleIsRead) {
  write(R"([{"request":{"version":"HTTP/1.1","headers":{"Host":"localhost:12306"}},
             "response":{"version":"HTTP/1.1","status":200,"content":"proxy"}}])");
  EXPECT_EQ(found(make_request("GET", "/any", "", {{"host", "localhost:12306"}})), "200 proxy");
  EXPECT_EQ(found(make_request("GET", "/any")), "200 proxy") << "a header only where both have it";
  EXPECT_EQ(found(make_request("GET", "/any", "", {{"Host", "other"}})), "nothing");
}

TEST_F(ExchangeFileTest, BothShapesOfContentAndHeadersAreRead) {
  write(R"([{"request":{"uri":"/a","method":"POST","content":{"content":"aGk=","charset":"UTF-8"},
                        "queries":{"q":["1","2"]}},
             "response":{"status":201,"headers":{"A":["1","2"],"B":"3"},"content":{"content":"eW8=","charset":"UTF-8"}}}])");
  const auto response = file_.find(make_request("POST", "/a?q=1&q=2", "hi")).value();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "yo");
  EXPECT_EQ(response->headers, (std::vector<match::Field>{{"A", "1"}, {"A", "2"}, {"B", "3"}}));
  EXPECT_EQ(found(make_request("POST", "/a?q=1", "hi")), "nothing");
  EXPECT_EQ(found(make_request("POST", "/a?q=1&q=2", "ho")), "nothing");
  EXPECT_EQ(found(make_request("GET", "/a?q=1&q=2", "hi")), "nothing");
}

// Moco compares names that both have; their values in order, an empty one is any.
TEST_F(ExchangeFileTest, QueriesAndHeadersCountWhereBothHaveThem) {
  const auto fits = [this](const std::string& stored, const std::string& target,
                           std::vector<match::Field> headers = {}) {
    write(R"([{"request":)" + stored + R"(,"response":{"content":"x"}}])");
    return found(make_request("GET", target, "", std::move(headers))) == "200 x";
  };
  EXPECT_TRUE(fits(R"({"queries":{}})", "/a?q=1"));
  EXPECT_TRUE(fits(R"({"queries":{"q":["1"]}})", "/a"));
  EXPECT_TRUE(fits(R"({"queries":{"q":["1"]}})", "/a?q=1&r=2"));
  EXPECT_FALSE(fits(R"({"queries":{"q":["1"]}})", "/a?q=2"));
  EXPECT_FALSE(fits(R"({"queries":{"q":["1"]}})", "/a?q=1&q=1"));
  EXPECT_FALSE(fits(R"({"queries":{"q":["1","2"]}})", "/a?q=2&q=1"));
  EXPECT_TRUE(fits(R"({"queries":{"q":["1"],"r":["2"]}})", "/a?r=2"));
  EXPECT_TRUE(fits(R"({"queries":{"q":["1"]}})", "/a?Q=2"));
  EXPECT_TRUE(fits(R"({"queries":{"q":[""]}})", "/a?q=7"));
  EXPECT_TRUE(fits(R"({"headers":{"X":"v"}})", "/a", {{"x", "V"}}));
  EXPECT_FALSE(fits(R"({"headers":{"X":"v"}})", "/a", {{"x", "w"}}));
  EXPECT_TRUE(fits(R"({"headers":{"X":""}})", "/a", {{"x", "w"}}));
  EXPECT_TRUE(fits(R"({"uri":""})", "/a"));
  EXPECT_FALSE(fits(R"({"uri":"/b"})", "/a"));
}

TEST_F(ExchangeFileTest, WhatIsStoredIsFoundAgainToTheByte) {
  const std::string bytes("\x00\xff\x80z", 4);
  http::Response response(404);
  response.headers = {{"Set-Cookie", "a=1"}, {"Set-Cookie", "b=2"}};
  response.body = bytes;
  const auto request = make_request("PUT", "/a%20b?x=1&x=", bytes, {{"X", "1"}});
  file_.store(request, response).value();
  const auto found_again = file_.find(request).value();
  ASSERT_TRUE(found_again);
  EXPECT_EQ(found_again->status, 404);
  EXPECT_EQ(found_again->body, bytes);
  EXPECT_EQ(found_again->headers, response.headers);
  EXPECT_EQ(found(make_request("PUT", "/a%20b?x=1", bytes)), "nothing");
}

TEST_F(ExchangeFileTest, ContentThatIsNotBase64IsRefused) {
  write(
      R"([{"request":{"uri":"/a","content":{"content":"***","charset":"UTF-8"}},"response":{"status":200}}])");
  const auto found = file_.find(make_request("GET", "/a"));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, "stub/bad-content");
}

TEST_F(ExchangeFileTest, EqualRequestIsReplacedAndOthersStay) {
  http::Response response(200);
  response.body = "old";
  file_.store(make_request("GET", "/a"), response).value();
  file_.store(make_request("GET", "/b"), response).value();
  response.body = "new";
  file_.store(make_request("GET", "/a"), response).value();
  EXPECT_EQ(found(make_request("GET", "/a")), "200 new");
  EXPECT_EQ(found(make_request("GET", "/b")), "200 old");
  const std::string text = base::read_file(file_.path()).value();
  EXPECT_EQ(text.find("\"uri\": \"/a\""), text.rfind("\"uri\": \"/a\""));
}

// What cannot be read again must not be written.
TEST_F(ExchangeFileTest, TheOldestGoWhereTheFileWouldBeTooLarge) {
  const ExchangeFile small(file_.path(), 2000);
  http::Response response(200);
  response.body = std::string(700, 'x');
  for (const std::string target : {"/a", "/b"}) {
    const auto stored = small.store(make_request("GET", target), response).value();
    EXPECT_TRUE(stored.kept);
    EXPECT_EQ(stored.dropped, 0u) << target;
  }
  EXPECT_EQ(small.store(make_request("GET", "/c"), response).value().dropped, 1u);
  EXPECT_LE(base::read_file(file_.path()).value().size(), 2000u);
  EXPECT_EQ(found(make_request("GET", "/a")), "nothing");
  EXPECT_EQ(found(make_request("GET", "/b")), "200 " + response.body);
  EXPECT_EQ(found(make_request("GET", "/c")), "200 " + response.body);
  response.body = std::string(3000, 'y');
  const auto stored = small.store(make_request("GET", "/d"), response).value();
  EXPECT_FALSE(stored.kept);
  EXPECT_EQ(found(make_request("GET", "/c")), "200 " + std::string(700, 'x')) << "it is as it was";
}

TEST_F(ExchangeFileTest, BrokenFilesSayWhere) {
  write("[\n {\"request\":{\"uri\":1},\"response\":{}}]");
  const auto checked = file_.check();
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().where.str(), file_.path() + ":2:20");
  EXPECT_EQ(checked.error().message,
            "this file is not what a proxy stores: \"uri\" must be a string, got the number 1");
  EXPECT_EQ(checked.error().hint, "write it in double quotes");
  write("{");
  EXPECT_FALSE(file_.check());
}

}  // namespace
}  // namespace ricochet::stubserver

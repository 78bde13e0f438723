#include "journal/record_reader.h"

#include <gmock/gmock.h>

#include "base/json/json.h"
#include "journal/record_json.h"
#include "tests/support/golden.h"

namespace ricochet::requestbin {
namespace {

using testing::HasSubstr;

struct Read {
  std::optional<http::Exchange> exchange;
  std::string findings;
};

Read read(const std::string& text) {
  Read result;
  base::DiagList diags;
  const auto document = base::JsonDocument::parse("record", text);
  if (!document) return {std::nullopt, base::render_line(document.error())};
  result.exchange = journal::read_record(base::JsonReader(*document, diags, "bin"));
  result.findings = diags.render_all();
  return result;
}

TEST(RecordReader, ACallComesBack) {
  match::Request call;
  call.method = "POST";
  call.set_target("/a%20b?x=1&x=2");
  call.version = "HTTP/1.0";
  call.headers = {{"X-A", "1"}, {"x-a", ""}};
  call.body = std::string("\x00\xff", 2);
  call.body_truncated = true;
  call.peer_address = "::1";
  call.peer_port = 4242;
  call.connection = 9;
  journal::Record record;
  record.bin = "shop";
  record.received_wall = base::WallTime(std::chrono::microseconds(1'795'252'339'010'580));
  record.content = call;
  record.answer.status = 503;
  record.answer.headers = {{"Retry-After", "1"}};
  record.answer.body = "later";
  record.answer.delay = std::chrono::milliseconds(20);
  record.answer.fault = "truncate";
  record.matched = false;
  record.rule = "stubs/a.json:3";
  record.rule_owner = "a scenario";
  record.why_not = "no such path";
  const auto result = read(journal::record_to_v2(record, base::TimePoint()).dump());
  ASSERT_TRUE(result.exchange) << result.findings;
  const auto& other = *result.exchange;
  EXPECT_EQ(other.received_wall, record.received_wall);
  EXPECT_EQ(other.request.method, "POST");
  EXPECT_EQ(other.request.target, call.target);
  EXPECT_EQ(other.request.path, "/a b");
  EXPECT_EQ(other.request.queries, call.queries);
  EXPECT_EQ(other.request.version, call.version);
  EXPECT_EQ(other.request.headers, call.headers);
  EXPECT_EQ(other.request.body, call.body);
  EXPECT_TRUE(other.request.body_truncated);
  EXPECT_EQ(other.request.peer_address, "::1");
  EXPECT_EQ(other.request.peer_port, 4242);
  EXPECT_EQ(other.status, 503);
  EXPECT_EQ(other.response_headers, record.answer.headers);
  EXPECT_EQ(other.response_body, "later");
  EXPECT_EQ(other.delay, record.answer.delay);
  EXPECT_EQ(other.fault, "truncate");
  EXPECT_FALSE(other.matched);
  EXPECT_EQ(other.rule, record.rule);
  EXPECT_EQ(other.rule_owner, record.rule_owner);
  EXPECT_EQ(other.why_not, record.why_not);
}

TEST(RecordReader, LittleIsNeeded) {
  const auto result = read(R"({"method": "GET", "target": "/"})");
  ASSERT_TRUE(result.exchange) << result.findings;
  EXPECT_EQ(result.exchange->request.body, "");
  EXPECT_TRUE(result.exchange->matched);
}

TEST(RecordReader, WhatIsWrongIsNamedWithItsPlace) {
  std::string story;
  const auto findings = [&](const std::string& text) {
    const auto result = read(text);
    EXPECT_FALSE(result.exchange) << text;
    story += result.findings;
  };
  findings("[]");
  findings(R"({"target": "/"})");
  findings(R"({"method": "GET"})");
  findings(R"({"method": "GET", "target": "/", "kind": "event"})");
  const std::string call = R"({"method": "GET", "target": "/", )";
  findings(call + R"("headers": {"a": "b"}})");
  findings(call + R"("headers": [["a"]]})");
  findings(call + R"("body": {"encoding": "base64", "content": "?"}})");
  findings(call + R"("peer": {"port": 65536}})");
  findings(call + R"("answer": {"status": "200"}})");
  findings(call + R"("received_at": "yesterday"})");
  test::expect_golden("requestbin/record_errors.txt", story);
}

TEST(RecordReader, EveryTargetOfARequestLineIsTaken) {
  for (const auto& [method, target] : std::vector<std::pair<std::string, std::string>>{
           {"GET", "http://shop.test/a?b"}, {"OPTIONS", "*"}, {"CONNECT", "shop.test:443"}}) {
    const auto result = read(R"({"method": ")" + method + R"(", "target": ")" + target + "\"}");
    ASSERT_TRUE(result.exchange) << result.findings;
    EXPECT_EQ(result.exchange->request.target, target);
  }
  EXPECT_THAT(read(R"({"method": "GET", "target": "*"})").findings, HasSubstr("/target"));
  EXPECT_THAT(read(R"({"method": "GET", "target": "a"})").findings, HasSubstr("/target"));
}

TEST(RecordReader, ADelayIsTakenToTheMicrosecond) {
  const auto result = read(R"({"method": "GET", "target": "/", "answer": {"delay_ms": 1.001}})");
  ASSERT_TRUE(result.exchange) << result.findings;
  EXPECT_EQ(result.exchange->delay, std::chrono::microseconds(1001));
}

TEST(RecordReader, TimesBeyondTheClockAreRefused) {
  EXPECT_THAT(
      read(R"({"method": "GET", "target": "/", "received_at": "9999-01-01T00:00:00Z"})").findings,
      HasSubstr("/received_at"));
}

TEST(RecordReader, ADelayBeyondAllBoundsIsCut) {
  const auto result = read(R"({"method": "GET", "target": "/", "answer": {"delay_ms": 1e300}})");
  ASSERT_TRUE(result.exchange) << result.findings;
  EXPECT_EQ(result.exchange->delay, std::chrono::milliseconds(1'000'000'000'000));
}

}  // namespace
}  // namespace ricochet::requestbin

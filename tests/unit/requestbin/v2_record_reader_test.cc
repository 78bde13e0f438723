#include "requestbin/v2_record_reader.h"

#include <gmock/gmock.h>

#include "base/json.h"
#include "requestbin/v2_record_json.h"

namespace ricochet::requestbin {
namespace {

using testing::HasSubstr;

struct Read {
  std::shared_ptr<Record> record;
  std::string findings;
};

Read read(const std::string& text) {
  Read result;
  base::DiagList diags;
  const auto document = base::JsonDocument::parse("record", text);
  if (!document) return {nullptr, base::render_line(document.error())};
  result.record = read_whole_record(base::JsonReader(*document, diags, "bin"));
  result.findings = diags.render_all();
  return result;
}

Read back(const Record& record) { return read(record_to_v2(record, base::TimePoint()).dump()); }

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
  Record record;
  record.bin = "shop";
  record.received_wall = base::WallTime(std::chrono::microseconds(1'795'252'339'010'580));
  record.content = call;
  record.answer.status = 503;
  record.answer.headers = {{"Retry-After", "1"}};
  record.answer.body = "later";
  record.answer.delay = std::chrono::milliseconds(20);
  record.matched = false;
  record.rule = "stubs/a.json:3";
  record.rule_owner = "a scenario";
  record.why_not = "no such path";
  const auto result = back(record);
  ASSERT_NE(result.record, nullptr) << result.findings;
  const auto& other = *result.record;
  const auto& found = *other.request();
  EXPECT_EQ(other.bin, "shop");
  EXPECT_EQ(other.received_wall, record.received_wall);
  EXPECT_EQ(found.method, "POST");
  EXPECT_EQ(found.target, call.target);
  EXPECT_EQ(found.path, "/a b");
  EXPECT_EQ(found.queries, call.queries);
  EXPECT_EQ(found.version, call.version);
  EXPECT_EQ(found.headers, call.headers);
  EXPECT_EQ(found.body, call.body);
  EXPECT_TRUE(found.body_truncated);
  EXPECT_EQ(found.peer_address, "::1");
  EXPECT_EQ(found.peer_port, 4242);
  EXPECT_EQ(found.connection, 9u);
  EXPECT_EQ(other.answer.status, 503);
  EXPECT_EQ(other.answer.headers, record.answer.headers);
  EXPECT_EQ(other.answer.body, "later");
  EXPECT_EQ(other.answer.delay, record.answer.delay);
  EXPECT_FALSE(other.matched);
  EXPECT_EQ(other.rule, record.rule);
  EXPECT_EQ(other.rule_owner, record.rule_owner);
  EXPECT_EQ(other.why_not, record.why_not);
}

TEST(RecordReader, AnEventComesBack) {
  match::Event event;
  event.topic = "orders";
  event.partition = 2;
  event.offset = 17;
  event.null_value = true;
  event.headers = {{"h", "1"}};
  Record record;
  record.bin = "orders";
  record.content = event;
  const auto result = back(record);
  ASSERT_NE(result.record, nullptr) << result.findings;
  const auto& found = *result.record->event();
  EXPECT_EQ(found.topic, "orders");
  EXPECT_EQ(found.partition, 2);
  EXPECT_EQ(found.offset, 17);
  EXPECT_FALSE(found.key);
  EXPECT_TRUE(found.null_value);
  EXPECT_EQ(found.headers, event.headers);
}

TEST(RecordReader, LittleIsNeeded) {
  const auto result = read(R"({"bin": "a", "kind": "call", "received_at": "2026-11-21T09:12:00Z",
                               "method": "GET", "target": "/"})");
  ASSERT_NE(result.record, nullptr) << result.findings;
  EXPECT_EQ(result.record->request()->body, "");
  EXPECT_TRUE(result.record->matched);
}

TEST(RecordReader, WhatIsWrongIsNamedWithItsPlace) {
  const std::string start =
      R"({"bin": "a", "kind": "call", "received_at": "2026-11-21T09:12:00Z", )";
  const auto findings = [&](const std::string& rest) {
    const auto result = read(start + rest);
    EXPECT_EQ(result.record, nullptr) << rest;
    return result.findings;
  };
  EXPECT_THAT(findings(R"("target": "/"})"), HasSubstr("method"));
  EXPECT_THAT(findings(R"("method": "GET"})"), HasSubstr("target"));
  const std::string call = R"("method": "GET", "target": "/", )";
  EXPECT_THAT(findings(call + R"("headers": {"a": "b"}})"), HasSubstr("/headers"));
  EXPECT_THAT(findings(call + R"("headers": [["a"]]})"), HasSubstr("/headers/0"));
  EXPECT_THAT(findings(call + R"("body": {"encoding": "base64", "content": "?"}})"),
              HasSubstr("not base64"));
  EXPECT_THAT(findings(call + R"("body": {"encoding": "utf16", "content": ""}})"),
              HasSubstr("/body/encoding"));
  EXPECT_THAT(findings(call + R"("peer": {"port": 65536}})"), HasSubstr("/peer/port"));
  EXPECT_THAT(findings(call + R"("answer": {"status": "200"}})"), HasSubstr("/answer/status"));
  EXPECT_EQ(
      read(R"({"bin": "a", "kind": "call", "received_at": "now", "method": "GET", "target": "/"})")
          .record,
      nullptr);
  EXPECT_EQ(read("[]").record, nullptr);
}

TEST(RecordReader, Times) {
  const auto time =
      base::WallTime(std::chrono::seconds(1'795'252'320)) + std::chrono::microseconds(123);
  EXPECT_EQ(parse_rfc3339(base::format_rfc3339(time)), time);
  EXPECT_EQ(parse_rfc3339("1970-01-01T00:00:00Z"), base::WallTime());
  EXPECT_EQ(parse_rfc3339("1970-01-01T00:00:00.5Z"),
            base::WallTime(std::chrono::milliseconds(500)));
  EXPECT_EQ(parse_rfc3339("1970-01-01T00:00:00.000000001Z"),
            base::WallTime(std::chrono::nanoseconds(1)));
  for (const char* text :
       {"", "now", "1970-01-01", "1970-01-01T00:00:00", "1970-13-01T00:00:00Z",
        "1970-02-30T00:00:00Z", "1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z",
        "1970-01-01T00:00:00.Z", "1970-01-01 00:00:00Z", "1970-01-01T00:00:00.0000000001Z",
        "1970-01-01T00:00:00.xZ", "-970-01-01T00:00:00Z", "1970-01-01T00:00:00+01:00"})
    EXPECT_FALSE(parse_rfc3339(text)) << text;
}

}  // namespace
}  // namespace ricochet::requestbin

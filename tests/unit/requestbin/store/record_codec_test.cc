#include "requestbin/store/record_codec.h"

#include <gtest/gtest.h>

namespace ricochet::requestbin::store {
namespace {

const std::string kBytes("\xff\x00 \"\\\xc3", 6);

journal::Record decoded(const journal::Record& record) {
  journal::Record other;
  EXPECT_TRUE(decode_head(encode_head(record), other));
  return other;
}

TEST(RecordCodec, ACallToTheByte) {
  match::Request call;
  call.method = "G\xffT";
  call.set_target("/a%20b/\xe9?x=1&x=2&y");
  call.version = "HTTP/1.0";
  call.headers = {{"X-Raw", kBytes}, {"x-raw", "\xc3\xa9"}, {"Empty", ""}};
  call.peer_address = "::1";
  call.peer_port = 65535;
  call.connection = 1u << 31;
  call.body_truncated = true;
  journal::Record record;
  record.content = call;
  record.answer.status = 418;
  record.answer.headers = {{"A", kBytes}};
  record.answer.delay = base::Duration(1'234'567);
  record.answer.fault = "truncate";
  record.matched = false;
  record.rule = "stubs/a.json:3";
  record.rule_owner = "a scenario";
  record.why_not = kBytes;
  record.origin = "k3v9/ab12cd";
  const auto other = decoded(record);
  const auto& found = *other.request();
  EXPECT_EQ(found.method, call.method);
  EXPECT_EQ(found.target, call.target);
  EXPECT_EQ(found.path, call.path);
  EXPECT_EQ(found.query, call.query);
  EXPECT_EQ(found.queries, call.queries);
  EXPECT_EQ(found.version, call.version);
  EXPECT_EQ(found.headers, call.headers);
  EXPECT_EQ(found.peer_address, call.peer_address);
  EXPECT_EQ(found.peer_port, call.peer_port);
  EXPECT_EQ(found.connection, call.connection);
  EXPECT_TRUE(found.body_truncated);
  EXPECT_EQ(other.answer.status, 418);
  EXPECT_EQ(other.answer.headers, record.answer.headers);
  EXPECT_EQ(other.answer.delay, record.answer.delay);
  EXPECT_EQ(other.answer.fault, "truncate");
  EXPECT_FALSE(other.matched);
  EXPECT_EQ(other.rule, record.rule);
  EXPECT_EQ(other.rule_owner, record.rule_owner);
  EXPECT_EQ(other.why_not, record.why_not);
  EXPECT_EQ(other.origin, record.origin);
}

TEST(RecordCodec, AnEventToTheByte) {
  match::Event event;
  event.topic = "orders.v1";
  event.partition = 3;
  event.offset = 1LL << 40;
  event.key = kBytes;
  event.headers = {{"h", ""}};
  journal::Record record;
  record.content = event;
  const auto other = decoded(record);
  ASSERT_NE(other.event(), nullptr);
  EXPECT_EQ(other.event()->topic, event.topic);
  EXPECT_EQ(other.event()->partition, 3);
  EXPECT_EQ(other.event()->offset, event.offset);
  EXPECT_EQ(other.event()->key, event.key);
  EXPECT_FALSE(other.event()->null_value);
  EXPECT_EQ(other.event()->headers, event.headers);
  EXPECT_TRUE(other.matched);
}

TEST(RecordCodec, WhatIsNoneOfOursIsRefused) {
  journal::Record record;
  for (const char* text : {"", "{", "[]", "7", "{}", R"({"method":"GET"})", R"({"method":7})",
                           R"({"method":"GET","target":"/","headers":[[1,2]],"peer":["a",1],
                               "connection":1,"answer":{}})",
                           R"({"topic":"t","partition":"x","offset":1,"headers":[]})"}) {
    EXPECT_FALSE(decode_head(text, record)) << text;
  }
  journal::BinInfo info;
  for (const char* text : {"", "[]", "{}", R"({"kind":"bin","max_records":"x"})"})
    EXPECT_FALSE(decode_bin(text, info)) << text;
}

}  // namespace
}  // namespace ricochet::requestbin::store

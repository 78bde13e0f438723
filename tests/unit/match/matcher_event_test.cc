#include <gtest/gtest.h>

#include "match_support.h"

namespace ricochet::match {
namespace {

Event event(std::optional<std::string> key, std::string body, std::vector<Field> headers = {}) {
  Event e;
  e.topic = "orders";
  e.partition = 2;
  e.key = std::move(key);
  e.body = std::move(body);
  e.headers = std::move(headers);
  return e;
}

CompileOptions for_events() {
  CompileOptions options;
  options.kind = Kind::kEvent;
  return options;
}

bool fits_event(const std::string& matcher, const Event& e) {
  const auto compiled = compile(matcher, for_events());
  if (!compiled.matcher) throw std::runtime_error(compiled.errors());
  return compiled.matcher->matches(Subject(e));
}

TEST(EventMatcher, EachPart) {
  const auto paid = event("p-1", R"({"type":"Paid","n":1})", {{"trace", "a"}, {"trace", "b"}});
  EXPECT_TRUE(fits_event(R"({"key":"p-1"})", paid));
  EXPECT_FALSE(fits_event(R"({"key":"p-2"})", paid));
  EXPECT_TRUE(fits_event(R"({"key":{"startsWith":"p-"}})", paid));
  EXPECT_TRUE(fits_event(R"({"partition":2})", paid));
  EXPECT_FALSE(fits_event(R"({"partition":1})", paid));
  EXPECT_TRUE(fits_event(R"({"headers":{"trace":"b"}})", paid));
  EXPECT_TRUE(fits_event(R"({"json":{"n":1,"type":"Paid"}})", paid));
  EXPECT_TRUE(fits_event(R"({"json_paths":{"$.type":"Paid","$.n":1}})", paid));
  EXPECT_FALSE(fits_event(R"({"json_paths":{"$.type":"Shipped"}})", paid));
  EXPECT_TRUE(fits_event(R"({"struct":{"json":{"type":"x"}}})", paid));
  EXPECT_TRUE(fits_event(R"({"text":{"contain":"Paid"}})", paid));
  EXPECT_TRUE(fits_event(R"j({"xpaths":{"/a/text()":"1"}})j", event("k", "<a>1</a>")));
}

TEST(EventMatcher, ANullKeyIsAbsentAndAnEmptyOneIsNot) {
  EXPECT_TRUE(fits_event(R"({"key":{"exist":"false"}})", event(std::nullopt, "x")));
  EXPECT_FALSE(fits_event(R"({"key":{"exist":"false"}})", event("", "x")));
  EXPECT_TRUE(fits_event(R"({"key":""})", event("", "x")));
  EXPECT_FALSE(fits_event(R"({"key":""})", event(std::nullopt, "x")));
}

TEST(EventMatcher, NullIsNotEmpty) {
  auto tombstone = event("k", "");
  tombstone.null_value = true;
  const auto empty = event("k", "");
  EXPECT_TRUE(fits_event(R"({"null":true})", tombstone));
  EXPECT_FALSE(fits_event(R"({"null":true})", empty));
  EXPECT_FALSE(fits_event(R"({"null":false})", tombstone));
  EXPECT_TRUE(fits_event(R"({"null":false})", empty));
  EXPECT_TRUE(fits_event(R"({"text":""})", empty));
  EXPECT_FALSE(fits_event(R"({"text":""})", tombstone));
  EXPECT_TRUE(fits_event(R"({"text":{"exist":"false"}})", tombstone));
  EXPECT_FALSE(fits_event(R"({"text":{"exist":"false"}})", empty));
  EXPECT_TRUE(fits_event(R"({"hex":""})", empty));
  EXPECT_FALSE(fits_event(R"({"hex":""})", tombstone));
}

TEST(EventMatcher, BytesAreComparedAsTheyAre) {
  const auto binary = event(std::string("\x00\xff", 2), "\xfe\x01", {{"b", "\xff"}});
  EXPECT_TRUE(fits_event(R"({"hex":"fe01"})", binary));
  EXPECT_TRUE(fits_event(R"({"base64":"/gE="})", binary));
  EXPECT_FALSE(fits_event(R"({"hex":"fe02"})", binary));
  EXPECT_TRUE(fits_event(R"({"key":{"hex":"00ff"}})", binary));
  EXPECT_FALSE(fits_event(R"({"key":{"hex":"00fe"}})", binary));
  EXPECT_TRUE(fits_event(R"({"headers":{"b":{"hex":"ff"}}})", binary));
  const auto compiled = compile(R"({"key":{"hex":"00fe"},"hex":"fe02"})", for_events());
  const auto found = compiled.matcher->explain(Subject(binary));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].expected + " " + found[0].actual, "hex 00fe hex 00ff");
  EXPECT_EQ(found[1].expected + " " + found[1].actual, "hex fe02 hex fe01");
  EXPECT_EQ(found[1].detail, "they differ from byte 1 on");
  EXPECT_EQ(compile(R"({"hex":"0"})", for_events()).errors(),
            "m.json:1:8: \"0\" is not hexadecimal (check its characters and length)");
}

TEST(EventMatcher, HeadersAreAsKafkaHasThem) {
  auto e = event("k", "x", {{"Trace", "a"}, {"trace", "b"}, {"trace", ""}});
  e.null_headers = {2};
  EXPECT_TRUE(fits_event(R"({"headers":{"Trace":"a"}})", e));
  EXPECT_FALSE(fits_event(R"({"headers":{"trace":"a"}})", e));
  EXPECT_FALSE(fits_event(R"({"headers":{"TRACE":{"exist":"true"}}})", e));
  EXPECT_TRUE(fits_event(R"({"headers":{"trace":["b",null]}})", e));
  EXPECT_FALSE(fits_event(R"({"headers":{"trace":[null,"b"]}})", e));
  EXPECT_FALSE(fits_event(R"({"headers":{"trace":["b"]}})", e));
  EXPECT_TRUE(fits_event(R"({"headers":{"trace":null}})", e));
  EXPECT_FALSE(fits_event(R"({"headers":{"Trace":null}})", e));
  EXPECT_FALSE(fits_event(R"({"headers":{"trace":""}})", e)) << "null is not empty";
  const auto compiled = compile(R"({"headers":{"TRACE":"a"}})", for_events());
  EXPECT_EQ(compiled.matcher->explain(Subject(e))[0].detail,
            "there is one named \"trace\": names differ by case");
}

TEST(EventMatcher, ExplainsKeyAndPartition) {
  const auto compiled = compile(R"({"key":"p-1","partition":0})", for_events());
  const auto e = event(std::nullopt, "x");
  const auto found = compiled.matcher->explain(Subject(e));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].name, "partition");
  EXPECT_EQ(found[0].expected, "0");
  EXPECT_EQ(found[0].actual, "2");
  EXPECT_EQ(found[1].name, "key");
  EXPECT_EQ(found[1].expected, "\"p-1\"");
  EXPECT_EQ(found[1].actual, "absent");
  EXPECT_EQ(compiled.matcher->describe(), "partition 0, key \"p-1\"");
}

TEST(EventMatcher, RequestKeysAreRefused) {
  EXPECT_EQ(compile(R"({"uri":"/a"})", for_events()).errors(),
            "m.json:1:2: unknown key \"uri\" (an event has no uri)");
  EXPECT_EQ(compile(R"({"key":"a"})").errors(),
            "m.json:1:2: unknown key \"key\" (only an event has a key)");
  EXPECT_EQ(compile(R"({"partition":-1})", for_events()).diags.error_count(), 1u);
}

TEST(EventMatcher, ARequestMatcherNeverFitsAnEvent) {
  const auto e = event("k", "x");
  for (const char* m : {R"({"method":"get"})", R"({"uri":{"match":".*"}})",
                        R"({"queries":{"a":"1"}})", R"({"version":"HTTP/1.1"})"}) {
    const auto compiled = compile(m);
    EXPECT_FALSE(compiled.matcher->matches(Subject(e))) << m;
    EXPECT_EQ(compiled.matcher->explain(Subject(e)).front().actual, "absent") << m;
    EXPECT_TRUE(compiled.matcher->path_variables(Subject(e)).empty());
  }
}

}  // namespace
}  // namespace ricochet::match

// Bodies that could not be read to their end: what is asked of them has no verdict, and the
// opposite of none is none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "match/give_up.h"
#include "match/part/findings.h"
#include "tests/unit/match/match_support.h"

namespace ricochet::match {
namespace {

std::string zipped(const std::string& text) {
  z_stream z{};
  deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(text.size() + 1000, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

std::string times(std::size_t n, const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < n; ++i) out += text;
  return out;
}

enum class Verdict { kFits, kNot, kUnknown };

Verdict verdict_of(const std::string& matcher, const Request& r, bool kept = false) {
  const auto compiled = compile(matcher);
  if (!compiled.matcher) throw std::runtime_error(compiled.errors());
  Subject subject(r);
  if (kept) keep_findings(subject);
  const auto before = give_ups();
  const bool fits = compiled.matcher->matches(subject);
  const bool gave_up = give_ups() != before;
  EXPECT_FALSE(fits && gave_up) << matcher;
  return fits ? Verdict::kFits : gave_up ? Verdict::kUnknown : Verdict::kNot;
}

Request post(std::string body, std::vector<Field> headers = {}) {
  return request("POST /a", std::move(headers), std::move(body));
}

const Field kSaidToBeGzip{"Content-Encoding", "gzip"};

struct Unread {
  const char* name;
  Request request;
};

std::vector<Unread> unread_json() {
  const auto one = [](const std::string& rest) { return post(R"({"a":1,"l":)" + rest + "}"); };
  const std::string utf16("{\0\"\0a\0\"\0:\0001\0}\0", 14);
  return {
      {"many values", one("[" + times(1'100'000, "0,") + "0]")},
      {"deep", one(times(1001, "[") + times(1001, "]"))},
      {"a long number", one(std::string(1001, '1'))},
      {"a large exponent", one("1e1000000001")},
      {"a bomb",
       post(zipped(R"({"a":1,"pad":")" + std::string(3'000'000, '0') + "\"}"), {kSaidToBeGzip})},
      {"cut gzip", post(zipped(R"({"a":1})").substr(0, 15), {kSaidToBeGzip})},
      {"another coding", post("\x28\xb5\x2f\xfd\x01", {{"Content-Encoding", "zstd"}})},
      {"not text in its charset", post(R"({"a":1,"p":")" + std::string(1100, '\xff') + "\"",
                                       {{"Content-Type", "application/json; charset=shift_jis"}})},
      {"an unknown charset", post(utf16, {{"Content-Type", "application/json; charset=utf-16x"}})},
  };
}

TEST(UnsureBody, JsonThatReachedABoundIsNotAbsent) {
  for (const auto& body : unread_json()) {
    for (const char* matcher : {
             R"({"json_paths":{"$.a":"1"}})",
             R"({"json_paths":{"$.b":{"exist":"false"}}})",
             R"({"json_paths":{"$.a":{"not":"2"}}})",
             R"({"json":{"a":1}})",
             R"({"struct":{"json":{"a":1}}})",
             R"({"schema":{"required":["a"]}})",
             R"({"not":{"json_paths":{"$.a":"2"}}})",
             R"({"any":[{"json":{"b":1}},{"json_paths":{"$.a":"1"}}]})",
         }) {
      EXPECT_EQ(verdict_of(matcher, body.request), Verdict::kUnknown) << body.name << matcher;
      EXPECT_EQ(verdict_of(matcher, body.request, true), Verdict::kUnknown) << body.name;
    }
    EXPECT_EQ(verdict_of(R"({"uri":"/b","json":{"a":1}})", body.request), Verdict::kNot);
    EXPECT_EQ(verdict_of(R"({"method":"post"})", body.request), Verdict::kFits);
  }
}

TEST(UnsureBody, AnExplanationSaysWhy) {
  const auto compiled = compile(R"({"json_paths":{"$.a":{"not":"2"}}})");
  const auto deep = post(times(1001, "[") + times(1001, "]"));
  const auto conditions = compiled.matcher->explain(Subject(deep));
  ASSERT_EQ(conditions.size(), 1u);
  EXPECT_FALSE(conditions[0].ok);
  EXPECT_THAT(conditions[0].detail, testing::HasSubstr("gave up: "));
  EXPECT_THAT(conditions[0].detail, testing::HasSubstr("1000 levels"));
}

TEST(UnsureBody, AnIndexTakesItForAnyValue) {
  const auto compiled = compile(R"({"json_paths":{"$.a":"1"}})");
  const auto key = compiled.matcher->selective_key();
  ASSERT_EQ(key.exact.size(), 1u);
  for (const auto& body : unread_json())
    EXPECT_EQ(key.exact[0].place->values_in(Subject(body.request)), std::nullopt) << body.name;
  EXPECT_EQ(key.exact[0].place->values_in(Subject(post("no"))), std::vector<std::string>());
}

TEST(UnsureBody, XmlThatIsTooDeep) {
  const auto deep = post("<a>" + times(1001, "<b>") + times(1001, "</b>") + "</a>");
  EXPECT_EQ(verdict_of(R"({"xpaths":{"//b":{"exist":"true"}}})", deep), Verdict::kUnknown);
  EXPECT_EQ(verdict_of(R"({"xpaths":{"//c":{"exist":"false"}}})", deep), Verdict::kUnknown);
  EXPECT_EQ(verdict_of(R"({"text":{"xml":"<a/>"}})", deep), Verdict::kUnknown);
  EXPECT_EQ(verdict_of(R"({"struct":{"xml":"<a/>"}})", deep), Verdict::kUnknown);
  EXPECT_EQ(verdict_of(R"({"struct":{"xml":"<a/>"}})", post("<a")), Verdict::kNot);
}

TEST(UnsureBody, TextWhoseCodingCannotBeUndone) {
  const Request coded = post("\x28\xb5\x2f\xfdhello", {{"Content-Encoding", "zstd"}});
  EXPECT_EQ(verdict_of(R"({"text":{"contain":"HELLO"}})", coded), Verdict::kUnknown);
  EXPECT_EQ(verdict_of(R"({"text":{"not":{"contain":"HELLO"}}})", coded), Verdict::kUnknown);
  EXPECT_EQ(verdict_of(R"({"text":{"contain":"hello"}})", coded), Verdict::kFits) << "it is there";
  EXPECT_EQ(verdict_of(R"({"forms":{"a":{"exist":"false"}}})", coded), Verdict::kUnknown);
}

// Clients write a charset into Content-Encoding, or name a coding that they did not do.
TEST(UnsureBody, WhatIsPlainAsItWasSentIsKnown) {
  for (const char* coding : {"utf-8", "gzip", "zstd"}) {
    const Request plain = post(R"({"a":1})", {{"Content-Encoding", coding}});
    EXPECT_EQ(verdict_of(R"({"json_paths":{"$.a":"1"}})", plain), Verdict::kFits) << coding;
    EXPECT_EQ(verdict_of(R"({"json_paths":{"$.a":"2"}})", plain), Verdict::kNot) << coding;
    EXPECT_EQ(verdict_of(R"({"text":{"contain":"b"}})", plain), Verdict::kNot) << coding;
  }
  const Request ascii = post("no JSON", {{"Content-Type", "text/plain; charset=x-unheard-of"}});
  EXPECT_EQ(verdict_of(R"({"json":1})", ascii), Verdict::kNot);
  EXPECT_EQ(verdict_of(R"({"text":{"contain":"b"}})", ascii), Verdict::kNot);
}

TEST(UnsureBody, AFormOfMoreFieldsThanAreRead) {
  const std::vector<Field> type = {{"Content-Type", "application/x-www-form-urlencoded"}};
  const auto whole = post(times(kMaxFormFields, "a&"), type);
  EXPECT_EQ(Subject(whole).forms().size(), kMaxFormFields);
  EXPECT_EQ(verdict_of(R"({"forms":{"b":"1"}})", whole), Verdict::kNot);
  const auto more = post("a=1&" + times(kMaxFormFields, "a&") + "b=1", type);
  EXPECT_EQ(Subject(more).forms().size(), kMaxFormFields);
  EXPECT_EQ(verdict_of(R"({"forms":{"a":"1"}})", more), Verdict::kFits);
  EXPECT_EQ(verdict_of(R"({"forms":{"b":"1"}})", more), Verdict::kUnknown);
  EXPECT_EQ(verdict_of(R"({"forms":{"b":{"exist":"false"}}})", more), Verdict::kUnknown);
}

TEST(UnsureBody, AMultipartOfMorePartsThanAreRead) {
  const std::string part = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n";
  const std::vector<Field> type = {{"Content-Type", "multipart/form-data; boundary=x"}};
  const auto whole = post(times(kMaxMultipartParts, part) + "--x--\r\n", type);
  EXPECT_EQ(verdict_of(R"({"multipart":{"b":"1"}})", whole), Verdict::kNot);
  const auto more = post(times(kMaxMultipartParts + 1, part) + "--x--\r\n", type);
  EXPECT_EQ(verdict_of(R"({"multipart":{"a":"1"}})", more), Verdict::kFits);
  EXPECT_EQ(verdict_of(R"({"multipart":{"b":"1"}})", more), Verdict::kUnknown);
  EXPECT_EQ(verdict_of(R"({"multipart":{"b":{"exist":false}}})", more), Verdict::kUnknown);
  EXPECT_EQ(verdict_of(R"({"forms":{"b":"1"}})", more), Verdict::kUnknown);
  const auto deep = post("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n" +
                             times(1001, "[") + times(1001, "]") + "\r\n--x--\r\n",
                         type);
  EXPECT_EQ(verdict_of(R"({"multipart":{"a":{"json":[1]}}})", deep), Verdict::kUnknown);
}

}  // namespace
}  // namespace ricochet::match

// Bodies that could not be read to their end: what is asked of them has no verdict, and the
// opposite of none is none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "base/text/encoding.h"
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

std::string base64url_of(std::string_view bytes) {
  std::string out = base::base64_encode(bytes);
  while (out.ends_with('=')) out.pop_back();
  for (char& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return out;
}

Field bearer(const std::string& claims, const std::string& header = R"({"alg":"none"})") {
  return {"Authorization", "Bearer " + base64url_of(header) + "." + base64url_of(claims) + "."};
}

TEST(UnsureBody, ATokenBeyondWhatIsReadIsNotAbsent) {
  const std::string deep = R"({"sub":"1","p":)" + times(1001, "[") + times(1001, "]") + "}";
  const std::string digits = R"({"sub":"1","p":)" + std::string(1001, '1') + "}";
  const std::string large = R"({"sub":"1","p":")" + std::string(70'000, 'x') + "\"}";
  for (const auto& field :
       {bearer(deep), bearer(digits), bearer(large), bearer(R"({"sub":"1"})", deep)}) {
    const Request r = post("", {field});
    for (const char* matcher : {R"({"jwt":{"claims":{"sub":"1"}}})", R"({"jwt":{}})",
                                R"({"not":{"jwt":{"claims":{"sub":"1"}}}})",
                                R"({"jwt":{"claims":{"sub":{"not":"1"}}}})"}) {
      EXPECT_EQ(verdict_of(matcher, r), Verdict::kUnknown) << matcher;
      EXPECT_EQ(verdict_of(matcher, r, true), Verdict::kUnknown) << matcher;
    }
    const auto explained = compile(R"({"jwt":{}})").matcher->explain(Subject(r));
    EXPECT_THAT(explained.at(0).detail, testing::StartsWith("gave up: the ")) << field.value;
  }
  for (const char* none : {"Bearer x.y.z", "Bearer abc", "Basic eDp5"}) {
    const Request r = post("", {{"Authorization", none}});
    EXPECT_EQ(verdict_of(R"({"jwt":{}})", r), Verdict::kNot) << none;
    EXPECT_EQ(verdict_of(R"({"not":{"jwt":{}}})", r), Verdict::kFits) << none;
  }
  EXPECT_EQ(verdict_of(R"({"jwt":{}})", post("", {{"Authorization", std::string(70'000, 'x')}})),
            Verdict::kNot);
}

TEST(UnsureBody, OfSeveralAuthorizationLinesAnyMayFit) {
  const Request two = post("", {bearer(R"({"sub":"2"})"), bearer(R"({"sub":"1"})")});
  const Request behind = post("", {{"Authorization", "Basic eDp5"}, bearer(R"({"sub":"1"})")});
  for (const auto& r : {two, behind}) {
    EXPECT_TRUE(fits(R"({"jwt":{"claims":{"sub":"1"}}})", r));
    EXPECT_FALSE(fits(R"({"not":{"jwt":{"claims":{"sub":"1"}}}})", r));
    EXPECT_FALSE(fits(R"({"jwt":{"claims":{"sub":"3"}}})", r));
  }
  const std::string deep = "{\"p\":" + times(1001, "[") + times(1001, "]") + "}";
  const Request half = post("", {bearer(R"({"sub":"2"})"), bearer(deep)});
  EXPECT_EQ(verdict_of(R"({"jwt":{"claims":{"sub":"2"}}})", half), Verdict::kFits);
  EXPECT_EQ(verdict_of(R"({"jwt":{"claims":{"sub":"1"}}})", half), Verdict::kUnknown);
}

TEST(UnsureBody, AFieldInACharsetThatCannotBeRead) {
  const auto form = [](const std::string& charset, std::string body) {
    return post(std::move(body),
                {{"Content-Type", "application/x-www-form-urlencoded; charset=" + charset}});
  };
  for (const auto& r : {form("foo", "a=%D6%D0&b=1"),
                        form("shift_jis", "x=" + times(1001, "%ff%ff") + "&a=%93%fa&b=1")}) {
    EXPECT_EQ(verdict_of(R"({"forms":{"a":"\u4e2d"}})", r), Verdict::kUnknown);
    EXPECT_EQ(verdict_of(R"({"forms":{"a":{"not":"\u4e2d"}}})", r), Verdict::kUnknown);
    EXPECT_EQ(verdict_of(R"({"not":{"forms":{"a":"\u4e2d"}}})", r), Verdict::kUnknown);
    EXPECT_EQ(verdict_of(R"({"forms":{"b":"1"}})", r), Verdict::kFits);
  }
  const auto key = compile(R"({"forms":{"a":"\u4e2d"}})").matcher->selective_key();
  ASSERT_EQ(key.exact.size(), 1u);
  EXPECT_EQ(key.exact[0].place->values_in(Subject(form("foo", "a=%D6%D0"))), std::nullopt);
  EXPECT_EQ(verdict_of(R"({"forms":{"a":"x"}})", form("foo", "a=1")), Verdict::kNot) << "ASCII";
}

Request with_part(const std::string& type, const std::string& content,
                  const std::string& boundary = "X") {
  return post("--" + boundary + "\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Type: " +
                  type + "\r\n\r\n" + content + "\r\n--" + boundary + "--\r\n",
              {{"Content-Type", "multipart/form-data; boundary=" + boundary}});
}

TEST(UnsureBody, APartInACharsetThatCannotBeRead) {
  const Request foo = with_part("text/plain; charset=foo", "x\xd6\xd0");
  const Request bad = with_part("text/plain; charset=shift_jis", "x" + times(1001, "\xff\xff"));
  for (const auto& r : {foo, bad}) {
    for (const char* matcher : {
             R"({"multipart":{"a":"\u4e2d"}})",
             R"({"not":{"multipart":{"a":"\u4e2d"}}})",
             R"({"multipart":{"a":{"text":{"not":"\u4e2d"}}}})",
             R"({"multipart":{"a":{"json":{"k":1}}}})",
             R"({"forms":{"a":"\u4e2d"}})",
             R"({"not":{"forms":{"a":"\u4e2d"}}})",
         })
      EXPECT_EQ(verdict_of(matcher, r), Verdict::kUnknown) << matcher;
    EXPECT_EQ(verdict_of(R"({"multipart":{"a":{"text":{"startsWith":"x"}}}})", r), Verdict::kFits);
    EXPECT_EQ(verdict_of(R"({"multipart":{"a":{"exist":true}}})", r), Verdict::kFits);
    EXPECT_EQ(verdict_of(R"({"multipart":{"b":"1"}})", r), Verdict::kNot);
  }
  const auto ascii = with_part("application/json; charset=foo", R"({"k":1})");
  EXPECT_EQ(verdict_of(R"({"multipart":{"a":{"json":{"k":2}}}})", ascii), Verdict::kNot);
}

TEST(UnsureBody, PartsBehindABoundaryThatIsTooLong) {
  const auto r = with_part("text/plain", "1", std::string(71, 'b'));
  EXPECT_EQ(verdict_of(R"({"multipart":{"a":"1"}})", r), Verdict::kUnknown);
  EXPECT_EQ(verdict_of(R"({"forms":{"a":{"exist":"false"}}})", r), Verdict::kUnknown);
}

TEST(UnsureBody, XmlInEbcdicIsReadByItsDeclaration) {
  // <?xml version="1.0" encoding="ibm037"?><a>x</a>
  const std::string head =
      "\x4c\x6f\xa7\x94\x93\x40\xa5\x85\x99\xa2\x89\x96\x95\x7e\x7f\xf1\x4b\xf0\x7f\x40"
      "\x85\x95\x83\x96\x84\x89\x95\x87\x7e\x7f";
  const std::string rest = "\x7f\x6f\x6e\x4c\x81\x6e\xa7\x4c\x61\x81\x6e";
  const auto known = post(head + "\x89\x82\x94\xf0\xf3\xf7" + rest);
  EXPECT_EQ(verdict_of(R"j({"xpaths":{"/a/text()":"x"}})j", known), Verdict::kFits);
  EXPECT_EQ(verdict_of(R"j({"xpaths":{"/a/text()":"y"}})j", known), Verdict::kNot);
  const auto unknown = post(head + "\x86\x96\x96" + rest);  // "foo"
  EXPECT_EQ(verdict_of(R"j({"xpaths":{"/a/text()":"y"}})j", unknown), Verdict::kUnknown);
}

}  // namespace
}  // namespace ricochet::match

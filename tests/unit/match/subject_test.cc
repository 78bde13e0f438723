#include "match/subject.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "match/content_coding.h"
#include "match/jwt.h"
#include "match_support.h"

namespace ricochet::match {
namespace {

/// `window`: 31 is gzip, 15 zlib, -15 bare deflate.
std::string deflated(const std::string& text, int window) {
  z_stream z{};
  EXPECT_EQ(deflateInit2(&z, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&z, text.size()) + 100, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&z, Z_FINISH), Z_STREAM_END);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

constexpr int kGzip = 31, kZlib = 15, kBare = -15;

Request coded(const std::string& coding, const std::string& body,
              const std::string& type = "application/json") {
  return request("POST /", {{"Content-Encoding", coding}, {"Content-Type", type}}, body);
}

TEST(ContentCoding, EachCoding) {
  const std::string text = "hello hello hello";
  EXPECT_EQ(decode_content("gzip", deflated(text, kGzip)).value(), text);
  EXPECT_EQ(decode_content("X-GZIP", deflated(text, kGzip)).value(), text);
  EXPECT_EQ(decode_content("deflate", deflated(text, kZlib)).value(), text);
  EXPECT_EQ(decode_content("deflate", deflated(text, kBare)).value(), text);
  EXPECT_EQ(decode_content("deflate, gzip", deflated(deflated(text, kZlib), kGzip)).value(), text);
  EXPECT_EQ(decode_content("gzip", deflated("a", kGzip) + deflated("b", kGzip)).value(), "ab");
  EXPECT_FALSE(is_coded("identity"));
  EXPECT_FALSE(is_coded(" , "));
  EXPECT_TRUE(is_coded("identity, gzip"));
}

TEST(ContentCoding, WhatCannotBeUndone) {
  const auto whole = deflated(std::string(1000, 'x') + "end", kGzip);
  EXPECT_FALSE(decode_content("gzip", "plain"));
  EXPECT_FALSE(decode_content("gzip", whole.substr(0, whole.size() - 4)));
  EXPECT_EQ(decode_content("br", "x").error().code, "match/unknown-coding");
  EXPECT_EQ(decode_content("gzip,gzip,gzip,gzip,gzip", "x").error().code, "match/unknown-coding");
  // A bomb: 40 MiB of nothing in 40 KiB.
  const auto bomb = decode_content("gzip", deflated(std::string(40u << 20, '\0'), kGzip));
  ASSERT_FALSE(bomb);
  EXPECT_NE(bomb.error().message.find("larger than"), std::string::npos) << bomb.error().message;
}

TEST(Subject, EveryBodyMatcherSeesTheDecodedBody) {
  const auto json_body = coded("gzip", deflated(R"({"a":1})", kGzip));
  EXPECT_TRUE(fits(R"({"json":{"a":1}})", json_body));
  EXPECT_TRUE(fits(R"({"json_paths":{"$.a":1}})", json_body));
  EXPECT_TRUE(fits(R"({"struct":{"json":{"a":0}}})", json_body));
  EXPECT_TRUE(fits(R"({"text":"{\"a\":1}"})", json_body));
  EXPECT_TRUE(fits(R"({"schema":{"required":["a"]}})", json_body));
  const auto xml = coded("deflate", deflated("<a>1</a>", kZlib));
  EXPECT_TRUE(fits(R"j({"xpaths":{"/a/text()":"1"}})j", xml));
  EXPECT_TRUE(fits(R"({"text":{"xml":"<a>1</a>"}})", xml));
  EXPECT_TRUE(fits(R"({"forms":{"f":"1"}})",
                   coded("gzip", deflated("f=1", kGzip), "application/x-www-form-urlencoded")));
}

TEST(Subject, AFormEndsWhereItsLineDoes) {
  const auto form = [](const std::string& body) {
    return request("POST /", {{"Content-Type", "application/x-www-form-urlencoded"}}, body);
  };
  for (const std::string body :
       {"f=1\n", "f=1\r\n", "f=1\r\ng=2", "f=1\ng=2", " f=1", "f =1", "f=1"}) {
    EXPECT_TRUE(fits(R"({"forms":{"f":"1"}})", form(body))) << body;
    EXPECT_TRUE(fits(R"({"forms":{"g":{"exist":"false"}}})", form(body))) << body;
  }
  EXPECT_TRUE(fits(R"({"forms":{"f":{"match":"1\\s"}}})", form("f=1%0A")));
  EXPECT_TRUE(fits(R"({"forms":{"f":{"match":"\\s1"}}})", form("f= 1")));
  EXPECT_TRUE(fits(R"({"forms":{" f":"1"}})", form("+f=1")));
}

TEST(Subject, TheMessageItselfKeepsTheBytesAsSent) {
  const auto bytes = deflated("hello", kGzip);
  const auto r = coded("gzip", bytes);
  const Subject subject(r);
  EXPECT_EQ(subject.body(), "hello");
  EXPECT_EQ(subject.message().body, bytes);
}

TEST(Subject, ADamagedBodyIsSeenAsSentAndSaysSo) {
  const auto r = coded("gzip", "{}");
  const Subject subject(r);
  EXPECT_EQ(subject.body(), "{}");
  EXPECT_NE(subject.body_problem().find("not gzip"), std::string::npos) << subject.body_problem();
  const auto c = compile(R"({"text":"hello"})").matcher->explain(subject).at(0);
  EXPECT_NE(c.detail.find("not gzip"), std::string::npos) << c.detail;
}

TEST(Subject, CodingsInSeveralLinesAreOneList) {
  const std::string text = R"({"a":1})";
  const auto once = deflated(text, kGzip);
  const auto lines = [](std::vector<std::string> codings, const std::string& body) {
    std::vector<Field> headers;
    for (auto& coding : codings) headers.push_back({"Content-Encoding", std::move(coding)});
    return request("POST /", std::move(headers), body);
  };
  EXPECT_TRUE(fits(R"({"json":{"a":1}})", lines({"gzip", "gzip"}, deflated(once, kGzip))));
  EXPECT_TRUE(fits(R"({"json":{"a":1}})",
                   lines({"deflate", "gzip"}, deflated(deflated(text, kZlib), kGzip))));
  EXPECT_TRUE(fits(R"({"json":{"a":1}})", lines({"identity", "gzip"}, once)));
  EXPECT_TRUE(fits(R"({"json":{"a":1}})", lines({"", "gzip"}, once)));
  const auto grows = lines({"identity", "gzip"}, deflated(std::string(100'000, 'x'), kGzip));
  EXPECT_TRUE(Subject(grows).is_large()) << "once it is decoded";
}

TEST(Subject, AnEventIsNeverDecoded) {
  Event e;
  e.headers = {{"content-encoding", "gzip"}};
  e.body = "{}";
  EXPECT_EQ(Subject(e).body(), "{}");
  EXPECT_NE(Subject(e).json(), nullptr);
}

TEST(Subject, EachFormatIsParsedOnceHoweverManyMatchersAsk) {
  const auto r = coded("gzip", deflated(R"({"a":1})", kGzip));
  const Subject subject(r);
  EXPECT_EQ(subject.parses(), 0u);
  std::vector<std::shared_ptr<const Matcher>> matchers;
  for (const char* m :
       {R"({"json":{"a":2}})", R"({"json_paths":{"$.a":"2"}})", R"({"schema":{"required":["b"]}})",
        R"({"xpaths":{"/a":"1"}})", R"({"text":{"xml":"<a/>"}})", R"({"forms":{"a":"1"}})",
        R"({"cookies":{"a":"1"}})", R"({"jwt":{}})", R"({"multipart":{"a":"1"}})"})
    matchers.push_back(compile(m).matcher);
  for (int round = 0; round < 3; ++round) {
    for (const auto& matcher : matchers) {
      EXPECT_FALSE(matcher->matches(subject));
      matcher->explain(subject);
    }
  }
  // Decoding, JSON, XML, forms, cookies, token; the body is not multipart.
  EXPECT_EQ(subject.parses(), 6u);
}

TEST(Subject, UriAndHeadersNeedNoParse) {
  const auto r = coded("gzip", deflated("{}", kGzip));
  const Subject subject(r);
  EXPECT_TRUE(
      compile(R"({"uri":"/","headers":{"content-encoding":"gzip"}})").matcher->matches(subject));
  EXPECT_EQ(subject.parses(), 0u);
}

}  // namespace
}  // namespace ricochet::match

#include "match/charset.h"

#include <gtest/gtest.h>

#include "tests/unit/match/match_support.h"

namespace ricochet::match {
namespace {

using namespace std::string_literals;

// "x中y" and "é" in many charsets.
const struct {
  const char* charset;
  std::string bytes;
} kSame[] = {
    {"GBK", "x\xD6\xD0y"},
    {"gb2312", "x\xD6\xD0y"},
    {"x-gbk", "x\xD6\xD0y"},
    {"GB18030", "x\xD6\xD0y"},
    {"Big5", "x\xA4\xA4y"},
    {"Shift_JIS", "x\x92\x86y"},
    {"windows-31j", "x\x92\x86y"},
    {"EUC-JP", "x\xC3\xE6y"},
    {"EUC-KR", "x\xF1\xE9y"},
    {"UTF-8", "x\xE4\xB8\xADy"},
    {"utf8", "x\xE4\xB8\xADy"},
    {"UTF-16", "\xFF\xFEx\0-Ny\0"s},
    {"UTF-16", "\xFE\xFF\0xN-\0y"s},
    {"UTF-16", "\0xN-\0y"s},
    {"utf16", "\0xN-\0y"s},
    {"UTF-16LE", "x\0-Ny\0"s},
    {"UTF-16BE", "\0xN-\0y"s},
    {"UTF-32", "\xFF\xFE\0\0x\0\0\0-N\0\0y\0\0\0"s},
    {"UTF-32", "\0\0\0x\0\0N-\0\0\0y"s},
};

TEST(Charset, IsReadHoweverItIsWritten) {
  for (const char* type :
       {"text/plain;charset=UTF-16BE", "text/plain; CHARSET = \"UTF-16BE\"",
        "text/plain; a=b ;charset= UTF-16BE ; c", "t/p; charset\t=\t\"UTF-16BE\""})
    EXPECT_EQ(charset_of(type), "UTF-16BE") << type;
}

TEST(Charset, SayTheSame) {
  for (const auto& c : kSame) {
    const auto text = decode_charset(c.charset, c.bytes);
    ASSERT_TRUE(text) << c.charset;
    EXPECT_EQ(*text, "x\xE4\xB8\xADy") << c.charset;
  }
  for (const char* latin : {"ISO-8859-1", "latin1", "iso-8859-15", "windows-1252", "CP1252"})
    EXPECT_EQ(decode_charset(latin, "\xE9").value(), "\xC3\xA9") << latin;
  EXPECT_EQ(decode_charset("ISO-8859-1", "\x80").value(), "\xC2\x80") << "as Java, not as browsers";
  EXPECT_EQ(decode_charset("windows-1252", "\x80").value(), "\xE2\x82\xAC");
  EXPECT_EQ(decode_charset("x-MacRoman", "\x8E").value(), "\xC3\xA9") << "Java's name";
  EXPECT_EQ(decode_charset("Shift_JIS", "{\"a\\u0041~").value(), "{\"a\\u0041~") << "no yen sign";
  EXPECT_EQ(decode_charset("ISO-2022-JP", "\x1B$BCf\x1B(By").value(), "\xE4\xB8\xADy");
}

TEST(Charset, WhatIsNotTextBecomesTheReplacement) {
  EXPECT_EQ(decode_charset("GBK", "a\xFF\xD6\xD0").value(), "a\xEF\xBF\xBD\xE4\xB8\xAD");
  EXPECT_EQ(decode_charset("GBK", "a\xD6").value(), "a\xEF\xBF\xBD");
  EXPECT_EQ(decode_charset("UTF-16BE", "\0x\xD8\0\0y"s).value(), "x\xEF\xBF\xBDy");
  EXPECT_EQ(decode_charset("UTF-16BE", "\0xy"s).value(), "x\xEF\xBF\xBD");
  EXPECT_EQ(decode_charset("GBK", std::string(kMaxCharsetRepairs, '\xFF')).value().size(),
            3 * kMaxCharsetRepairs);
  EXPECT_EQ(decode_charset("GBK", std::string(kMaxCharsetRepairs + 1, '\xFF')).error().code,
            "match/bad-charset");
}

TEST(Charset, WhatIsNotKnown) {
  for (const char* name : {"nonsense", "GBK//TRANSLIT", "../../etc/x", "", "a b", "\xFF",
                           "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
    if (*name == '\0') continue;  // none is named: UTF-8
    const auto text = decode_charset(name, "x");
    ASSERT_FALSE(text) << name;
    EXPECT_EQ(text.error().code, "match/unknown-charset");
  }
}

TEST(Charset, OfAContentType) {
  EXPECT_EQ(charset_of("text/plain"), "");
  EXPECT_EQ(charset_of("text/plain; charset=GBK"), "GBK");
  EXPECT_EQ(charset_of("text/plain;a=b; CHARSET=\"gbk\""), "gbk");
  EXPECT_EQ(charset_of("text/plain; charset="), "");
}

TEST(Charset, OfXml) {
  const std::string gbk = "<?xml version=\"1.0\" encoding=\"GBK\"?><n>\xD6\xD0</n>";
  EXPECT_EQ(decode_xml("", gbk).value().substr(36), "<n>\xE4\xB8\xAD</n>");
  EXPECT_EQ(decode_xml("GBK", "<n>\xD6\xD0</n>").value(), "<n>\xE4\xB8\xAD</n>");
  EXPECT_EQ(decode_xml("utf-8", "<?xml version='1.0' encoding='GBK'?><n>\xE4\xB8\xAD</n>")
                .value()
                .substr(36),
            "<n>\xE4\xB8\xAD</n>")
      << "the Content-Type counts, RFC 7303";
  EXPECT_EQ(decode_xml("", "\xFF\xFE<\0n\0/\0>\0"s).value(), "<n/>");
  EXPECT_EQ(decode_xml("GBK", "\xEF\xBB\xBF<n/>").value(), "<n/>") << "a mark counts before all";
  EXPECT_EQ(decode_xml("", "\0<\0n\0/\0>"s).value(), "<n/>");
  EXPECT_EQ(decode_xml("", "<n/>").value(), "<n/>");
  EXPECT_FALSE(decode_xml("", "<?xml version='1.0' encoding='nonsense'?><n/>"));
}

Request typed(const std::string& type, const std::string& body) {
  return request("POST /", {{"Content-Type", type}}, body);
}

TEST(Charset, EveryMatcherSeesTheText) {
  const auto gbk = typed("text/plain; charset=GBK", "x\xD6\xD0y");
  EXPECT_TRUE(fits("{\"text\":\"x\xE4\xB8\xADy\"}", gbk));
  EXPECT_TRUE(fits("{\"text\":{\"match\":\"x.y\"}}", gbk));
  const auto json = typed("application/json; charset=GBK", "{\"n\":\"\xD6\xD0\"}");
  EXPECT_TRUE(fits("{\"json\":{\"n\":\"\xE4\xB8\xAD\"}}", json));
  EXPECT_TRUE(fits("{\"json_paths\":{\"$.n\":\"\xE4\xB8\xAD\"}}", json));
  const auto utf16 =
      typed("application/json; charset=\"UTF-16\"", "\xFF\xFE{\0\"\0n\0\"\0:\0001\0}\0"s);
  EXPECT_TRUE(fits("{\"json\":{\"n\":1}}", utf16));
  for (const char* body : {"n=%D6%D0", "n=\xD6\xD0"})
    EXPECT_TRUE(fits("{\"forms\":{\"n\":\"\xE4\xB8\xAD\"}}",
                     typed("application/x-www-form-urlencoded; charset=GBK", body)));
  EXPECT_TRUE(fits(
      "{\"forms\":{\"n\":\"a&b\"}}",
      typed("application/x-www-form-urlencoded; charset=utf-16be", "\0n\0=\0a\0%\0002\0006\0b"s)));
  EXPECT_TRUE(fits("{\"forms\":{\"n\":\"\xE4\xB8\xAD\"}}",
                   typed("multipart/form-data; boundary=b",
                         "--b\r\nContent-Disposition: form-data; name=\"n\"\r\nContent-Type: "
                         "text/plain; charset=GBK\r\n\r\n\xD6\xD0\r\n--b--")));
  EXPECT_TRUE(fits("{\"multipart\":{\"n\":{\"text\":\"\xE4\xB8\xAD\"}}}",
                   typed("multipart/form-data; boundary=b",
                         "--b\r\nContent-Disposition: form-data; name=\"n\"\r\nContent-Type: "
                         "text/plain; charset=GBK\r\n\r\n\xD6\xD0\r\n--b--")));
  EXPECT_TRUE(fits("{\"xpaths\":{\"/n/text()\":\"\xE4\xB8\xAD\"}}",
                   typed("text/xml", "<?xml version=\"1.0\" encoding=\"GBK\"?><n>\xD6\xD0</n>")));
  EXPECT_TRUE(fits("{\"text\":{\"xml\":\"<n>\xE4\xB8\xAD</n>\"}}",
                   typed("text/xml; charset=GBK", "<n>\xD6\xD0</n>")));
  EXPECT_TRUE(fits("{\"text\":\"x\xE4\xB8\xADy\"}", typed("text/plain", "x\xE4\xB8\xADy")));
}

std::string detail(const std::string& matcher, const Request& r) {
  const auto compiled = compile(matcher);
  const Subject subject(r);
  std::string out;
  for (const auto& c : compiled.matcher->explain(subject)) out += c.detail;
  return out;
}

TEST(Charset, AnUnknownOneIsSaidAndReadAsUtf8) {
  const auto r = typed("text/plain; charset=nonsense", "x\xE4\xB8\xADy");
  EXPECT_TRUE(fits("{\"text\":\"x\xE4\xB8\xADy\"}", r));
  EXPECT_EQ(detail(R"({"text":"z"})", r), "gave up: the charset \"nonsense\" is not known here");
  EXPECT_EQ(detail(R"({"json":{}})", r), "gave up: the charset \"nonsense\" is not known here");
  EXPECT_EQ(detail(R"({"forms":{"a":"b"}})", r),
            "gave up: the charset \"nonsense\" is not known here");
  const Subject subject(r);
  EXPECT_EQ(subject.message().body, r.body) << "the bytes stay";
}

}  // namespace
}  // namespace ricochet::match

#include "base/text/text.h"
#include "base/text/encoding.h"
#include "base/text/markup.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "base/text/utf8.h"

#include <gtest/gtest.h>

namespace ricochet::base {
namespace {

using namespace std::string_literals;

TEST(Text, Trim) {
  EXPECT_EQ(trim("  a b\r\n\t"), "a b");
  EXPECT_EQ(trim(" \t"), "");
  EXPECT_EQ(trim(""), "");
  EXPECT_EQ(trim("\xC2\xA0x"), "\xC2\xA0x");  // ASCII only
}

TEST(Text, Case) {
  EXPECT_EQ(to_lower("AbZ[\xC3\x84"), "abz[\xC3\x84");
  EXPECT_EQ(to_upper("aBz{\xC3\xA4"), "ABZ{\xC3\xA4");
  EXPECT_TRUE(iequals("Content-Type", "content-TYPE"));
  EXPECT_FALSE(iequals("a", "ab"));
  EXPECT_FALSE(iequals("@", "`"));
  EXPECT_TRUE(iequals("", ""));
}

TEST(Text, Split) {
  using Parts = std::vector<std::string_view>;
  EXPECT_EQ(split("a,b,,c", ','), (Parts{"a", "b", "", "c"}));
  EXPECT_EQ(split("", ','), (Parts{""}));
  EXPECT_EQ(split(",", ','), (Parts{"", ""}));
}

TEST(Text, Utf8) {
  const struct {
    std::string bytes, repaired;
  } cases[] = {
      {"plain", "plain"},
      {"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80", "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"},
      {"\xF4\x8F\xBF\xBF", "\xF4\x8F\xBF\xBF"},                                  // U+10FFFF
      {"\xF4\x90\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},  // beyond
      {"\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD"},                                  // overlong
      {"\xE0\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"\xED\xBF\xBF", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},  // surrogate
      {"a\xE2\x82", "a\xEF\xBF\xBD\xEF\xBF\xBD"},                // cut off
      {"\x80z", "\xEF\xBF\xBDz"},
      {"", ""},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(repair_utf8(c.bytes), c.repaired) << hex_encode(c.bytes);
    EXPECT_EQ(is_utf8(c.bytes), c.bytes == c.repaired) << hex_encode(c.bytes);
    EXPECT_TRUE(is_utf8(repair_utf8(c.bytes)));
  }
}

TEST(Text, PrintableShowsControlBytes) {
  EXPECT_EQ(printable("a\x1b[0m\tb\nc\x7f\r"s), "a\\x1b[0m\tb\nc\\x7f\\x0d");
  EXPECT_EQ(printable("\0\xFF"s), "\\x00\xEF\xBF\xBD");
}

TEST(Text, DisplayWidthCountsCharacters) {
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"), 3u);
  EXPECT_EQ(display_width(""), 0u);
}

TEST(Text, ShortenCutsBetweenCharacters) {
  EXPECT_EQ(shorten("hello", 5), "hello");
  EXPECT_EQ(shorten("hello", 4), "hell...");
  EXPECT_EQ(shorten("a\xC3\xA4z", 2), "a...");
  EXPECT_EQ(shorten("\xF0\x9F\x98\x80", 3), "...");
  EXPECT_EQ(shorten("", 0), "");
}

TEST(Text, InQuotes) {
  EXPECT_EQ(in_quotes("a\"b\\c\n\r\t\x01\x7f"), R"("a\"b\\c\n\r\t\u0001\u007f")");
  EXPECT_EQ(in_quotes("\xFF"), "\"\xEF\xBF\xBD\"");
}

TEST(Text, Hex) {
  const std::string all("\x00\x0f\xf0\xff", 4);
  EXPECT_EQ(hex_encode(all), "000ff0ff");
  EXPECT_EQ(hex_decode("000FF0fF"), all);
  EXPECT_EQ(hex_decode(""), "");
  for (const char* bad : {"0", "0g", "0x", " 00", "00 "})
    EXPECT_EQ(hex_decode(bad), std::nullopt) << bad;
}

TEST(Text, Base64) {
  const std::pair<std::string, std::string> cases[] = {// RFC 4648 section 10
                                                       {"", ""},
                                                       {"f", "Zg=="},
                                                       {"fo", "Zm8="},
                                                       {"foo", "Zm9v"},
                                                       {"foob", "Zm9vYg=="},
                                                       {"fooba", "Zm9vYmE="},
                                                       {"foobar", "Zm9vYmFy"},
                                                       {"\xFB\xFF\xFE", "+//+"}};
  for (const auto& [plain, encoded] : cases) {
    EXPECT_EQ(base64_encode(plain), encoded);
    EXPECT_EQ(base64_decode(encoded), plain);
  }
  for (const char* bad : {"Zg", "Zg=", "Z===", "====", "Zg=a", "Z g=", "Zm9v\n", "=Zg=", "-_-_"}) {
    EXPECT_EQ(base64_decode(bad), std::nullopt) << bad;
  }
}

TEST(Text, PercentDecode) {
  EXPECT_EQ(percent_decode("a%20b%C3%A4"), "a b\xC3\xA4");
  EXPECT_EQ(percent_decode("%"), "%");
  EXPECT_EQ(percent_decode("%4"), "%4");
  EXPECT_EQ(percent_decode("%zz%41"), "%zzA");
  EXPECT_EQ(percent_decode("%2541"), "%41");
  EXPECT_EQ(percent_decode("a+b"), "a+b");
  EXPECT_EQ(percent_decode("a+b%2B", true), "a b+");
}

TEST(Text, PercentEncode) {
  EXPECT_EQ(percent_encode("aZ9-._~"), "aZ9-._~");
  EXPECT_EQ(percent_encode("{\"a\": 1}/&+\xc3\xa9"), "%7B%22a%22%3A%201%7D%2F%26%2B%C3%A9");
  EXPECT_EQ(percent_encode(std::string(1, '\0')), "%00");
  EXPECT_EQ(percent_encode("/a b/~", "/"), "/a%20b/%7E");
}

TEST(Text, Numbers) {
  EXPECT_EQ(plural(0, "call"), "0 calls");
  EXPECT_EQ(plural(1, "call"), "1 call");
  EXPECT_EQ(plural(2, "call"), "2 calls");
  EXPECT_EQ(format_bytes(0), "0 B");
  EXPECT_EQ(format_bytes(1023), "1023 B");
  EXPECT_EQ(format_bytes(1536), "1.5 KiB");
  EXPECT_EQ(format_bytes(3u << 20), "3.0 MiB");
  EXPECT_EQ(format_bytes((1u << 20) - 1), "1.0 MiB");
  EXPECT_EQ(format_bytes(UINT64_MAX), "16777216.0 TiB");
}

TEST(Text, SuggestFindsTheWordThatWasMeant) {
  const std::vector<std::string> keys = {"uri",        "method", "headers", "json",
                                         "json_paths", "text",   "to",      "tag"};
  const std::pair<const char*, const char*> near[] = {
      {"url", "uri"},        {"uir", "uri"},   {"metod", "method"},         {"METHOD", "method"},
      {"header", "headers"}, {"jsno", "json"}, {"jsonpaths", "json_paths"}, {"txt", "text"},
      {"ot", "to"}};
  for (const auto& [word, wanted] : near) EXPECT_EQ(suggest(word, keys), wanted) << word;
  for (const char* far : {"a", "x", "body", "", "zz", "completely"})
    EXPECT_EQ(suggest(far, keys), std::nullopt) << far;
}

TEST(Text, DidYouMean) {
  EXPECT_EQ(did_you_mean("respons", {"request", "response"}), "did you mean \"response\"?");
  EXPECT_EQ(did_you_mean("zzz", {"a", "b"}), "known: a, b");
  EXPECT_EQ(did_you_mean("zzz", {}), "");
  std::vector<std::string> many;
  for (int i = 0; i < 6000; ++i) many.push_back("key" + std::to_string(i));
  const auto told = did_you_mean("size", many);
  EXPECT_LT(told.size(), 2600u);
  EXPECT_TRUE(told.starts_with("known: key0, key1, "));
  EXPECT_TRUE(told.ends_with(" more")) << told;
  EXPECT_LT(did_you_mean("size", {std::string(100000, 'x')}).size(), 300u);
  EXPECT_EQ(did_you_mean("key59999", many), "did you mean \"key5999\"?");
}

TEST(Text, MarkupIsEscaped) {
  EXPECT_EQ(escape_markup("a<b> & \"c\" 'd'"), "a&lt;b&gt; &amp; \"c\" 'd'");
  EXPECT_EQ(escape_html("a<b> & \"c\" 'd'"), "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;");
  EXPECT_EQ(escape_xml("a<b> & \"c\" 'd'"), "a&lt;b&gt; &amp; &quot;c&quot; &apos;d&apos;");
  EXPECT_EQ(escape_html("&amp;\xFF\n"), "&amp;amp;\xFF\n");
}

TEST(Text, HiddenControlsAreSpeltOutAndNothingElseIs) {
  EXPECT_EQ(printable("a\xc2\x9b"
                      "31m\xe2\x80\xae\xf3\xa0\x81\x81\x1b\xef\xbb\xbf"),
            "a\\u009b31m\\u202e\\u{e0041}\\x1b\\ufeff");
  EXPECT_EQ(printable("a\xe2\x80\x8b"
                      "b\xc2\xad"
                      "c\xe1\x85\x9f"
                      "d\xe3\x85\xa4"),
            "a\\u200bb\\u00adc\\u115fd\\u3164");
  EXPECT_EQ(in_quotes("\xe2\x80\xae\x1b\n"), "\"\\u202e\\u001b\\n\"");
  for (const std::string text : {"caf\xc3\xa9 \xe4\xbd\xa0 \xf0\x9f\x98\x80 \xd7\xa9\n\tx",
                                 "\xe2\x80\x8d", "\xe2\x80\x8c", "\xe2\x9d\xa4\xef\xb8\x8f"})
    EXPECT_EQ(printable(text), text);
}

}  // namespace
}  // namespace ricochet::base

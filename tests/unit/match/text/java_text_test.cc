#include <gtest/gtest.h>

#include <algorithm>

#include "match/text/case_map.h"
#include "match/text/collation.h"
#include "match/text/utf16.h"

namespace ricochet::match {
namespace {

TEST(Utf16, CountsAndCutsAsJava) {
  EXPECT_EQ(utf16_length(""), 0u);
  EXPECT_EQ(utf16_length("aé€"), 3u);
  EXPECT_EQ(utf16_length("a🙂b"), 4u);
  EXPECT_EQ(utf16_length("a\xFF"
                         "b"),
            3u)
      << "a byte that is not UTF-8 is one";
  EXPECT_EQ(utf16_slice("a🙂b", 0, 1), "a");
  EXPECT_EQ(utf16_slice("a🙂b", 1, 3), "🙂");
  EXPECT_EQ(utf16_slice("a🙂b", 2, 4), "?b") << "half of a pair";
  EXPECT_EQ(utf16_slice("a🙂b", 1, 2), "?");
  EXPECT_EQ(utf16_slice("abc", 2, 99), "c");
  EXPECT_EQ(utf16_slice("abc", 5, 9), "");
  EXPECT_EQ(utf16_offset("a🙂b", 3), 5u);
  EXPECT_EQ(utf16_offset("a🙂b", 4), std::string_view::npos);
  EXPECT_EQ(utf16_units_before("a🙂b", 5), 3u);
}

TEST(Utf16, EveryCharacterComesBack) {
  for (std::uint32_t c = 0; c < 0x110000; c += c < 0x3000 ? 1 : 61) {
    if (c >= 0xD800 && c < 0xE000) continue;
    std::string text;
    append_character(text, c);
    std::size_t at = 0;
    ASSERT_EQ(next_character(text, at), c);
    ASSERT_EQ(at, text.size());
    ASSERT_EQ(utf16_length(text), c > 0xFFFF ? 2u : 1u);
  }
  for (const char* bad : {"\x80", "\xC3", "\xE2\x82", "\xF0\x9F\x99", "\xED\xA0\x80", "\xC0\xAF",
                          "\xF5\x80\x80\x80"}) {
    std::size_t at = 0;
    EXPECT_GE(next_character(bad, at), kNotUtf8) << bad;
    EXPECT_EQ(at, 1u);
  }
}

TEST(CaseMap, AllOfUnicode) {
  EXPECT_EQ(upper_case("straße éàü ŉ ﬁ ǆ"), "STRASSE ÉÀÜ ʼN FI Ǆ");
  EXPECT_EQ(lower_case("ÉÀÜ ΟΔΟΣ ΑΣ. Σ İ"), "éàü οδος ας. σ i\xCC\x87");
  EXPECT_EQ(upper_case("a\xFF"
                       "b"),
            "A\xFF"
            "B");
  EXPECT_EQ(upper_of(0xDF), 0xDFu);
  EXPECT_EQ(upper_of(0x10428), 0x10400u);
  EXPECT_EQ(lower_of(0x1E9E), 0xDFu);
  EXPECT_EQ(lower_of(0x130), std::uint32_t{'i'});
}

TEST(CaseMap, WhatBecomesCapitalComesBack) {
  std::size_t letters = 0;
  for (std::uint32_t c = 0x80; c < 0x20000; ++c) {
    const auto small = lower_of(c);
    if (small == c || c == 0x130) continue;
    ++letters;
    ASSERT_EQ(lower_of(small), small) << c;
  }
  EXPECT_GT(letters, 1300u);
}

TEST(Collation, AsJavaSorts) {
  const std::vector<std::string> sorted = {"a_b",    "a.b",    "ab",    "aB",    "Ab",     "a b",
                                           "a-b",    "ac",     "coop",  "co-op", "CO-OP",  "e",
                                           "E",      "é",      "ea",    "f",     "resume", "Resume",
                                           "résumé", "Straße", "zebra", "10",    "9"};
  auto shuffled = sorted;
  std::reverse(shuffled.begin(), shuffled.end());
  std::stable_sort(shuffled.begin(), shuffled.end(), [](const auto& a, const auto& b) {
    return collation_key(a) < collation_key(b);
  });
  std::vector<std::string> expected = {"10", "9"};
  expected.insert(expected.end(), sorted.begin(), sorted.end() - 2);
  EXPECT_EQ(shuffled, expected);
}

}  // namespace
}  // namespace ricochet::match

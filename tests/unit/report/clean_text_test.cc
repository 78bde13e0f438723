#include "runner/result/clean_text.h"

#include <gtest/gtest.h>

#include "base/text/printable.h"
#include "base/text/utf8.h"

namespace ricochet::runner {
namespace {

TEST(CleanText, Table) {
  using namespace std::string_literals;
  const struct {
    std::string in, out;
  } cases[] = {
      {"plain\ttext\nhere", "plain\ttext\nhere"},
      {"\x1b[1;31mred\x1b[0m", "red"},
      {"\x1b[38;2;1;2;3mrgb\x1b[K", "rgb"},
      {"\x1b]0;title\atext", "text"},
      {"\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"},
      {"\x1b(Btext\x1b=", "text"},
      {"\x1b[31", "\\x1b[31"},  // cut off: shown, not swallowed
      {"\x1b]0;no end\nnext", "\\x1b]0;no end\nnext"},
      {"\x1b", "\\x1b"},
      {"\x1b\x01", "\\x1b\\x01"},
      {"nul\0byte"s, "nul\\x00byte"},
      {"\x7f", "\\x7f"},
      {"\xC2\x9B"
       "31m",
       "\\x9b31m"},  // CSI as one character
      {"\xC2\xA0", "\xC2\xA0"},
      {"a\r\nb\rc", "a\nb\\x0dc"},
      {"\xFF\xC0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},  // a lone surrogate
      {"\xEF\xBF\xBE\xEF\xBF\xBF\xEF\xBF\xBD", "\\ufffe\\uffff\xEF\xBF\xBD"},
      {"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"},
      {"\xC2\xAD\xE2\x80\xAE\xF3\xA0\x81\x81", "\\xad\\u202e\\u{e0041}"},
      {"", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(clean_text(c.in), c.out) << base::in_quotes(c.in);
}

TEST(CleanText, OneLineIsOneLineAndNoLongerThanAsked) {
  EXPECT_EQ(one_line("  a\n\tb  c\n", 200), "a b c");
  EXPECT_EQ(one_line("", 200), "");
  EXPECT_EQ(one_line(std::string(200, 'x'), 200), std::string(200, 'x'));
  EXPECT_EQ(one_line(std::string(201, 'x'), 200), std::string(197, 'x') + "...");
  std::string umlauts;
  for (int i = 0; i < 200; ++i) umlauts += "\xC3\xBC";
  EXPECT_LE(one_line(umlauts, 200).size(), 200u);
  EXPECT_TRUE(base::is_utf8(one_line(umlauts, 200)));
}

TEST(CleanText, LastLines) {
  EXPECT_EQ(last_lines("a\nb\nc\n\n", 2), "b\nc");
  EXPECT_EQ(last_lines("a\nb", 5), "a\nb");
  EXPECT_EQ(last_lines("a", 1), "a");
  EXPECT_EQ(last_lines("\n", 1), "");
  EXPECT_EQ(last_lines("", 3), "");
}

TEST(CleanText, IndentLeavesEmptyLinesEmpty) {
  EXPECT_EQ(indent("a\n\n  b", "> "), "> a\n\n>   b");
  EXPECT_EQ(indent("\na", "  "), "\n  a");
  EXPECT_EQ(indent("", "  "), "");
}

}  // namespace
}  // namespace ricochet::runner

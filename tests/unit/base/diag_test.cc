#include "base/diag.h"

#include <gtest/gtest.h>

#include "base/result.h"
#include "base/text/utf8.h"
#include "tests/support/golden.h"

namespace ricochet::base {
namespace {

Diag unknown_key() {
  Diag d("stub/unknown-key", "unknown key \"respons\"", "did you mean \"response\"?");
  d.where.file = "stubs/orders.json";
  d.where.line = 12;
  d.where.column = 7;
  d.where.length = 9;
  d.where.pointer = "/stubs/3/respons";
  d.where.source_line = R"(      "respons": { "status": 200 })";
  return d;
}

Diag with(Diag d, auto&& change) {
  change(d);
  return d;
}

TEST(Diag, CodeWithoutItsArea) {
  EXPECT_EQ(Diag("stub/unknown-key", "").code_without_area(), "unknown-key");
  EXPECT_EQ(Diag("unknown-key", "").code_without_area(), "unknown-key");
  EXPECT_EQ(Diag().code_without_area(), "");
}

TEST(Diag, GoldenTexts) {
  const struct {
    const char* name;
    Diag diag;
  } cases[] = {
      {"error", unknown_key()},
      {"warning", with(unknown_key(), [](Diag& d) { d.severity = Severity::kWarning; })},
      {"notes", with(unknown_key(),
                     [](Diag& d) {
                       d.notes = {"first at a.json:3:1", "another\nof two lines"};
                     })},
      {"no-hint", with(unknown_key(), [](Diag& d) { d.hint.clear(); })},
      {"two-line-hint", with(unknown_key(), [](Diag& d) { d.hint = "write one of\n    a, b, c"; })},
      {"no-place", with(unknown_key(), [](Diag& d) { d.where = {}; })},
      {"file-only", with(unknown_key(), [](Diag& d) { d.where.line = 0; })},
      {"one-caret", with(unknown_key(), [](Diag& d) { d.where.length = 0; })},
      {"past-the-end", with(unknown_key(), [](Diag& d) { d.where.column = 900; })},
      {"tab",
       with(unknown_key(), [](Diag& d) { d.where.source_line = "\t\t\t\t\t\t\"respons\": 1"; })},
      {"umlauts", with(unknown_key(),
                       [](Diag& d) {
                         d.where.source_line = "\"\xC3\xA4\xC3\xB6\": \"\xC3\xBC\xC3\xBC\", 3";
                         d.where.column = 9;
                         d.where.length = 6;
                       })},
      {"control-bytes", with(unknown_key(),
                             [](Diag& d) {
                               d.message = "bad \x1b[31m byte";
                               d.where.source_line = "\x1b[1m\"x\x01y\": 2";
                               d.where.column = 5;
                               d.where.length = 5;
                             })},
      {"long-line-end", with(unknown_key(),
                             [](Diag& d) {
                               d.where.source_line =
                                   std::string(500, 'x') + "HERE" + std::string(500, 'y');
                               d.where.column = 501;
                               d.where.length = 4;
                             })},
      {"long-line-begin", with(unknown_key(),
                               [](Diag& d) {
                                 d.where.source_line = "HERE" + std::string(500, 'y');
                                 d.where.column = 1;
                                 d.where.length = 400;
                               })},
  };
  std::string all;
  for (const auto& c : cases) all += std::string("== ") + c.name + "\n" + render(c.diag) + "\n\n";
  test::expect_golden("base/diag.txt", all);
}

TEST(Diag, ColourIsTheSameTextWithCodes) {
  const std::string coloured = render(unknown_key(), true);
  std::string plain;
  for (std::size_t i = 0; i < coloured.size(); ++i) {
    if (coloured[i] == '\x1b')
      i = coloured.find('m', i);
    else
      plain += coloured[i];
  }
  EXPECT_NE(coloured, plain);
  EXPECT_EQ(plain, render(unknown_key()));
}

TEST(Diag, NoColumnOfAnyLineBreaksTheExcerpt) {
  const std::string lines[] = {"",
                               "x",
                               "\x80\x80\x80",
                               std::string(400, '\x80'),
                               "a\xF0\x9F\x98\x80z",
                               std::string(170, 'a') + "\xC3\xA4"};
  for (const auto& line : lines) {
    for (std::size_t column = 0; column < line.size() + 3; ++column) {
      Diag d = unknown_key();
      d.where.source_line = line;
      d.where.column = column;
      EXPECT_TRUE(is_utf8(render(d)));
      EXPECT_NE(render(d).find('^'), std::string::npos);
    }
  }
}

TEST(Diag, PlaceAlone) {
  EXPECT_EQ(render_place(unknown_key().where),
            "  --> stubs/orders.json:12:7 (/stubs/3/respons)\n"
            "12 |       \"respons\": { \"status\": 200 }");
  EXPECT_EQ(render_place(Location{}), "");
}

TEST(Diag, OneLine) {
  EXPECT_EQ(render_line(unknown_key()),
            "stubs/orders.json:12:7: unknown key \"respons\" (did you mean \"response\"?)");
  EXPECT_EQ(render_line(Diag("a/b", "what")), "what");
}

TEST(DiagList, KeepsTheFirstErrorsAndCountsTheRest) {
  DiagList list(2);
  for (int i = 0; i < 5; ++i) list.add(Diag("a/b", "error " + std::to_string(i)));
  Diag warning("a/c", "still a warning");
  warning.severity = Severity::kWarning;
  list.add(warning);
  EXPECT_TRUE(list.full());
  EXPECT_EQ(list.error_count(), 2u);
  EXPECT_EQ(list.suppressed(), 3u);
  EXPECT_EQ(list.render_all(),
            "error[a/b]: error 0\n\nerror[a/b]: error 1\n\nwarning[a/c]: still a warning\n\n"
            "and 3 more errors\n");
}

TEST(DiagList, WarningsAreNoErrors) {
  DiagList list;
  Diag warning("a/c", "careful");
  warning.severity = Severity::kWarning;
  list.add(warning);
  EXPECT_FALSE(list.has_errors());
  EXPECT_EQ(list.all().size(), 1u);
}

TEST(Result, ValueOfAFailureThrowsTheDiag) {
  const Result<std::string> failed = Diag("a/b", "what", "cure");
  ASSERT_FALSE(failed.has_value());
  try {
    (void)failed.value();
    FAIL();
  } catch (const DiagError& e) {
    EXPECT_STREQ(e.what(), "what (cure)");
    EXPECT_EQ(e.diag().code, "a/b");
  }
  const Result<std::string> good = std::string("text");
  EXPECT_EQ(good.value(), "text");
}

TEST(DiagList, ItsKindIsThatOfTheFirstErrorThatIsMoreThanBadInput) {
  DiagList diags;
  EXPECT_EQ(diags.kind(), Diag::Kind::kInput);
  diags.add(Diag("a/b", "bad"));
  Diag warning(Diag::Kind::kInternal, "a/b", "odd");
  warning.severity = Severity::kWarning;
  diags.add(warning);
  EXPECT_EQ(diags.kind(), Diag::Kind::kInput);
  diags.add(Diag(Diag::Kind::kNotFound, "a/b", "not there"));
  diags.add(Diag(Diag::Kind::kConflict, "a/b", "there already"));
  EXPECT_EQ(diags.kind(), Diag::Kind::kNotFound);
}

}  // namespace
}  // namespace ricochet::base

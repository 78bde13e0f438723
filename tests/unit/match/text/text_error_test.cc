#include "match/text/error.h"

#include <gtest/gtest.h>

#include "base/json/json.h"
#include "tests/unit/match/match_support.h"

namespace ricochet::match {
namespace {

TEST(TextError, KnowsLineColumnAndOffset) {
  constexpr std::string_view kText = "one\ntwo three";
  const auto d = text_error("x/y", "message", kText, 8, 5, "hint");
  EXPECT_EQ(d.where.line, 2u);
  EXPECT_EQ(d.where.column, 5u);
  EXPECT_EQ(d.where.source_line, "two three");
  EXPECT_EQ(offset_of(d, kText), 8u);
  EXPECT_EQ(offset_of(text_error("x/y", "m", kText, 99), kText), kText.size());
  EXPECT_EQ(offset_of(text_error("x/y", "m", kText, 0), kText), 0u);
}

TEST(TextError, IsReportedInsideTheStringThatHeldTheText) {
  base::DiagList diags;
  auto document = base::JsonDocument::parse("f.json", R"({ "a": "  xyz" })").value();
  const base::JsonReader root(document, diags, "stub");
  report(*root.find("a"), text_error("match/bad", "oh", "xyz", 1), 2);
  ASSERT_EQ(diags.all().size(), 1u);
  EXPECT_EQ(diags.all()[0].code, "stub/bad");
  EXPECT_EQ(diags.all()[0].where.column, 12u);  // the y
}

}  // namespace
}  // namespace ricochet::match

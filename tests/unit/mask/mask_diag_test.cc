#include "runner/mask/mask_diag.h"

#include <gtest/gtest.h>

namespace ricochet::runner::mask {
namespace {

TEST(MaskDiag, TheCaretStaysUnderItsWord) {
  base::Diag diag("scenario/unknown-key", "unknown key \"hedaers\"", "did you mean \"headers\"?");
  diag.where.file = "a.json";
  diag.where.line = 3;
  diag.where.source_line = R"(  { "password": "hunter2-x", "hedaers": 1 })";
  diag.where.column = 31;
  diag.where.length = 9;
  Secrets secrets;
  EXPECT_EQ(base::render(masked(diag, secrets)),
            "error[scenario/unknown-key]: unknown key \"hedaers\"\n"
            "  --> a.json:3:31\n"
            "3 |   { \"password\": \"*********\", \"hedaers\": 1 }\n"
            "  |                               ^^^^^^^^^ did you mean \"headers\"?");
}

TEST(MaskDiag, TextsOfAllOfThem) {
  Secrets secrets;
  secrets.learn("token", "abcd-efgh-1");
  base::DiagList diags;
  base::Diag diag("x/y", "bad abcd-efgh-1", "not abcd-efgh-1");
  diag.notes = {"saw abcd-efgh-1"};
  diags.add(diag);
  EXPECT_EQ(masked(diags, secrets).render_all().find("abcd-efgh-1"), std::string::npos);
}

}  // namespace
}  // namespace ricochet::runner::mask

#include "base/error_mark.h"

#include <gtest/gtest.h>

namespace ricochet::base {
namespace {

Diag finding(Severity severity) {
  Diag diag("test/finding", "a finding");
  diag.severity = severity;
  return diag;
}

TEST(ErrorMark, IsCleanUntilAnErrorComes) {
  DiagList diags;
  diags.add(finding(Severity::kError));
  const ErrorMark mark(diags);
  EXPECT_TRUE(mark.clean()) << "what was there before is not counted";
  diags.add(finding(Severity::kWarning));
  EXPECT_TRUE(mark.clean());
  diags.add(finding(Severity::kError));
  EXPECT_FALSE(mark.clean());
  EXPECT_TRUE(ErrorMark(diags).clean());
}

TEST(ErrorMark, SeesErrorsThatTheListDoesNotKeep) {
  DiagList diags(1);
  diags.add(finding(Severity::kError));
  const ErrorMark mark(diags);
  diags.add(finding(Severity::kError));
  EXPECT_EQ(diags.error_count(), 1u);
  EXPECT_FALSE(mark.clean());
}

}  // namespace
}  // namespace ricochet::base

#pragma once
#include <string>
#include <vector>

namespace ricochet::runner::test {

/// libxml2's command line tool, as an opinion from outside.
bool xmllint_is_there();

/// What `xmllint WORDS FILES` printed and its exit code. The contents are written to files in a
/// folder that is removed afterwards.
struct XmllintResult {
  int exit_code = -1;
  std::string output;  ///< stdout and stderr
};
XmllintResult xmllint(const std::vector<std::string>& words,
                      const std::vector<std::string>& contents);

}  // namespace ricochet::runner::test

/// Inside a TEST: skips it by name when the tool is missing (Debian: libxml2-utils).
#define RICOCHET_NEEDS_XMLLINT()                                               \
  if (!ricochet::runner::test::xmllint_is_there()) {                           \
    GTEST_SKIP() << "xmllint is not installed: apt-get install libxml2-utils"; \
  }

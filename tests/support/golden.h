#pragma once
#include <string>
#include <string_view>

namespace ricochet::test {

/// Fails the running test unless `actual` equals the text in tests/golden/<name>; the failure shows
/// the first line that differs. With UPDATE_GOLDEN=1 in the environment the file is written
/// instead, and the diff is for the review to read.
void expect_golden(const std::string& name, std::string_view actual);

/// Where tests/golden/<name> stands on disk, for tests that hand the file to another program.
std::string golden_path(const std::string& name);

}  // namespace ricochet::test

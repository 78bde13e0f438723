#include "tests/support/golden.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "base/file.h"
#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::test {

namespace {

/// The first line in which the two differ, counted from 1, with both versions of it.
std::string first_difference(std::string_view expected, std::string_view actual) {
  const auto want = base::split(expected, '\n');
  const auto got = base::split(actual, '\n');
  std::size_t i = 0;
  while (i < std::min(want.size(), got.size()) && want[i] == got[i]) ++i;
  auto line = [&](const std::vector<std::string_view>& lines) {
    return i < lines.size() ? base::in_quotes(lines[i]) : std::string("(no such line)");
  };
  return "line " + std::to_string(i + 1) + "\n  golden: " + line(want) + "\n  actual: " + line(got);
}

}  // namespace

std::string golden_path(const std::string& name) {
  return std::string(RICOCHET_SOURCE_DIR) + "/tests/golden/" + name;
}

void expect_golden(const std::string& name, std::string_view actual) {
  const std::string path = golden_path(name);
  const char* update = std::getenv("UPDATE_GOLDEN");
  if (update != nullptr && std::string_view(update) == "1") {
    const auto written = base::write_file_atomic(path, actual);
    EXPECT_TRUE(written.has_value()) << "cannot write the golden file " << path;
    return;
  }
  const auto expected = base::read_file(path);
  if (!expected) {
    ADD_FAILURE() << "no golden file tests/golden/" << name
                  << "; write it with UPDATE_GOLDEN=1. The text was:\n"
                  << actual;
    return;
  }
  if (*expected == actual) return;
  ADD_FAILURE() << "differs from tests/golden/" << name << " in "
                << first_difference(*expected, actual)
                << "\nIf the new text is right: UPDATE_GOLDEN=1. The whole text was:\n"
                << actual;
}

}  // namespace ricochet::test

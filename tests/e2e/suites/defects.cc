#include "tests/e2e/suites/defects.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/e2e/e2e.h"
#include "tests/e2e/junit_file.h"

namespace ricochet::e2e {

namespace {

namespace fs = std::filesystem;

/// Half of the test's own timeout: a red scenario waits out its deadlines, seven of them take long.
constexpr std::chrono::seconds kSuiteDeadline(150);

std::set<std::string> scenario_files(const std::string& suite) {
  std::set<std::string> out;
  for (const auto& entry : fs::directory_iterator(project_folder() + "/scenarios/" + suite)) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() == ".json" && name != "ricochet.json") out.insert(name);
  }
  return out;
}

}  // namespace

std::string test_name(const Defect& defect) {
  if (defect.name.empty()) return "None";
  std::string out;
  bool upper = true;
  for (const char c : defect.name) {
    if (c != '-') out += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    upper = c == '-';
  }
  return out;
}

void PrintTo(const Defect& defect, std::ostream* out) {
  *out << (defect.name.empty() ? "no defect" : defect.name);
}

void expect_caught(const std::string& suite, const Defect& defect) {
  const TempFolder folder;
  const std::string report = folder / "report.xml";
  ProgramStart start = ricochet({"run", "scenarios/" + suite, "--junit", report});
  if (!defect.name.empty()) start.env["DEFECT"] = defect.name;
  start.deadline = kSuiteDeadline;
  const ProgramEnd end = test::run_program(start);
  const JunitFile junit = read_junit(report);
  SCOPED_TRACE(end.out + end.err);
  EXPECT_EQ(end.exit_code, defect.exit_code);
  EXPECT_EQ(junit.red_files(), defect.red);
  EXPECT_EQ(junit.files(), scenario_files(suite));
  EXPECT_EQ(junit.count("skipped"), 0u);
  EXPECT_THAT(junit.red_text(), testing::HasSubstr(defect.telling));
  EXPECT_THAT(end.out, testing::HasSubstr(defect.telling));
}

void expect_all_covered(const std::string& suite, const std::vector<Defect>& defects) {
  std::set<std::string> covered;
  for (const auto& defect : defects) covered.insert(defect.red.begin(), defect.red.end());
  EXPECT_EQ(covered, scenario_files(suite)) << "a scenario that no defect turns red proves nothing";
}

}  // namespace ricochet::e2e

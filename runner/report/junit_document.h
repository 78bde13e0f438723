#pragma once
#include <string>

#include "runner/result/result.h"

namespace ricochet::runner {

/// kRich is for readers (Jenkins, GitLab, GitHub actions, Azure, CircleCI, Allure): file and line,
/// properties, output per case. kStrict is what the Jenkins, xUnit and Ant schemas allow all at
/// once.
enum class JunitDialect { kRich, kStrict };

struct JunitOptions {
  JunitDialect dialect = JunitDialect::kRich;
  std::string hostname = "localhost";
  std::string package;  ///< of every suite; empty: the folder of the scenario file, with dots
};

/// The whole run as a JUnit file: one testsuite per scenario file, one testcase per scenario; never
/// empty: a run that selected nothing is one error. Well-formed XML 1.0 for any bytes in the
/// results.
std::string junit_xml(const RunResult& run, const JunitOptions& options);

/// "scenarios/photo/x.json" as JUnit names classes: "scenarios.photo.x".
std::string junit_class_name(const std::string& file);

}  // namespace ricochet::runner

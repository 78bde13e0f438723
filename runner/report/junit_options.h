#pragma once
#include <string>
#include <vector>

namespace ricochet::runner {

/// kRich is for readers (Jenkins, GitLab, GitHub actions, Azure, CircleCI, Allure): file and line,
/// properties, output per case. kStrict is what the Jenkins, xUnit and Ant schemas allow all at
/// once.
enum class JunitDialect { kRich, kStrict };

struct JunitOptions {
  JunitDialect dialect = JunitDialect::kRich;
  std::string hostname = "localhost";
  std::string package;  ///< of every suite; empty: the folder of the scenario file, with dots
  /// Files that belong to every case that did not pass, as `[[ATTACHMENT|path]]`, which GitLab and
  /// Jenkins show beside it. kRich only.
  std::vector<std::string> attachments;
};

}  // namespace ricochet::runner

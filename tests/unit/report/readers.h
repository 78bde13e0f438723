#pragma once
#include <string>
#include <vector>

namespace ricochet::runner::test {

/// What a CI reader made of one testcase.
struct ReadCase {
  std::string id;       ///< as the reader groups it: package.class/name
  std::string outcome;  ///< "passed", "failed", "error", "skipped"
  std::string message;
  std::string body;
  std::string file;
  int line = 0;
  double seconds = 0;
};

struct ReadReport {
  std::vector<ReadCase> cases;
  std::vector<std::string> complaints;  ///< where the reader would throw, drop or misread something
};

// Each follows the rules that were read in the reader's own source (not its code).
ReadReport read_as_jenkins(const std::string& xml);
ReadReport read_as_gitlab(const std::string& xml);
ReadReport read_as_dorny(const std::string& xml);     ///< dorny/test-reporter, java-junit
ReadReport read_as_mikepenz(const std::string& xml);  ///< mikepenz/action-junit-report

/// Complaints about characters that XML 1.0 forbids, plain or as references: one loses the whole
/// file.
std::vector<std::string> illegal_characters(const std::string& xml);

}  // namespace ricochet::runner::test

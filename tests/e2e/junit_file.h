#pragma once
#include <set>
#include <string>
#include <vector>

namespace ricochet::e2e {

struct JunitCase {
  std::string name, file;
  std::string outcome;  ///< "passed", "failure", "error", "skipped": the element below <testcase>
  std::string type;     ///< of the failure or error
  std::string message;
  std::string text;
};

/// What a reader gets from a report; the totals of the root are held against the cases.
struct JunitFile {
  std::vector<JunitCase> cases;
  std::size_t count(const std::string& outcome) const;
  /// The scenario files (without folders) that there are cases of.
  std::set<std::string> files() const;
  /// Those that failed or ended in an error.
  std::set<std::string> red_files() const;
  /// The texts of all that is not green, for "contains".
  std::string red_text() const;
};

/// Fails the test when the file is missing, is not well-formed XML, or contradicts itself.
JunitFile read_junit(const std::string& path);

}  // namespace ricochet::e2e

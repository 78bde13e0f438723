#pragma once
#include <ostream>
#include <set>
#include <string>
#include <vector>

namespace ricochet::e2e {

/// One bug of a service, and what the suite must say about it.
struct Defect {
  std::string name;           ///< value of DEFECT; "" is the service without a bug
  std::set<std::string> red;  ///< scenario files that must turn red; no other may
  std::string telling;  ///< a part of the failure text from which a stranger can say what is wrong
  int exit_code = 1;
};

/// For the names of parameterised tests.
std::string test_name(const Defect& defect);
void PrintTo(const Defect& defect, std::ostream* out);

/// Runs the suite (a folder of scenarios/) against the service with the bug, and compares.
void expect_caught(const std::string& suite, const Defect& defect);

/// Every scenario file of the suite is in some defect's row, and no row names another.
void expect_all_covered(const std::string& suite, const std::vector<Defect>& defects);

}  // namespace ricochet::e2e

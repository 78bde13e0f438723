#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "runner/report/junit_options.h"
#include "runner/result/result.h"

namespace ricochet::runner {

/// A JUnit file that grows: one testsuite per scenario file, one testcase per scenario. After each
/// step it is a whole document, well-formed XML 1.0 for any bytes in the results, and each step
/// changes little of it: start tags are padded with blanks, so that counts change in place.
class JunitDocument {
 public:
  /// Put at this place, over what stands there; the text never becomes shorter.
  struct Edit {
    std::size_t offset = 0;
    std::string text;
  };

  JunitDocument(JunitOptions options, std::uint64_t seed, base::WallTime started);

  /// `fallback`: the time of a case that was never started. Applied in order, each edit leaves a
  /// whole document.
  std::vector<Edit> add(const ScenarioResult& scenario, base::WallTime fallback = {});
  /// How long it took; what never ran becomes one error, so that no file is without a case.
  std::vector<Edit> finish(const RunResult& run);
  std::string text() const;
  bool empty() const { return groups_.empty(); }

 private:
  struct Counts {
    std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;
    void add(Outcome outcome);
  };
  /// What becomes one testsuite.
  struct Group {
    std::string file, class_name;
    base::WallTime started;
    Counts counts;
    base::Duration took{0};
    std::size_t width = 0;  ///< of the start tag
    std::string cases, output, end;
  };

  std::string head() const;
  std::string root_tag() const;
  std::string suite_tag(const Group& group) const;
  std::string suite_properties() const;
  std::string end_of_suite(const Group& group) const;
  std::string suite_text(const Group& group) const;
  std::size_t begin_of(std::size_t group) const;
  Group& group_for(const ScenarioResult& scenario);
  std::string unused_name(const ScenarioResult& scenario, const std::string& class_name);
  std::string test_case(const Group& group, const ScenarioResult& scenario,
                        const std::string& name);
  std::string bounded_output(const std::string& bytes);
  std::string strict_output(const ScenarioResult& scenario, const std::string& name);

  JunitOptions options_;
  bool rich_;
  std::uint64_t seed_;
  base::WallTime started_;
  Counts counts_;
  base::Duration took_{0};
  std::size_t root_width_ = 0;
  std::vector<Group> groups_;
  std::map<std::string, std::size_t> by_file_;
  std::set<std::pair<std::string, std::string>> used_names_;
  std::size_t output_written_ = 0;
};

/// The whole run at once; a run that selected nothing is one error.
std::string junit_xml(const RunResult& run, const JunitOptions& options);

/// "scenarios/photo/x.v2.json" as JUnit names classes: "scenarios.photo.x_v2"; what is before the
/// last dot is the package.
std::string junit_class_name(const std::string& file);

}  // namespace ricochet::runner

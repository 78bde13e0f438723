#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/diag.h"
#include "runner/model/scenario.h"
#include "runner/model/suite.h"
#include "runner/steps/common/step.h"

namespace ricochet::runner {

/// A new, empty working directory for one test: files in it have short names, so the diagnostics
/// about them read the same everywhere.
class WorkFolder {
 public:
  WorkFolder();
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  void write(const std::string& name, std::string_view content) const;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::string before_;
};

/// A named input of a table, and what the golden file shows of it.
struct Case {
  const char* name;
  const char* text;
};

/// "== name", the findings, an empty line: one entry of a golden file.
std::string golden_entry(std::string_view name, const base::DiagList& diags);
std::string golden_entry(std::string_view name, const std::vector<base::Diag>& diags);

/// The text as `ricochet.json` in the working directory; the test fails when it has an error.
std::shared_ptr<const Suite> make_suite(const WorkFolder& folder, std::string_view text);

/// The text as a scenario file "s.json"; nothing is written. nullptr after an error.
std::shared_ptr<const Scenario> make_scenario(std::string_view text,
                                              std::shared_ptr<const Suite> suite,
                                              base::DiagList& diags);

/// A scenario whose only step this is, on line 3 of the file.
struct ParsedStep {
  std::shared_ptr<const Scenario> scenario;
  base::DiagList diags;
  std::unique_ptr<Step> step;

  /// The title, or the codes of what was found.
  std::string summary() const;
};
ParsedStep parse(std::string_view step, std::shared_ptr<const Suite> suite);

/// Every step of the table must be refused; what is said about each is the golden file.
void expect_golden_steps(const std::string& golden, const std::vector<Case>& cases,
                         const std::shared_ptr<const Suite>& suite);

/// The suite that the tests of steps use: topics orders and photo-events, stubs photos and
/// invoices, the bin webhooks, the services photo-service and mailer.
std::shared_ptr<const Suite> steps_suite(const WorkFolder& folder);

/// "code code ..." in the order of the findings.
std::string codes(const std::vector<base::Diag>& diags);

}  // namespace ricochet::runner

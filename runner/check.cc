#include "runner/check.h"

#include "base/json.h"
#include "runner/steps/step.h"
#include "runner/sut/launch.h"
#include "runner/world/facts.h"
#include "runner/world/scenario_scope.h"
#include "stubserver/rules/rule_set.h"

namespace ricochet::runner {

void check_stub_file(const std::string& file, base::DiagList& diags) {
  stubserver::LoadOptions options;
  options.file_root = folder_of(file);
  stubserver::RuleSet::load({file}, options, diags);
}

void check_suite(const Suite& suite, const std::string& bin_dir, base::DiagList& diags) {
  for (const auto& stub : suite.stubs) {
    if (stub.file.empty()) continue;
    base::DiagList found;
    check_stub_file(stub.file, found);
    for (base::Diag diag : found.all()) {
      const bool itself = diag.kind == base::Diag::Kind::kNotFound && diag.where.file == stub.file;
      if (itself && !diag.where.known()) {  // the mistake is where the name stands
        diag.where = suite.document->locate(stub.pointer);
        diag.hint = "stub files count from the suite's folder";
      }
      diags.add(std::move(diag));
    }
  }
  if (!suite.names_known) return;  // whatever names them would be blamed for it
  const base::Json facts = facts_for_check(suite, bin_dir);
  for (const auto& sut : suite.suts) {
    if (auto launch = expand_launch(sut, suite, facts); !launch) diags.add(launch.error());
  }
}

void check_scenario(const Scenario& scenario, const std::string& bin_dir, base::DiagList& diags) {
  const base::JsonReader root = scenario.reader(diags);
  constexpr std::uint64_t kSeed = 0;  // the values are thrown away
  ScenarioScope scope(scenario, facts_for_check(*scenario.suite, bin_dir), kSeed, base::WallTime());
  const bool vars_defined = scope.define_vars(root) && scenario.vars_known;
  if (const auto stubs = root.find("stubs"); stubs && vars_defined) {
    for (const auto& sessions : stubs->members()) {
      if (!sessions.is_array()) continue;  // the frame says so
      const auto expanded = scope.expand(sessions, true);
      if (!expanded) continue;
      stubserver::LoadOptions options;
      options.file_root = folder_of(scenario.file);
      stubserver::RuleSet::parse(sessions.with_value(*expanded), options);
    }
  }
  if (!vars_defined) return;  // whatever uses them would be blamed for it
  const auto steps = root.find("steps");
  if (!steps || !steps->is_array()) return;
  for (const auto& step : steps->elements()) {
    if (const auto expanded = scope.expand(step)) parse_step(step.with_value(*expanded), scenario);
  }
}

}  // namespace ricochet::runner

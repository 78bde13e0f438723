#include "runner/plan.h"

#include "base/json/json.h"
#include "base/text/printable.h"
#include "runner/mask/secrets.h"
#include "runner/steps/filled_step.h"
#include "runner/suite_steps.h"
#include "runner/world/facts.h"
#include "runner/world/scenario_scope.h"

namespace ricochet::runner {

namespace {

constexpr std::size_t kMaxValue = 300;

std::string shown(const base::Json& value) {
  return base::shorten(
      base::printable(value.is_string() ? value.get<std::string>() : base::compact_json(value)),
      kMaxValue);
}

void add_steps(const base::JsonReader& list, const Scenario& scenario, ScenarioScope& scope,
               const std::string& indent, std::string& out) {
  for (const auto& element : list.elements()) {
    const auto filled = fill_step(element, scenario, scope);
    if (!filled.step) {  // of a value that only a run knows
      const auto members = element.members();
      out += indent + (members.empty() ? std::string("?") : members.front().key()) + " (" +
             element.location().str() + ")\n";
      continue;
    }
    out += indent + base::printable(filled.step->title()) + "\n";
    look_inside(*filled.step, scope, [&](const auto& inner, ScenarioScope& inside) {
      add_steps(inner.with_diags(list.diags()), scenario, inside, indent + "  ", out);
    });
  }
}

}  // namespace

std::string plan_of(const Scenario& scenario, const std::string& bin_dir, std::uint64_t seed,
                    base::WallTime now) {
  base::DiagList diags(1000);
  const base::JsonReader root = scenario.reader(diags);
  mask::Secrets secrets;
  const base::Json facts = facts_for_check(*scenario.suite, bin_dir);
  learn_from_suite(*scenario.suite, facts, secrets);
  ScenarioScope scope(scenario, facts, seed, now, &secrets);
  std::string steps;
  const auto owner = suite_as_scenario(scenario.suite);
  if (owner->document) {
    if (const auto setup = owner->reader(diags).find("setup")) {
      steps += "  suite setup:\n";
      add_steps(*setup, *owner, scope, "    ", steps);
    }
  }
  scope.define_vars(root);
  std::string out =
      scenario.name + " (" + scenario.file + ":" + std::to_string(scenario.line) + ")\n";
  if (!scenario.skip.empty()) return secrets.mask(out + "  skipped: " + scenario.skip + "\n");
  if (!scenario.skip_on_foreign_bus.empty())
    out += "  skipped where the bus is not ours: " + scenario.skip_on_foreign_bus + "\n";
  for (const auto& [name, value] : scope.vars().items())
    out += "  " + name + " = " + (secrets.names(name) ? secrets.mask_of(0) : shown(value)) + "\n";
  out += steps;
  for (const char* part : {"setup", "steps", "teardown"}) {
    const auto list = root.find(part);
    if (!list) continue;
    out += "  " + std::string(part) + ":\n";
    add_steps(*list, scenario, scope, "    ", out);
  }
  return secrets.mask(out);
}

}  // namespace ricochet::runner

#include "runner/steps/common/service_name.h"

#include "base/text/printable.h"
#include "base/text/suggest.h"

namespace ricochet::runner {

std::optional<std::string> read_service_name(const base::JsonReader& value,
                                             const Scenario& scenario) {
  auto name = value.nonempty_string();
  const SutSpec* spec = name ? scenario.suite->sut(*name) : nullptr;
  if (spec != nullptr && spec->external) {
    value.error("external-sut",
                "somebody else runs " + base::in_quotes(*name) +
                    ": it cannot be started, stopped or read here",
                "leave \"external\" out of the suite, so that a run starts it");
    return std::nullopt;
  }
  if (!name || spec != nullptr) return name;
  std::vector<std::string> known;
  for (const auto& sut : scenario.suite->suts) known.push_back(sut.name);
  value.error("unknown-sut", "the suite has no service " + base::in_quotes(*name),
              known.empty() ? "declare it under \"sut\" in " + std::string(kSuiteFileName)
                            : base::did_you_mean(*name, known));
  return std::nullopt;
}

}  // namespace ricochet::runner

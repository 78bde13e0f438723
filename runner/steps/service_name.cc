#include "runner/steps/service_name.h"

#include "base/text/printable.h"
#include "base/text/suggest.h"

namespace ricochet::runner {

std::optional<std::string> read_service_name(const base::JsonReader& value,
                                             const Scenario& scenario) {
  auto name = value.nonempty_string();
  if (!name || scenario.suite->sut(*name) != nullptr) return name;
  std::vector<std::string> known;
  for (const auto& sut : scenario.suite->suts) known.push_back(sut.name);
  value.error("unknown-sut", "the suite has no service " + base::in_quotes(*name),
              known.empty() ? "declare it under \"sut\" in " + std::string(kSuiteFileName)
                            : base::did_you_mean(*name, known));
  return std::nullopt;
}

}  // namespace ricochet::runner

#include "runner/steps/topic.h"

#include "base/text/printable.h"
#include "base/text/suggest.h"

namespace ricochet::runner {

std::optional<std::string> parse_topic(const base::JsonReader& value, const Scenario& scenario) {
  auto name = value.nonempty_string();
  if (!name || scenario.suite->has_topic(*name)) return name;
  std::vector<std::string> known;
  for (const auto& topic : scenario.suite->topics) known.push_back(topic.name);
  value.error("unknown-topic", "the suite has no topic " + base::in_quotes(*name),
              known.empty() ? "declare it under \"topics\" in " + std::string(kSuiteFileName)
                            : base::did_you_mean(*name, known));
  return std::nullopt;
}

}  // namespace ricochet::runner

#include "runner/steps/common/topic.h"

#include <algorithm>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "base/text/text.h"

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

bool check_partition(const base::JsonReader& partition, const std::string& topic,
                     const Suite& suite) {
  if (!partition.value().is_number_integer() || !suite.bus || !suite.bus->embedded) return true;
  const auto spec = std::find_if(suite.topics.begin(), suite.topics.end(),
                                 [&](const bus::TopicSpec& one) { return one.name == topic; });
  const auto number = partition.value().get<std::int64_t>();
  if (spec == suite.topics.end() || number < spec->partitions) return true;
  partition.error("out-of-range",
                  std::to_string(number) + " is not a partition of " + base::in_quotes(topic) +
                      ", which has " +
                      base::plural(static_cast<std::size_t>(spec->partitions), "partition") +
                      ", counted from 0",
                  "give the topic more under \"topics\" in " + std::string(kSuiteFileName));
  return false;
}

}  // namespace ricochet::runner

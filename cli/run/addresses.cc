#include "cli/run/addresses.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/duration.h"
#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::cli {

namespace {

using AddressLines = std::vector<std::pair<std::string, std::string>>;

void add_services(runner::World& world, const base::Json& facts, AddressLines& lines) {
  for (const auto& service : world.suite().suts) {
    auto* runs = world.sut(service.name);
    if (runs == nullptr) continue;
    std::string text = "ready after " + base::humanize(runs->start_took());
    for (const auto& [name, number] : facts["sut"][service.name]["ports"].items())
      text += ", " + name + " at 127.0.0.1:" + base::compact_json(number);
    lines.emplace_back(service.name, text);
  }
}

}  // namespace

std::string addresses_of(runner::World& world, const std::string& page) {
  const base::Json facts = world.facts();
  AddressLines lines;
  if (!page.empty()) lines.emplace_back("page", page);
  if (const auto kafka = facts["bus"].find("kafka"); kafka != facts["bus"].end())
    lines.emplace_back("bus", kafka->get<std::string>() +
                                  (facts["bus"].value("embedded", false) ? " (embedded)" : ""));
  for (const auto& topic : world.suite().topics)
    lines.emplace_back("topic " + topic.name,
                       base::plural(static_cast<std::uint64_t>(topic.partitions), "partition"));
  for (const auto& [name, stub] : facts["stubs"].items())
    lines.emplace_back("stub " + name, stub["url"].get<std::string>());
  for (const auto& [name, bin] : facts["bins"].items())
    lines.emplace_back("bin " + name, bin["url"].get<std::string>());
  add_services(world, facts, lines);
  std::size_t width = 0;
  for (const auto& [what, where] : lines) width = std::max(width, what.size());
  std::string out;
  for (const auto& [what, where] : lines)
    out += "  " + base::printable(what) + std::string(width - what.size() + 2, ' ') +
           base::printable(where) + "\n";
  return out;
}

}  // namespace ricochet::cli

#include "requestbin/v2/privacy.h"

#include <algorithm>

#include "base/text/text.h"
#include "http/api.h"

namespace ricochet::requestbin {

NamedBins NamedBins::of(const match::Request& request) {
  std::set<std::string> names;
  if (const auto* bins = http::query(request, "bins")) {
    for (const auto name : base::split(*bins, ',')) {
      if (!name.empty()) names.emplace(name);
    }
  }
  return NamedBins(std::move(names));
}

bool NamedBins::may_see(const std::vector<awaits::Source>& sources) const {
  return std::all_of(sources.begin(), sources.end(), [this](const awaits::Source& source) {
    return !source.is_private || names_.contains(source.bin);
  });
}

}  // namespace ricochet::requestbin

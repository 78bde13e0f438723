#pragma once
#include <map>
#include <string>

namespace ricochet::bus::kafka {

/// Configuration properties of librdkafka by name, as in its CONFIGURATION.md.
using Properties = std::map<std::string, std::string>;

}  // namespace ricochet::bus::kafka

#pragma once
#include <nlohmann/json_fwd.hpp>

namespace ricochet::base {
using Json = nlohmann::ordered_json;
}

#include "base/json.h"

namespace ricochet::base {

std::string compact_json(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace ricochet::base

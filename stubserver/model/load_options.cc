#include "stubserver/model/load_options.h"

namespace ricochet::stubserver {

const std::string& context_of(const LoadOptions& options) {
  static const std::string none;
  return options.scope == nullptr ? none : options.scope->context;
}

}  // namespace ricochet::stubserver

#include "stubserver/model/load_options.h"

namespace ricochet::stubserver {

const std::string& context_of(const LoadOptions& options) {
  static const std::string none;
  return options.entry == nullptr ? none : options.entry->context;
}

}  // namespace ricochet::stubserver

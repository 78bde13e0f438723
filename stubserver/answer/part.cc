#include "stubserver/answer/part.h"

namespace ricochet::stubserver {

PartContext::PartContext(const LoadOptions& o)
    : options(o), cursors(o.scope == nullptr ? 0 : o.scope->cursors) {}

}  // namespace ricochet::stubserver

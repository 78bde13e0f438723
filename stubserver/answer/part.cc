#include "stubserver/answer/part.h"

namespace ricochet::stubserver {

PartContext::PartContext(const LoadOptions& o)
    : options(o), cursors(o.entry == nullptr ? 0 : o.entry->cursors) {}

}  // namespace ricochet::stubserver

#pragma once
#include <memory>

#include "stubserver/answer/part.h"

namespace ricochet::stubserver {

/// The key `fault` of a `response`. Findings go to the reader's list, nullptr then.
std::unique_ptr<const ResponsePart> compile_fault(const base::JsonReader& value, PartContext&);

}  // namespace ricochet::stubserver

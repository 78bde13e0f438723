#pragma once
#include <memory>

#include "base/json/shape.h"
#include "stubserver/answer/part.h"

namespace ricochet::stubserver {

/// The key `on` of a session: what is called after a match. nullptr: nothing, or there were
/// findings.
std::unique_ptr<const ResponsePart> compile_on(const base::JsonReader& value, PartContext&);

/// What it may be.
base::Shape on_shape();

}  // namespace ricochet::stubserver

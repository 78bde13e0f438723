#pragma once
#include "base/json/json.h"
#include "base/json/reader.h"
#include "base/json/shape.h"

namespace ricochet::runner {

/// What `${name}` alone came to keeps its type, which its place may not take. In `filled`, made of
/// the value at `place`, whose table is `shape`: a number or a truth value becomes a text where
/// only a text can stand. A null is reported (null-value) where it would be as good as no key: it
/// would take away the condition that it stands in. What a table leaves open is left alone.
void fit_values(const base::JsonReader& place, base::Json& filled, const base::Shape& shape);

}  // namespace ricochet::runner

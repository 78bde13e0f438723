#pragma once
#include "base/json/fwd.h"
#include "match/json/jsonpath_ast.h"

namespace ricochet::match::jsonpath {

/// A comparison in a filter; nullptr is RFC 9535's Nothing. With `jayway` ==, != and === are
/// Jayway's: a number equals the text of it, and Nothing equals nothing. Its own operators are
/// always so.
bool compared(Compare op, const base::Json* a, const base::Json* b, bool jayway);

/// What `=~` looks at: a text, or that of a number, true or false; of a list one element suffices.
bool fits_pattern(const Regex& regex, const base::Json* value);

}  // namespace ricochet::match::jsonpath

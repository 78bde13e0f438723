#pragma once
#include "base/json/fwd.h"
#include "runner/mask/secrets.h"

namespace ricochet::runner::mask {

/// Masks every text in the value: what stands under the name of a secret as a whole, also in lists
/// of [name, value]; in all others what they hold of secrets. Bodies in base64 (`{"encoding":
/// "base64", "content": ...}`) are looked into.
void mask_json(base::Json& value, Secrets& secrets);

/// The same of a record as v2 has it (journal/record_json.h), or of a list of them. A body in a
/// content coding is undone when it holds a secret; one whose coding is not known is left out.
void mask_records(base::Json& records, Secrets& secrets);

}  // namespace ricochet::runner::mask

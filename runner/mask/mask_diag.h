#pragma once
#include "base/diag.h"
#include "runner/mask/secrets.h"

namespace ricochet::runner::mask {

/// The source line with as many stars as each secret has bytes, so that carets stay in place.
base::Location masked(base::Location where, Secrets& secrets);
base::Diag masked(base::Diag diag, Secrets& secrets);
base::DiagList masked(const base::DiagList& diags, Secrets& secrets);

}  // namespace ricochet::runner::mask

#pragma once
#include <vector>

#include "base/diag.h"
#include "base/json/json.h"

namespace ricochet::runner {

/// What a suite has when its run is known (bind_suite()): its names and addresses are filled in.
struct Binding {
  base::Json facts;                  ///< env, run and vars, made once
  std::vector<base::Diag> findings;  ///< of what could not be filled in; check_suite() tells them
};

}  // namespace ricochet::runner

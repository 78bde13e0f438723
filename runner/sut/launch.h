#pragma once
#include "base/json/json.h"
#include "base/result.h"
#include "runner/model/suite.h"
#include "runner/sut/program.h"

namespace ricochet::runner {

/// A service's command line and readiness with all templates filled in.
struct Launch {
  SutCommand command;
  std::string ready_text;
  SutCommand ready_command;  ///< without argv unless it is ready by a command
};

/// Fills in `facts` (see facts.h). Error: suite/template with the place in the suite file.
base::Result<Launch> expand_launch(const SutSpec& spec, const Suite& suite,
                                   const base::Json& facts);

/// What is wrong with the start of the service (sut/...), placed in the suite file, if it has none
/// yet.
base::Diag placed(base::Diag diag, const SutSpec& spec, const Suite& suite);

}  // namespace ricochet::runner

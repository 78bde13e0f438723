#pragma once
#include <string>

#include "base/diag.h"
#include "runner/model/discover.h"

namespace ricochet::runner {

/// Finds what can be found without running anything: stub files, templates, selectors, step bodies.
/// Everything that a run would stumble over in the input, with its place.
void check_suite(const Suite& suite, const std::string& bin_dir, base::DiagList& diags);
void check_scenario(const Scenario& scenario, const std::string& bin_dir, base::DiagList& diags);
/// A stub file of a suite: the files that it names count from its own folder.
void check_stub_file(const std::string& file, base::DiagList& diags);

}  // namespace ricochet::runner

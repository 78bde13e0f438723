#pragma once
#include <cstdint>
#include <string>

#include "base/diag.h"
#include "base/duration.h"
#include "runner/model/discover.h"

namespace ricochet::runner {

/// Binds every suite (bind_suite()) and hands it to its scenarios, so that check and run see the
/// names of this run.
void bind_all(Discovery& found, const std::string& bin_dir, std::uint64_t seed, base::WallTime now);

/// Finds what can be found without running anything: stub files, templates, selectors, step bodies.
/// Everything that a run would stumble over in the input, with its place.
void check_suite(const Suite& suite, const std::string& bin_dir, base::DiagList& diags);
void check_scenario(const Scenario& scenario, const std::string& bin_dir, base::DiagList& diags);
/// A stub file of a suite: the files that it names count from its own folder.
void check_stub_file(const std::string& file, base::DiagList& diags);

}  // namespace ricochet::runner

#pragma once
#include <memory>
#include <vector>

#include "base/diag.h"
#include "runner/model/discover.h"

namespace ricochet::runner {

/// Warnings about what is allowed and surely not meant: vars that nothing uses (unused-var),
/// expectations that cannot fail or cannot hold (cannot-fail, cannot-hold), secrets written in
/// clear (secret-in-clear). What `check` tells and a run does not.
void lint_scenario(const Scenario& scenario, base::DiagList& diags);
/// The same of its services: programs and folders that are not there, or not to be executed, as a
/// start would tell them (sut/not-found, sut/not-executable, sut/bad-cwd); a build may still come.
void lint_services(const Suite& suite, const std::string& bin_dir, base::DiagList& diags);
/// The same of a suite. `scenarios` are all of its scenarios, so that what none of them uses is
/// unused (unused-var, unused-stub); nullptr: they are not known.
void lint_suite(const Suite& suite, const std::vector<std::shared_ptr<const Scenario>>* scenarios,
                base::DiagList& diags);

}  // namespace ricochet::runner

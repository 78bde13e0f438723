#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "runner/check.h"
#include "tests/unit/runner/runner_support.h"

namespace ricochet::runner {

/// What `check` says of a scenario file with this text.
inline base::DiagList check(const std::string& text, const std::shared_ptr<const Suite>& suite) {
  base::DiagList diags;
  const auto scenario = make_scenario(text, suite, diags);
  EXPECT_NE(scenario, nullptr) << diags.render_all();
  if (scenario != nullptr) check_scenario(*scenario, "/bin", diags);
  return diags;
}

}  // namespace ricochet::runner

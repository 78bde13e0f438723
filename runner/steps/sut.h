#pragma once
#include <string_view>
#include <utility>
#include <vector>

#include "runner/step.h"

namespace ricochet::runner {

/// kill is SIGKILL, stop is the suite's stop signal with its grace; pause and resume are SIGSTOP
/// and SIGCONT.
enum class SutAction { kKill, kStop, kStart, kRestart, kPause, kResume };

const std::vector<std::pair<std::string_view, SutAction>>& sut_actions();

std::unique_ptr<Step> parse_sut_step(const base::JsonReader& body, const Scenario& scenario);

}  // namespace ricochet::runner

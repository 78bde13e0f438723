#pragma once
#include <memory>
#include <string_view>

#include "stubserver/rules/rule_set.h"

namespace ricochet::fuzz {

/// What must hold for every set of sessions that the loader has taken, whatever is asked: `input`
/// holds requests between lines of three dashes (fuzz.h). The index finds what a linear scan finds,
/// an answer is made without a bug, each session is found by its id and is readable again.
void require_answers(const std::shared_ptr<const stubserver::RuleSet>& rules,
                     std::string_view input);

}  // namespace ricochet::fuzz

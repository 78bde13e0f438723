#pragma once
#include <memory>

#include "base/json_reader.h"
#include "stubserver/rule.h"
#include "stubserver/rule_set.h"

namespace ricochet::stubserver {

/// Compiles one element of a Moco file: `request`, `response`, `redirectTo`, `description`.
/// Findings go to the reader's list; nullptr when there was an error.
std::shared_ptr<const Rule> compile_session(const base::JsonReader& session,
                                            const LoadOptions& options);

}  // namespace ricochet::stubserver

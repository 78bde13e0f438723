#pragma once
#include <string>
#include <vector>

#include "base/json/reader.h"
#include "runner/model/suite.h"

namespace ricochet::runner {

/// The names that `${...}` has in every suite: bus, stubs, bins, sut, env, run, scenario,
/// iteration.
const std::vector<std::string>& fact_names();

/// Whether a var, a row's value or a capture may have the key of this member as its name; reports
/// reserved-name when not.
bool may_be_named(const base::JsonReader& member);

/// Whether the key of this member is a stub of the suite; reports unknown-stub when not.
bool is_stub_of(const base::JsonReader& member, const Suite& suite);

}  // namespace ricochet::runner

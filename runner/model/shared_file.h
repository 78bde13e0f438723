#pragma once
#include <memory>
#include <vector>

#include "base/json/reader.h"
#include "base/json/shape.h"

namespace ricochet::runner {

/// The keys of such a file; `step`: what a step of it may be.
base::Shape shared_shape(const base::Shape& step);

/// A file of steps and vars that suites and scenarios include:
/// `{ "shared": "log in", "vars": {...}, "steps": [...] }`.
/// `name` holds its name, which counts from the folder of the file it stands in. Findings (no-file,
/// not-shared, include-circle, and those of its frame) go to the list of `name`, nullptr then.
std::shared_ptr<const base::JsonDocument> load_shared(const base::JsonReader& name);

/// The files of an `"include"` at the top of a suite or scenario, one name or a list, each loaded;
/// what cannot be used was reported and is left out.
std::vector<std::shared_ptr<const base::JsonDocument>> load_includes(const base::JsonReader& root);

/// Every file that this one includes, at its top or in a step, and those that these include; each
/// once, as far as they can be read.
std::vector<std::shared_ptr<const base::JsonDocument>> included_documents(
    const std::shared_ptr<const base::JsonDocument>& file);

}  // namespace ricochet::runner

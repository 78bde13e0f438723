#pragma once
#include <string>
#include <string_view>

#include "base/json/reader.h"
#include "stubserver/model/load_options.h"

namespace ricochet::stubserver {

/// `name` in `folder`; an absolute name stands for itself, an empty folder is the working
/// directory.
std::string path_in(const std::string& folder, const std::string& name);

/// Whether the session may name this file or folder: one from the control API stays below the
/// folders of `options`. False: there was a finding.
bool may_name(const base::JsonReader& name, std::string_view text, const LoadOptions& options);

}  // namespace ricochet::stubserver

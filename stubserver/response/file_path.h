#pragma once
#include <string>

namespace ricochet::stubserver {

/// `name` in `folder`; an absolute name stands for itself, an empty folder is the working
/// directory.
std::string path_in(const std::string& folder, const std::string& name);

}  // namespace ricochet::stubserver

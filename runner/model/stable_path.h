#pragma once
#include <string>

namespace ricochet::runner {

/// A file as a report names it for other machines, however its path was typed: within the
/// repository (the nearest folder upwards with a ".git"), else below the working folder, else
/// `origin`.
std::string stable_path(const std::string& file, const std::string& origin);

}  // namespace ricochet::runner

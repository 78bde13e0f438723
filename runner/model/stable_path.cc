#include "runner/model/stable_path.h"

#include <filesystem>

namespace ricochet::runner {

namespace fs = std::filesystem;

std::string stable_path(const std::string& file, const std::string& origin) {
  std::error_code ec;
  const fs::path whole = fs::absolute(file, ec).lexically_normal();
  if (ec || file.empty()) return origin;
  for (fs::path folder = whole.parent_path();; folder = folder.parent_path()) {
    if (fs::exists(folder / ".git", ec)) return whole.lexically_relative(folder).generic_string();
    if (folder == folder.parent_path()) break;
  }
  const fs::path here = fs::current_path(ec);
  const fs::path below = ec ? fs::path() : whole.lexically_relative(here);
  if (!below.empty() && *below.begin() != "..") return below.generic_string();
  return origin;
}

}  // namespace ricochet::runner

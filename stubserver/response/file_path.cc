#include "stubserver/response/file_path.h"

#include <filesystem>

namespace ricochet::stubserver {

std::string path_in(const std::string& folder, const std::string& name) {
  if (folder.empty()) return name;
  return (std::filesystem::path(folder) / name).string();
}

}  // namespace ricochet::stubserver

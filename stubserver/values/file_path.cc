#include "stubserver/values/file_path.h"

#include <filesystem>

#include "match/file_operand.h"

namespace ricochet::stubserver {

std::string path_in(const std::string& folder, const std::string& name) {
  if (folder.empty()) return name;
  return (std::filesystem::path(folder) / name).string();
}

bool may_name(const base::JsonReader& name, std::string_view text, const LoadOptions& options) {
  return match::stays_below(name, text, options.from_outside());
}

}  // namespace ricochet::stubserver

#include "runner/model/named_files.h"

#include <filesystem>

#include "base/json/json.h"
#include "runner/model/suite.h"

namespace ricochet::runner {

namespace {

namespace fs = std::filesystem;

/// Of a path as PATH_MAX has it; longer texts are content.
constexpr std::size_t kLongestPath = 4096;

void add_named(const base::Json& value, const fs::path& folder, std::set<std::string>& out) {
  if (value.is_structured()) {
    for (auto each = value.begin(); each != value.end(); ++each) {
      if (!value.is_object() || each.key() != "env") add_named(*each, folder, out);
    }
    return;
  }
  if (!value.is_string()) return;
  const auto& text = value.get_ref<const std::string&>();
  if (text.empty() || text.size() > kLongestPath || text.find('\0') != std::string::npos) return;
  std::error_code ec;
  const fs::path file = (folder / text).lexically_normal();
  if (fs::is_regular_file(file, ec)) out.insert(file.string());
}

}  // namespace

std::set<std::string> named_files(const base::JsonDocument& document) {
  std::set<std::string> out;
  add_named(document.root(), folder_of(document.name()), out);
  return out;
}

}  // namespace ricochet::runner

#include "stubserver/response/file_value.h"

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "stubserver/response/content_type.h"

namespace ricochet::stubserver {

namespace {

namespace fs = std::filesystem;

constexpr const char* kNotFound = "stub/file-not-found";

fs::path beneath(const std::string& folder, const std::string& name) {
  return folder.empty() ? fs::path(name) : fs::path(folder) / name;
}

/// True when `path`, links resolved, lies in `folder`: a name that a request had a hand in must not
/// lead out.
bool stays_in(const std::string& folder, const fs::path& path) {
  std::error_code ec;
  const fs::path root = fs::weakly_canonical(folder.empty() ? fs::path(".") : fs::path(folder), ec);
  if (ec) return false;
  const fs::path full = fs::weakly_canonical(fs::absolute(path), ec);
  if (ec) return false;
  const auto [in_root, in_full] = std::mismatch(root.begin(), root.end(), full.begin(), full.end());
  return in_root == root.end() || (std::next(in_root) == root.end() && in_root->empty());
}

/// Moco's rule: an object is the name-and-charset form when its first key says so.
bool is_named_form(const base::JsonReader& value) {
  if (!value.is_object() || value.value().empty()) return false;
  const std::string& first = value.value().items().begin().key();
  return first == "name" || first == "charset";
}

}  // namespace

base::Result<std::string> FileValue::path_of(const std::string& name) const {
  for (const auto& folder : folders_) {
    const fs::path path = beneath(folder, name);
    if (name_->constant() == nullptr && !stays_in(folder, path)) continue;
    std::error_code ec;
    if (fs::is_regular_file(path, ec)) return path.string();
  }
  return base::Diag(name_->constant() == nullptr ? kBadRequest : kNotFound,
                    "there is no file " + base::in_quotes(base::shorten(name, 200)));
}

std::optional<FileValue> FileValue::compile(const base::JsonReader& value,
                                            std::vector<std::string> folders, std::string hint) {
  FileValue file;
  file.folders_ = std::move(folders);
  base::JsonReader name = value;
  if (is_named_form(value)) {
    value.object({"name", "charset"});
    const auto named = value.require("name");
    if (!named) return std::nullopt;
    name = *named;
    if (const auto charset = value.find("charset")) {
      const auto text = charset->nonempty_string();
      if (!text) return std::nullopt;
      file.charset_ = base::trim(*text);
    }
    file.name_ = TextValue::compile(name);
  } else if (value.is_object() && value.find("template")) {
    value.object({"template"});
    name = *value.find("template");
    file.content_is_template_ = true;
    // The name itself is plain here: `{"template": "a.ftl"}` says that the content is to be filled
    // in.
    if (name.nonempty_string()) file.name_ = TextValue::fixed(*name.string());
  } else {
    file.name_ = TextValue::compile(value);
  }
  if (!file.name_) return std::nullopt;
  const std::string* fixed = file.name_->constant();
  if (fixed == nullptr) return file;
  if (fixed->empty()) {
    name.error("empty", "the name of a file must not be empty", "write it");
    return std::nullopt;
  }
  const auto path = file.path_of(*fixed);
  if (!path) {
    name.error("file-not-found", path.error().message, std::move(hint));
    return std::nullopt;
  }
  if (file.content_is_template_ && !file.check_template(name, *path)) return std::nullopt;
  return file;
}

bool FileValue::check_template(const base::JsonReader& name, const std::string& path) const {
  const auto content = base::read_file(path);
  if (!content) {
    name.error("file-unreadable", content.error().message, content.error().hint);
    return false;
  }
  const auto compiled = TextValue::of_template(*content);
  if (compiled) return true;
  name.error("bad-template", path + ": " + compiled.error().message, compiled.error().hint);
  return false;
}

base::Result<FileValue::Content> FileValue::read(const Moment& moment) const {
  const auto name = name_->text(moment);
  if (!name) return name.error();
  const auto path = path_of(*name);
  if (!path) return path.error();
  auto bytes = base::read_file(*path);
  if (!bytes) return bytes.error();
  Content content;
  content.type = content_type_of(*name, charset_);
  if (content_is_template_) {
    const auto filled =
        TextValue::of_template(*bytes);  // the file may have changed since it was loaded
    if (!filled) return filled.error();
    bytes = filled->text(moment);
    if (!bytes) return bytes.error();
  }
  content.bytes = std::move(*bytes);
  return content;
}

}  // namespace ricochet::stubserver

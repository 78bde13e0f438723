#include "match/file_operand.h"

#include <filesystem>

#include "base/beneath.h"
#include "base/file.h"
#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::match {

namespace {

std::string beneath(const std::string& folder, const std::string& name) {
  return folder.empty() || name.starts_with('/') ? name : folder + "/" + name;
}

std::optional<FileOperand> read(const base::JsonReader& name, std::string shown, std::string path) {
  auto content = base::read_file(path, base::kMaxFileBytes, base::FileKind::kPlain);
  if (!content) {
    name.error("file-not-found", content.error().message, content.error().hint);
    return std::nullopt;
  }
  return FileOperand{std::move(shown), std::move(path), std::move(*content)};
}

}  // namespace

bool may_read_machine(const base::JsonReader& value, const CompileOptions& options) {
  if (options.may_read_machine) return true;
  value.error_at_key("no-file", base::in_quotes(value.key()) + " cannot be used over HTTP",
                     "send the content itself, as \"text\" or \"json\"");
  return false;
}

bool stays_below(const base::JsonReader& name, std::string_view text, bool only_below) {
  std::string plain = std::filesystem::path(text).lexically_normal().string();
  if (plain.ends_with('/')) plain.pop_back();
  if (!only_below || base::is_safe_name(plain)) return true;
  name.error("no-file",
             base::in_quotes(base::shorten(text, 200)) +
                 " leads out of the folder of the server, which sessions of the control API "
                 "may not leave",
             "put the file below it, or the session into a stub file");
  return false;
}

std::optional<FileOperand> named_file(const base::JsonReader& name, const CompileOptions& options) {
  if (!may_read_machine(name, options)) return std::nullopt;
  const auto text = name.nonempty_string();
  if (!text) return std::nullopt;
  std::string shown(base::trim(*text));
  if (!stays_below(name, shown, options.only_below)) return std::nullopt;
  auto path = beneath(options.file_root, shown);
  return read(name, std::move(shown), std::move(path));
}

std::optional<FileOperand> named_resource(const base::JsonReader& name,
                                          const CompileOptions& options) {
  if (!may_read_machine(name, options)) return std::nullopt;
  const auto text = name.nonempty_string();
  if (!text) return std::nullopt;
  std::string shown(base::trim(*text));
  if (!stays_below(name, shown, options.only_below)) return std::nullopt;
  for (const auto& folder : options.resources) {
    auto path = beneath(folder, shown);
    std::error_code ec;
    if (std::filesystem::is_regular_file(path, ec))
      return read(name, std::move(shown), std::move(path));
  }
  name.error(
      "file-not-found",
      "there is no file " + base::in_quotes(shown) +
          (options.resources.empty() ? ": no resource folder is known" : " in any resource folder"),
      "name the folder with --resources, or use \"file\"");
  return std::nullopt;
}

}  // namespace ricochet::match

#include "stubserver/values/file_value.h"

#include <filesystem>

#include "base/beneath.h"
#include "base/file.h"
#include "base/json/json.h"
#include "base/reach.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "match/part/findings.h"
#include "stubserver/values/content_type.h"
#include "stubserver/values/file_path.h"
#include "stubserver/values/file_reads.h"

namespace ricochet::stubserver {

namespace {

namespace fs = std::filesystem;

constexpr const char* kNotFound = "stub/file-not-found";

/// Moco's rule: an object is the name-and-charset form when its first key says so.
bool is_named_form(const base::JsonReader& value) {
  if (!value.is_object() || value.value().empty()) return false;
  const std::string& first = value.value().items().begin().key();
  return first == "name" || first == "charset";
}

}  // namespace

std::optional<std::string> FileValue::path_of(const std::string& name) const {
  for (const auto& folder : folders_) {
    std::string path = path_in(folder, name);
    std::error_code ec;
    if (fs::is_regular_file(path, ec)) return path;
  }
  return std::nullopt;
}

/// Why path_of() has nothing: a pipe or a folder of that name may be there.
std::string FileValue::why_no_path(const std::string& name) const {
  const std::string shown = base::in_quotes(base::shorten(name, 200));
  for (const auto& folder : folders_) {
    std::error_code ec;
    const std::string path = path_in(folder, name);
    if (fs::exists(path, ec)) return shown + " is not a plain file";
    if (const auto why = base::out_of_reach(path)) return why->message;
  }
  return "there is no file " + shown;
}

/// A name that the request has a hand in must not leave the folder that the file wrote down.
base::Result<std::string> FileValue::read_beneath(const std::string& name) const {
  if (name.starts_with(folder_)) {
    const std::string rest = name.substr(folder_.size());
    for (const auto& folder : folders_) {
      auto bytes = base::read_file_beneath(path_in(folder, folder_), rest);
      if (bytes || bytes.error().kind != base::Diag::Kind::kNotFound) return bytes;
    }
  }
  return clients_fault("there is no file " + base::in_quotes(base::shorten(name, 200)));
}

base::Result<std::string> FileValue::bytes_now(const std::string& name) const {
  if (name_->constant() == nullptr) return read_beneath(name);
  const auto path = path_of(name);
  if (path) return base::read_file(*path, base::kMaxFileBytes, base::FileKind::kPlain);
  return base::Diag(kNotFound, why_no_path(name));
}

/// A worker may have read it already.
base::Result<std::string> FileValue::bytes_of(const std::string& name,
                                              const AnswerInput& input) const {
  const auto read = [&] { return counted_read([&] { return bytes_now(name); }); };
  auto* known = input.subject.findings();
  return known == nullptr ? read() : known->filled().once(bytes_key_, read);
}

/// False after a finding.
bool FileValue::fix_folder(const base::JsonReader& name, std::string hint) {
  const std::string head = name_->head();
  folder_ = head.substr(0, head.rfind('/') + 1);  // npos + 1 is none of it
  if (folder_ == "/") {
    name.error("bad-file", "this template may name any file of the machine",
               "begin it with the folder that holds the files");
    return false;
  }
  for (const auto& folder : folders_) {
    std::error_code ec;
    const std::string path = path_in(folder, folder_);
    if (path.empty() || fs::is_directory(path, ec)) return true;
  }
  name.error("file-not-found", "there is no folder " + base::in_quotes(folder_), std::move(hint));
  return false;
}

std::optional<FileValue> FileValue::compile(const base::JsonReader& value,
                                            const LoadOptions& options,
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
    file.name_ = FilledText::compile(name);
  } else if (value.is_object() && value.find("template")) {
    value.object({"template"});
    name = *value.find("template");
    file.content_is_template_ = true;
    file.key_ = std::make_shared<char>();
    // The name itself is plain here: `{"template": "a.ftl"}` says that the content is to be filled
    // in.
    if (name.nonempty_string()) file.name_ = FilledText::fixed(*name.string());
  } else {
    file.name_ = FilledText::compile(value);
  }
  if (!file.name_) return std::nullopt;
  const std::string* fixed = file.name_->constant();
  if (fixed == nullptr) {
    const std::string head = file.name_->head();
    if (head.find('/') != std::string::npos && !may_name(name, head, options)) return std::nullopt;
    if (!file.fix_folder(name, std::move(hint))) return std::nullopt;
    FilesOfSession::add_unknown();
    return file;
  }
  if (fixed->empty()) {
    name.error("empty", "the name of a file must not be empty", "write it");
    return std::nullopt;
  }
  if (!may_name(name, *fixed, options)) return std::nullopt;
  const auto path = file.path_of(*fixed);
  if (!path) {
    name.error("file-not-found", file.why_no_path(*fixed), std::move(hint));
    return std::nullopt;
  }
  if (file.content_is_template_ && !file.check_template(name, *path)) return std::nullopt;
  FilesOfSession::add(*path);
  return file;
}

bool FileValue::check_template(const base::JsonReader& name, const std::string& path) const {
  const auto content = base::read_file(path, base::kMaxFileBytes, base::FileKind::kPlain);
  if (!content) {
    name.error("file-unreadable", content.error().message, content.error().hint);
    return false;
  }
  const auto compiled = FilledText::of_file(*content, path);
  if (compiled) return true;
  name.error("bad-template", compiled.error().where.str() + ": " + compiled.error().message,
             compiled.error().hint);
  return false;
}

base::Result<FileValue::Content> FileValue::read(const AnswerInput& input) const {
  const auto name = name_->text(input);
  if (!name) return name.error();
  auto bytes = bytes_of(*name, input);
  if (!bytes) return bytes.error();
  Content content;
  content.type = content_type_of(*name, charset_);
  if (content_is_template_) {
    // The file may have changed since it was loaded.
    const auto filled = FilledText::of_file(*bytes, *name, key_);
    if (!filled) return filled.error();
    bytes = filled->text(input);
    if (!bytes) return bytes.error();
  }
  content.bytes = std::move(*bytes);
  return content;
}

std::optional<FileValue> compile_file_value(const base::JsonReader& value,
                                            const LoadOptions& options) {
  const std::string& root = options.file_root;
  return FileValue::compile(value, options, {root},
                            root.empty() ? "names count from the working directory"
                                         : "names count from the folder " + root);
}

/// Moco looks on the Java class path, which a native program does not have: ours is a list of
/// folders.
std::optional<FileValue> compile_resource_value(const base::JsonReader& value,
                                                const LoadOptions& options) {
  return FileValue::compile(value, options, options.resources,
                            "name the folder that holds it with --resources");
}

}  // namespace ricochet::stubserver

#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "stubserver/model/load_options.h"
#include "stubserver/values/filled_text.h"

namespace ricochet::stubserver {

/// Moco's file value: `"a.txt"`, `{"name": ..., "charset": ...}` with a name that may be a
/// template, or
/// `{"template": "a.ftl"}`, whose content is filled in. Read anew for each request. Immutable.
class FileValue {
 public:
  struct Content {
    std::string bytes;
    std::string type;  ///< by extension and charset
  };

  /// Looks for names that are known now, beneath the first of `folders` that has them (an absolute
  /// name stands for itself); a missing file and a broken template are findings of the reader,
  /// nullopt then. `hint` says how to mend a missing file. An empty folder is the working
  /// directory. A name that is a template never leaves the folder that stands before its first ${.
  static std::optional<FileValue> compile(const base::JsonReader& value, const LoadOptions& options,
                                          std::vector<std::string> folders, std::string hint);

  /// Failures: stub/file-not-found and the like; kClientsFault when a template in the name leads
  /// out of the folders or to no file.
  base::Result<Content> read(const AnswerInput& input) const;
  /// What it holds is what stands in a file that the stub file names: no request has a hand in it.
  bool is_fixed() const { return name_->constant() != nullptr && !content_is_template_; }

 private:
  std::optional<std::string> path_of(const std::string& name) const;
  std::string why_no_path(const std::string& name) const;
  base::Result<std::string> read_beneath(const std::string& name) const;
  base::Result<std::string> bytes_now(const std::string& name) const;
  base::Result<std::string> bytes_of(const std::string& name, const AnswerInput& input) const;
  bool fix_folder(const base::JsonReader& name, std::string hint);
  bool check_template(const base::JsonReader& name, const std::string& path) const;

  std::vector<std::string> folders_;
  std::optional<FilledText> name_;
  std::string
      folder_;  ///< of a name that is a template: what stands before its first ${, up to a /
  std::string charset_;
  bool content_is_template_ = false;
  std::shared_ptr<const void> key_;  ///< of that template, whatever the file holds now
  std::shared_ptr<const void> bytes_key_ = std::make_shared<char>();  ///< of what a worker has read
};

/// The value of a `file` key, and of `path_resource`: where each of them looks.
std::optional<FileValue> compile_file_value(const base::JsonReader& value, const LoadOptions&);
std::optional<FileValue> compile_resource_value(const base::JsonReader& value, const LoadOptions&);

}  // namespace ricochet::stubserver

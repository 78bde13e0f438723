#pragma once
#include <optional>
#include <string>

#include "base/json/reader.h"
#include "match/matcher.h"

namespace ricochet::match {

/// A file that a matcher names.
struct FileOperand {
  std::string shown;  ///< as the user named it
  std::string path;
  std::string content;  ///< as it was when the matcher was compiled
};

/// True, unless only what lies below a folder may be named and this leads out of it (an absolute
/// name, `..`): then there is a finding.
bool stays_below(const base::JsonReader& name, std::string_view text, bool only_below);

/// Finds and reads the file that the string at `name` names, relative to CompileOptions::file_root.
/// Reports file-not-found, and no-file where files must not be named; nullopt then.
std::optional<FileOperand> named_file(const base::JsonReader& name, const CompileOptions& options);

/// The same for `path_resource`: beneath the first of CompileOptions::resources that has it.
std::optional<FileOperand> named_resource(const base::JsonReader& name,
                                          const CompileOptions& options);

/// Reports no-file when the matcher came from outside and must not read this machine's files or
/// environment; true when it may.
bool may_read_machine(const base::JsonReader& value, const CompileOptions& options);

}  // namespace ricochet::match

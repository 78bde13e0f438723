#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "match/matcher.h"

namespace ricochet::http {
class OutboundTargets;
}

namespace ricochet::stubserver {

class CompiledResponse;

/// What one entry of a settings file (Moco's -g) adds to every session of the files it includes.
/// Immutable, shared by their rules.
struct SettingsEntry {
  std::string context;                            ///< "/foo", or empty: before every uri
  std::shared_ptr<const match::Matcher> request;  ///< must hold too; nullptr: none
  std::shared_ptr<const CompiledResponse>
      response;             ///< acts before the session's own; nullptr: none
  std::size_t cursors = 0;  ///< positions that `response` takes
};

/// How the sessions of a file are to be read.
struct LoadOptions {
  /// Folder that `file` values are relative to; empty: the working directory (Moco's rule).
  std::string file_root;
  /// Folders that `path_resource` is looked up in, in this order (Moco: the Java class path).
  std::vector<std::string> resources;
  /// Whose sessions these are: a scenario's name, or empty.
  std::string owner;
  /// What an entry of a settings file adds; nullptr: nothing.
  std::shared_ptr<const SettingsEntry> entry;
  bool socket = false;  ///< for raw TCP: what only HTTP has is a warning
  /// Set for sessions that came over the control API, not from a file of whoever started the
  /// server: where their calls may lead. Files outside the folders above they may not name.
  std::shared_ptr<const http::OutboundTargets> targets;
  bool from_outside() const { return targets != nullptr; }
};

/// The context of the settings entry, or "". Forms of sessions that name a path themselves (mount,
/// proxy, resource) put it before that.
const std::string& context_of(const LoadOptions& options);

}  // namespace ricochet::stubserver

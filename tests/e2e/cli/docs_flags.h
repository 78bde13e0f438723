#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ricochet::e2e {

/// All commands by their words ("stub http"; "" is the program), each with every spelling of each
/// of its flags.
using KnownFlags = std::map<std::string, std::set<std::string>>;

/// A flag that a document names.
struct NamedFlag {
  std::string place;  ///< "docs/bins.md:12"
  std::string flag;   ///< "--store" or "-p"
  /// Whose it is, where a command line says so ("stub http"); "*": it stands alone.
  std::string command = "*";
};

/// The flags of Ricochet that a Markdown text names: in code, in spans between backticks, and (long
/// ones) in prose. Command lines of other programs (curl, docker, ci/...) are left out.
std::vector<NamedFlag> flags_named_in(std::string_view markdown, const std::string& file,
                                      const KnownFlags& known);

/// "docs/bins.md:12: `ricochet bin` has no flag --stoer" for each that is not there.
std::vector<std::string> unknown_flags(const std::vector<NamedFlag>& named,
                                       const KnownFlags& known);

}  // namespace ricochet::e2e

#pragma once
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace ricochet::cli {

/// A flag or a positional, as CLI11 knows it.
struct Flag {
  std::vector<std::string> names;  ///< "-v", "--verbose"; of a positional its one name
  std::string value;  ///< what stands behind it ("FILE", "N"); empty: nothing does, it is a switch
  std::string about;
  std::string bounds;                ///< "INT in [0 - 65535]", or empty
  std::string default_value;         ///< or empty
  std::string environment;           ///< variable that sets it too, or empty
  std::vector<std::string> choices;  ///< the only values, when there are so few
  std::string group;                 ///< heading of --help that it stands under
  bool required = false;
  bool repeatable = false;
};

/// What may be completed behind a flag.
enum class ValueKind { kNothing, kFiles, kFolders, kChoices };
ValueKind value_kind(const Flag& flag);

/// The program or one of its sub-commands.
struct Command {
  std::string name;
  std::string about;
  std::string footer;
  /// The words that lead here, without the program's name: "stub http"; more than one when it has
  /// aliases. The program's own is "".
  std::vector<std::string> paths;
  std::vector<Flag> flags;
  std::vector<Flag> positionals;
  std::vector<Command> commands;
};

/// Everything that manual and completions tell, read from the tables that also parse the command
/// line. Sub-commands and flags in the order in which they were added.
Command command_tree(const CLI::App& app);

/// The command itself and all that lie below it, parents first.
std::vector<const Command*> all_commands(const Command& root);

/// The same tree with what may follow `ricochet help`: the words of the program once more.
Command completion_tree(const CLI::App& app);

}  // namespace ricochet::cli

#include "cli/reference/command_tree.h"

#include <CLI/CLI.hpp>

#include "base/text/text.h"

namespace ricochet::cli {

namespace {

const std::string kHelp = "help";

/// Descriptions of the validators, as get_type_name() appends them. CLI11 2.1 tells the end of the
/// list by an exception only.
std::vector<std::string> validators_of(const CLI::Option& option) {
  std::vector<std::string> found;
  auto& mutable_option = const_cast<CLI::Option&>(option);  // its getter is not const
  try {
    for (int i = 0;; ++i) {
      const std::string description = mutable_option.get_validator(i)->get_description();
      if (!description.empty()) found.push_back(description);
    }
  } catch (const CLI::OptionNotFound&) {
  }
  return found;
}

bool is_list_of_choices(const std::string& text) {
  return text.starts_with('{') && text.ends_with('}');
}

void read_value(const CLI::Option& option, Flag& flag) {
  if (option.get_items_expected_max() == 0) return;
  flag.value = option.get_type_name();
  for (const auto& text : validators_of(option)) {
    const std::size_t at = flag.value.find(":" + text);
    if (at != std::string::npos) flag.value.erase(at);
    if (!is_list_of_choices(text)) {
      flag.bounds += (flag.bounds.empty() ? "" : ", ") + text;
      continue;
    }
    const std::string inside = text.substr(1, text.size() - 2);
    for (const auto choice : base::split(inside, ',')) flag.choices.emplace_back(choice);
  }
  flag.default_value = option.get_default_str();
}

Flag flag_of(const CLI::Option& option, const std::string& group) {
  Flag flag;
  if (option.nonpositional()) {
    for (const auto& name : option.get_snames()) flag.names.push_back("-" + name);
    for (const auto& name : option.get_lnames()) flag.names.push_back("--" + name);
  } else {
    flag.names.push_back(option.get_name(true));
  }
  flag.about = option.get_description();
  flag.environment = option.get_envname();
  flag.group = group.empty() ? option.get_group() : group;
  flag.required = option.get_required();
  flag.repeatable = option.get_items_expected_max() > 2 ||
                    option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
  read_value(option, flag);
  return flag;
}

/// Flags of the command itself, then those of its option groups, which CLI11 keeps as sub-commands
/// without a name.
void add_flags(const CLI::App& app, const std::string& group, Command& command) {
  for (const CLI::Option* option : app.get_options()) {
    if (!group.empty() && option == app.get_help_ptr()) continue;  // the command has its own
    (option->nonpositional() ? command.flags : command.positionals)
        .push_back(flag_of(*option, group));
  }
  for (const CLI::App* sub : app.get_subcommands({})) {
    if (sub->get_name().empty()) add_flags(*sub, sub->get_group(), command);
  }
}

std::string joined(const std::string& path, const std::string& word) {
  return path.empty() ? word : path + " " + word;
}

Command tree_of(const CLI::App& app, std::vector<std::string> paths) {
  Command command;
  command.name = app.get_name();
  command.about = app.get_description();
  command.footer = app.get_footer();
  command.paths = std::move(paths);
  add_flags(app, "", command);
  for (const CLI::App* sub : app.get_subcommands({})) {
    if (sub->get_name().empty()) continue;
    std::vector<std::string> below;
    for (const auto& path : command.paths) {
      below.push_back(joined(path, sub->get_name()));
      for (const auto& alias : sub->get_aliases()) below.push_back(joined(path, alias));
    }
    command.commands.push_back(tree_of(*sub, std::move(below)));
  }
  return command;
}

void collect(const Command& command, std::vector<const Command*>& all) {
  all.push_back(&command);
  for (const auto& sub : command.commands) collect(sub, all);
}

/// What may follow each path of `command` with "help" in front.
Command help_targets(const Command& command) {
  Command copy;
  copy.name = command.name;
  copy.about = command.about;
  for (const auto& path : command.paths)
    copy.paths.push_back(path.empty() ? kHelp : kHelp + (" " + path));
  for (const auto& sub : command.commands) {
    if (sub.name != kHelp) copy.commands.push_back(help_targets(sub));
  }
  return copy;
}

}  // namespace

ValueKind value_kind(const Flag& flag) {
  if (!flag.choices.empty()) return ValueKind::kChoices;
  if (flag.value == "FILE" || flag.value == "PATH") return ValueKind::kFiles;
  if (flag.value == "DIR") return ValueKind::kFolders;
  return ValueKind::kNothing;
}

Command command_tree(const CLI::App& app) { return tree_of(app, {""}); }

std::vector<const Command*> all_commands(const Command& root) {
  std::vector<const Command*> all;
  collect(root, all);
  return all;
}

Command completion_tree(const CLI::App& app) {
  Command program = command_tree(app);
  const Command targets = help_targets(program);
  for (auto& command : program.commands) {
    if (command.name == kHelp) command.commands = targets.commands;
  }
  return program;
}

}  // namespace ricochet::cli

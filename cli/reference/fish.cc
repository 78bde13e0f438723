#include "cli/reference/reference.h"

namespace ricochet::cli {

namespace {

std::string fish_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

/// `complete` for the command, whichever of its paths was typed.
std::string complete_at(const Command& command) {
  std::string paths;
  for (const auto& path : command.paths) paths += " " + fish_quoted(path);
  return "complete -c ricochet -n " + fish_quoted("__ricochet_at" + paths);
}

std::string fish_value(const Flag& flag) {
  switch (value_kind(flag)) {
    case ValueKind::kFiles:
      return " -r -F";
    case ValueKind::kFolders:
      return " -x -a '(__fish_complete_directories)'";
    case ValueKind::kNothing:
      return " -x";
    case ValueKind::kChoices:
      break;
  }
  std::string words;
  for (const auto& choice : flag.choices) words += (words.empty() ? "" : " ") + choice;
  return " -x -a " + fish_quoted(words);
}

std::string flag_line(const Command& command, const Flag& flag) {
  std::string out = complete_at(command);
  for (const auto& name : flag.names)
    out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (!flag.value.empty()) out += fish_value(flag);
  return out + " -d " + fish_quoted(flag.about) + "\n";
}

std::string positional_line(const Command& command, const Flag& flag) {
  switch (value_kind(flag)) {
    case ValueKind::kNothing:
      return "";
    case ValueKind::kFiles:
      return complete_at(command) + " -F\n";
    default:
      return complete_at(command) + fish_value(flag) + "\n";
  }
}

constexpr const char* kFishHead =
    R"(# Completion of ricochet for fish, made by `ricochet completion fish`.
function __ricochet_at --description 'Whether the words so far lead to one of these commands'
    set -l at ''
    for word in (commandline -opc)[2..-1]
        set -l next (string trim -- "$at $word")
        if contains -- $next @PATHS@
            set at $next
        end
    end
    contains -- "$at" $argv
end
complete -c ricochet -f
)";

}  // namespace

std::string fish_completion(const Command& program) {
  std::string paths, lines;
  for (const Command* command : all_commands(program)) {
    for (const auto& path : command->paths) {
      if (!path.empty()) paths += (paths.empty() ? "" : " ") + fish_quoted(path);
    }
    for (const auto& sub : command->commands)
      lines += complete_at(*command) + " -a " + fish_quoted(sub.name) + " -d " +
               fish_quoted(sub.about) + "\n";
    for (const auto& flag : command->flags) lines += flag_line(*command, flag);
    if (!command->commands.empty()) continue;
    for (const auto& positional : command->positionals)
      lines += positional_line(*command, positional);
  }
  std::string out = kFishHead;
  const std::string place = "@PATHS@";
  return out.replace(out.find(place), place.size(), paths) + lines;
}

}  // namespace ricochet::cli

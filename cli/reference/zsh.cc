#include "cli/reference/reference.h"

namespace ricochet::cli {

namespace {

/// Inside single quotes, with a backslash before each of `special`.
std::string zsh_escaped(const std::string& text, const std::string& special) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
      continue;
    }
    if (c == '\\' || special.find(c) != std::string::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string function_of(const Command& command) {
  std::string name = "_ricochet";
  for (const char c : command.paths.front().empty() ? "" : " " + command.paths.front())
    name += c == ' ' || c == '-' ? '_' : c;
  return name;
}

std::string action_of(const Flag& flag) {
  switch (value_kind(flag)) {
    case ValueKind::kFiles:
      return "_files";
    case ValueKind::kFolders:
      return "_files -/";
    case ValueKind::kNothing:
      return "";
    case ValueKind::kChoices:
      break;
  }
  std::string words = "(";
  for (const auto& choice : flag.choices) words += (words.size() > 1 ? " " : "") + choice;
  return words + ")";
}

/// One line of `_arguments`: '(-v --verbose)'{-v,--verbose}'[what]:VALUE:action'
std::string flag_spec(const Flag& flag) {
  std::string all, braces;
  for (const auto& name : flag.names) {
    all += (all.empty() ? "" : " ") + name;
    braces += (braces.empty() ? "" : ",") + name;
  }
  std::string rest = "[" + zsh_escaped(flag.about, "[]") + "]";
  if (!flag.value.empty()) rest += ":" + zsh_escaped(flag.value, ":") + ":" + action_of(flag);
  if (flag.repeatable && flag.names.size() == 1) return "'*" + all + rest + "'";
  if (flag.names.size() == 1) return "'" + all + rest + "'";
  return (flag.repeatable ? "\\*" : "'(" + all + ")'") + ("{" + braces + "}'" + rest + "'");
}

std::string positional_spec(const Flag& flag, std::size_t number) {
  const std::string place = flag.repeatable ? "*" : std::to_string(number);
  return "'" + place + ":" + zsh_escaped(flag.names.front(), ":") + ":" + action_of(flag) + "'";
}

std::string zsh_arguments(const Command& command) {
  std::string out;
  for (const auto& flag : command.flags) out += " \\\n    " + flag_spec(flag);
  if (command.commands.empty()) {
    for (std::size_t i = 0; i < command.positionals.size(); ++i)
      out += " \\\n    " + positional_spec(command.positionals[i], i + 1);
  }
  return out;
}

std::string pattern_of(const Command& command) {
  std::string pattern;
  for (const auto& path : command.paths) {
    const std::string word = path.substr(path.rfind(' ') + 1);  // npos + 1 is 0
    pattern += (pattern.empty() ? "" : "|") + word;
  }
  return pattern;
}

std::string function_text(const Command& command) {
  const std::string head = function_of(command) + "() {\n";
  if (command.commands.empty()) {
    if (zsh_arguments(command).empty()) return head + "  _message 'nothing more'\n}\n\n";
    return head + "  _arguments -s" + zsh_arguments(command) + "\n}\n\n";
  }
  std::string out = head + "  local curcontext=$curcontext state line\n  _arguments -C";
  out += zsh_arguments(command) + " \\\n    '1: :->command' \\\n    '*:: :->rest'\n";
  out += "  case $state in\n    command)\n      local -a commands=(\n";
  for (const auto& sub : command.commands)
    out += "        '" + zsh_escaped(sub.name, ":") + ":" + zsh_escaped(sub.about, "") + "'\n";
  out += "      )\n      _describe command commands ;;\n    rest)\n      case $words[1] in\n";
  for (const auto& sub : command.commands)
    out += "        " + pattern_of(sub) + ") " + function_of(sub) + " ;;\n";
  return out + "      esac ;;\n  esac\n}\n\n";
}

}  // namespace

std::string zsh_completion(const Command& program) {
  std::string out =
      "#compdef ricochet\n# Completion of ricochet for zsh, made by `ricochet completion zsh`.\n\n";
  for (const Command* command : all_commands(program)) out += function_text(*command);
  return out +
         "# As a file of $fpath it is the body of the function; sourced, it registers it.\n"
         "if [ \"$funcstack[1]\" = _ricochet ]; then _ricochet \"$@\"\n"
         "else compdef _ricochet ricochet; fi\n";
}

}  // namespace ricochet::cli

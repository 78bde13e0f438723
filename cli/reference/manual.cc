#include <map>

#include "base/text/text.h"
#include "cli/reference/reference.h"

namespace ricochet::cli {

namespace {

/// Text that roff takes as it is. `\&` keeps a line that starts with a dot or a quote from being a
/// request.
std::string plain(const std::string& text) {
  std::string out;
  bool line_start = true;
  for (const char c : text) {
    if (line_start && (c == '.' || c == '\'')) out += "\\&";
    line_start = c == '\n';
    switch (c) {
      case '\\':
        out += "\\e";
        break;
      case '-':
        out += "\\-";
        break;
      case '`':
        out += "\\(ga";
        break;
      case '\'':
        out += "\\(aq";
        break;
      case '~':
        out += "\\(ti";
        break;
      case '^':
        out += "\\(ha";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string bold(const std::string& text) { return "\\fB" + plain(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + plain(text) + "\\fR"; }

/// Lines of their own, none of them empty: what --help wraps by hand is filled anew.
std::string paragraph(const std::string& text) {
  std::string out;
  for (const auto line : base::split(text, '\n')) {
    if (!base::trim(line).empty()) out += plain(std::string(base::trim(line))) + "\n";
  }
  return out;
}

std::string title_of(const Command& command) {
  return "ricochet" + (command.paths.front().empty() ? "" : " " + command.paths.front());
}

std::string synopsis(const Command& command) {
  std::string out = bold(title_of(command));
  if (!command.flags.empty()) out += " [" + italic("OPTION") + "...]";
  if (!command.commands.empty()) return out + " " + italic("COMMAND") + "\n";
  for (const auto& positional : command.positionals) {
    const std::string name =
        italic(positional.names.front()) + (positional.repeatable ? "..." : "");
    out += positional.required ? " " + name : " [" + name + "]";
  }
  return out + "\n";
}

std::string flag_text(const Flag& flag, bool positional) {
  std::string head;
  for (const auto& name : flag.names)
    head += (head.empty() ? "" : ", ") + (positional ? italic(name) : bold(name));
  if (!flag.value.empty() && !positional) head += " " + italic(flag.value);
  std::string out = ".TP\n" + head + "\n" + paragraph(flag.about);
  std::string more;
  const auto add = [&more](const std::string& text) { more += (more.empty() ? "" : "; ") + text; };
  if (flag.required && !positional) add("required");
  if (!flag.bounds.empty()) add(flag.bounds);
  if (!flag.default_value.empty()) add("default: " + flag.default_value);
  if (!flag.environment.empty()) add("environment: " + flag.environment);
  return more.empty() ? out : out + plain("(" + more + ")") + "\n";
}

std::string section(const Command& command) {
  std::string out = ".SS " + plain(title_of(command)) + "\n" + synopsis(command) + ".PP\n";
  out += paragraph(command.about);
  if (command.paths.size() > 1) {
    std::string others;
    for (std::size_t i = 1; i < command.paths.size(); ++i)
      others += (others.empty() ? "" : ", ") + ("ricochet " + command.paths[i]);
    out += ".PP\nThe same as: " + plain(others) + "\n";
  }
  for (const auto& positional : command.positionals) out += flag_text(positional, true);
  std::string group;
  for (const auto& flag : command.flags) {
    if (flag.group != group && flag.group != "Options") out += ".PP\n" + plain(flag.group) + ":\n";
    group = flag.group;
    out += flag_text(flag, false);
  }
  if (!command.footer.empty()) out += ".PP\n" + paragraph(command.footer);
  return out;
}

std::string environment(const Command& program) {
  std::map<std::string, std::string> flags_of;
  for (const Command* command : all_commands(program)) {
    for (const auto& flag : command->flags) {
      if (!flag.environment.empty()) flags_of[flag.environment] = flag.names.back();
    }
  }
  std::string out;
  for (const auto& [variable, flag] : flags_of)
    out += ".TP\n" + bold(variable) + "\nThe same as " + bold(flag) + ".\n";
  return out + ".TP\n" + bold("NO_COLOR") + "\nNo colours, when it holds anything.\n";
}

}  // namespace

std::string manual(const Command& program, const std::string& version, const std::string& date) {
  std::string out = ".\\\" Made by `ricochet man`; do not edit.\n.TH RICOCHET 1 \"" + date +
                    "\" \"ricochet " + version + "\" \"User Commands\"\n";
  out += ".SH NAME\nricochet \\- test asynchronous services from outside\n";
  out += ".SH SYNOPSIS\n" + synopsis(program);
  out += ".SH DESCRIPTION\n" + paragraph(program.about);
  for (const auto& flag : program.flags) out += flag_text(flag, false);
  out += ".SH COMMANDS\n";
  for (const Command* command : all_commands(program)) {
    if (command != &program) out += section(*command);
  }
  out += ".SH ENVIRONMENT\n" + environment(program);
  return out;
}

}  // namespace ricochet::cli

#include <map>

#include "cli/reference/reference.h"

namespace ricochet::cli {

namespace {

std::string bash_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// Arms of a `case`: each action with the words that lead to it.
class Arms {
 public:
  void add(const std::string& action, const std::string& word) {
    auto& words = arms_[action];
    words += (words.empty() ? "" : "|") + bash_quoted(word);
  }
  std::string text(const std::string& subject) const {
    if (arms_.empty()) return "";
    std::string out = "  case " + subject + " in\n";
    for (const auto& [action, words] : arms_) out += "    " + words + ") " + action + " ;;\n";
    return out + "  esac\n";
  }

 private:
  std::map<std::string, std::string> arms_;
};

std::string kind_of(const Flag& flag) {
  switch (value_kind(flag)) {
    case ValueKind::kFiles:
      return "kind=files";
    case ValueKind::kFolders:
      return "kind=folders";
    case ValueKind::kNothing:
      return "kind=nothing";
    case ValueKind::kChoices:
      break;
  }
  std::string words;
  for (const auto& choice : flag.choices) words += (words.empty() ? "" : " ") + choice;
  return "kind=words words=" + bash_quoted(words);
}

std::string words_of(const Command& command, bool flags) {
  std::string words;
  const auto add = [&words](const std::string& word) {
    words += (words.empty() ? "" : " ") + word;
  };
  if (flags) {
    for (const auto& flag : command.flags) {
      for (const auto& name : flag.names) add(name);
    }
  } else {
    for (const auto& sub : command.commands) add(sub.name);
  }
  return words;
}

constexpr const char* kBashHead =
    R"(# Completion of ricochet for bash, made by `ricochet completion bash`.
_ricochet() {
  local cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} at='' kind=words words='' i
  # bash takes --flag=value for three words
  if [[ $cur == = ]]; then cur=''
  elif [[ $before == = ]]; then before=${COMP_WORDS[COMP_CWORD-2]}; fi
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "${at:+$at }${COMP_WORDS[i]}" in
      @PATHS@) at="${at:+$at }${COMP_WORDS[i]}" ;;
    esac
  done
)";

constexpr const char* kBashTail = R"(  case $kind in
    words) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur") ;;
    files) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); compopt -o filenames 2>/dev/null ;;
    folders) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); compopt -o filenames 2>/dev/null ;;
  esac
}
complete -F _ricochet ricochet
)";

}  // namespace

std::string bash_completion(const Command& program) {
  std::string paths;
  Arms behind_flag, flags, others;
  for (const Command* command : all_commands(program)) {
    for (const auto& path : command->paths) {
      if (!path.empty()) paths += (paths.empty() ? "" : "|") + bash_quoted(path);
      for (const auto& flag : command->flags) {
        if (flag.value.empty()) continue;
        for (const auto& name : flag.names) behind_flag.add(kind_of(flag), path + " " + name);
      }
      if (!command->flags.empty())
        flags.add("words=" + bash_quoted(words_of(*command, true)), path);
      if (!command->commands.empty()) {
        others.add("words=" + bash_quoted(words_of(*command, false)), path);
      } else if (!command->positionals.empty()) {
        others.add(kind_of(command->positionals.front()), path);
      }
    }
  }
  std::string out = kBashHead;
  const std::string place = "@PATHS@";
  out.replace(out.find(place), place.size(), paths);
  const auto indented = [](std::string text) {  // two columns more
    std::string moved;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      moved += "  " + text.substr(at, end + 1 - at);
      at = end + 1;
    }
    return moved;
  };
  out += behind_flag.text("\"$at $before\"");
  out += "  if [[ $kind == words && -z $words && $cur == -* ]]; then\n";
  out += indented(flags.text("\"$at\""));
  out += "  elif [[ $kind == words && -z $words ]]; then\n";
  out += indented(others.text("\"$at\""));
  return out + "  fi\n" + kBashTail;
}

}  // namespace ricochet::cli

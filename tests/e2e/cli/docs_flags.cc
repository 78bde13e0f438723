#include "tests/e2e/cli/docs_flags.h"

#include <algorithm>
#include <array>
#include <regex>
#include <sstream>

namespace ricochet::e2e {

namespace {

// Programs whose command lines stand in the documents. What one of them is followed by is its own.
constexpr std::array kOtherPrograms{
    ".venv/bin/pip", "apt-get", "clang-format", "cmake",   "ctest",   "curl",      "docker",
    "git",           "grep",    "jq",           "keytool", "kill",    "ln",        "man",
    "mvn",           "nginx",   "node",         "npm",     "npx",     "openssl",   "perf",
    "prettier",      "psql",    "python3",      "sh",      "sqlite3", "sha256sum", "tar",
    "tsc",           "wrk"};

/// A stretch of text that holds at most one command line.
struct Piece {
  std::string text;
  bool code = false;
};

void add_commands(const std::string& code, std::vector<Piece>& pieces) {
  static const std::regex between("\\|\\|?|&&|;|\\$\\(|<\\(| # ");
  for (std::sregex_token_iterator it(code.begin(), code.end(), between, -1), end; it != end; ++it)
    pieces.push_back({*it, true});
}

std::vector<Piece> pieces_of(const std::string& line, bool fenced) {
  std::vector<Piece> pieces;
  if (fenced || line.starts_with("    ")) {
    add_commands(line, pieces);
    return pieces;
  }
  std::istringstream parts(line);
  bool code = false;
  for (std::string part; std::getline(parts, part, '`'); code = !code) {
    if (code) {
      add_commands(part, pieces);
    } else {
      pieces.push_back({part, false});
    }
  }
  return pieces;
}

/// The word without brackets and quotes around it, and without the value behind a flag's `=`.
std::string bare(const std::string& word) {
  const auto begin = word.find_first_not_of("[('\"`");
  if (begin == std::string::npos) return "";
  const auto end = word.find_last_not_of(")]'\"`,.:;");
  const std::string inner = end < begin ? "" : word.substr(begin, end + 1 - begin);
  return inner.starts_with("-") ? inner.substr(0, inner.find('=')) : inner;
}

bool is_flag(const std::string& word, bool code) {
  static const std::regex long_flag("--[a-z][a-z-]*"), short_flag("-[A-Za-z]");
  return std::regex_match(word, long_flag) || (code && std::regex_match(word, short_flag));
}

bool is_ricochet(const std::string& word) {
  const bool setting = word.find('=') != std::string::npos;  // of the environment: X=bin/ricochet
  return word == "ricochet" || (word.ends_with("/ricochet") && !setting);
}

bool is_other_program(const std::string& word) {
  return std::find(kOtherPrograms.begin(), kOtherPrograms.end(), word) != kOtherPrograms.end() ||
         word.starts_with("ci/") || word.starts_with("./ci/");
}

void read_piece(const Piece& piece, const std::string& place, const KnownFlags& known,
                std::vector<NamedFlag>& named) {
  std::string command = "*";
  bool other = false, flags_began = false;
  std::istringstream words(piece.text);
  for (std::string word; words >> word;) {
    word = bare(word);
    if (is_flag(word, piece.code)) {
      flags_began = true;
      if (!other) named.push_back({place, word, command});
    } else if (piece.code && is_ricochet(word)) {
      command.clear();
      other = flags_began = false;
    } else if (command != "*" && !flags_began && !other) {
      const std::string below = command.empty() ? word : command + " " + word;
      if (known.contains(below)) command = below;
    } else if (piece.code && command == "*" && is_other_program(word)) {
      other = true;
    }
  }
}

}  // namespace

std::vector<NamedFlag> flags_named_in(std::string_view markdown, const std::string& file,
                                      const KnownFlags& known) {
  std::vector<NamedFlag> named;
  std::istringstream lines{std::string(markdown)};
  bool fenced = false;
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    const std::string place = file + ":" + std::to_string(++number);
    if (line.starts_with("```")) {
      fenced = !fenced;
      continue;
    }
    for (const Piece& piece : pieces_of(line, fenced)) read_piece(piece, place, known, named);
  }
  return named;
}

std::vector<std::string> unknown_flags(const std::vector<NamedFlag>& named,
                                       const KnownFlags& known) {
  std::vector<std::string> unknown;
  for (const NamedFlag& one : named) {
    const bool there =
        one.command == "*"
            ? std::any_of(known.begin(), known.end(),
                          [&](const auto& command) { return command.second.contains(one.flag); })
            : known.at(one.command).contains(one.flag);
    if (there) continue;
    const std::string who = one.command == "*"    ? "no command"
                            : one.command.empty() ? "not `ricochet`"
                                                  : "not `ricochet " + one.command + "`";
    unknown.push_back(one.place + ": " + who + " has the flag " + one.flag);
  }
  return unknown;
}

}  // namespace ricochet::e2e

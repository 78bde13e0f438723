// --help of every command, and the documents that tell the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <regex>
#include <sstream>

#include "base/file.h"
#include "tests/e2e/cli/docs_flags.h"
#include "tests/e2e/cli/help_text.h"
#include "tests/e2e/e2e.h"
#include "tests/support/golden.h"

namespace ricochet::e2e {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

std::string joined(const Words& command, const std::string& between) {
  std::string text;
  for (const auto& word : command) text += (text.empty() ? "" : between) + word;
  return text;
}

KnownFlags known_flags() {
  KnownFlags known;
  for (const Words& command : commands()) {
    auto& flags = known[joined(command, " ")];
    for (const FlagNames& names : flags_of(command)) flags.insert(names.begin(), names.end());
  }
  known["stub start"] = known.at("stub http");  // its other name
  return known;
}

/// Every Markdown file of the project, relative to it.
std::vector<std::string> documents() {
  const fs::path root = project_folder();
  std::vector<std::string> files;
  for (auto it = fs::recursive_directory_iterator(root); it != fs::recursive_directory_iterator();
       ++it) {
    const std::string name = it->path().filename();
    if (it->is_directory() && (name == "build" || name == "node_modules" || name[0] == '.'))
      it.disable_recursion_pending();
    if (it->is_regular_file() && name.ends_with(".md"))
      files.push_back(it->path().lexically_relative(root));
  }
  std::sort(files.begin(), files.end());
  EXPECT_THAT(files, testing::IsSupersetOf({"README.md", "docs/limits.md", "cli/README.md"}));
  return files;
}

std::string text_of(const std::string& document) {
  return base::read_file(project_folder() + "/" + document).value();
}

TEST(Help, OfEveryCommand) {
  std::set<std::string> written;
  for (const Words& command : commands()) {
    const std::string name = command.empty() ? "ricochet" : joined(command, "-");
    test::expect_golden("help/" + name + ".txt", help_text(command));
    written.insert(name + ".txt");
  }
  for (const auto& file : fs::directory_iterator(test::golden_path("help"))) {
    EXPECT_TRUE(written.contains(file.path().filename()))
        << file.path() << " is the help of a command that is not there any more";
  }
}

std::size_t longest_line(const std::string& text) {
  std::size_t longest = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) longest = std::max(longest, line.size());
  return longest;
}

/// Without the white space, which is all that wrapping may change.
std::string words_of(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
  return text;
}

TEST(Help, IsAsWideAsTheTerminal) {
  for (const Words& command : commands()) {
    Words words = command;
    words.emplace_back("--help");
    auto start = ricochet(words);
    const std::string wide = test::run_program(start).out;
    for (const std::size_t columns : {40u, 80u, 100u}) {
      start.env["COLUMNS"] = std::to_string(columns);
      const std::string text = test::run_program(start).out;
      EXPECT_LE(longest_line(text), columns) << text;
      EXPECT_EQ(words_of(text), words_of(wide));
    }
    start.env["COLUMNS"] = "wide";
    EXPECT_EQ(test::run_program(start).out, wide);
  }
}

TEST(Help, DocumentsNameNoFlagThatIsNotThere) {
  const KnownFlags known = known_flags();
  std::size_t named = 0;
  for (const std::string& document : documents()) {
    const auto flags = flags_named_in(text_of(document), document, known);
    named += flags.size();
    EXPECT_THAT(unknown_flags(flags, known), IsEmpty());
  }
  EXPECT_GT(named, 100u);  // else the reader of the documents has gone blind
}

// A flag counts as told in a document for users that names its command, and names the flag either
// alone or on a command line of that command.
TEST(Help, EveryFlagIsInTheDocuments) {
  const KnownFlags known = known_flags();
  std::map<std::string, std::set<std::string>> told;  // by command
  for (const std::string& document : documents()) {
    if (document != "README.md" && !document.starts_with("docs/")) continue;
    const std::string text = text_of(document);
    const auto named = flags_named_in(text, document, known);
    for (const auto& [command, flags] : known) {
      if (text.find("ricochet " + command) == std::string::npos) continue;
      for (const NamedFlag& one : named) {
        if (one.command == "*" || one.command == command) told[command].insert(one.flag);
      }
    }
  }
  std::vector<std::string> untold;
  for (const Words& command : commands()) {
    const auto& names_told = told[joined(command, " ")];
    for (const FlagNames& names : flags_of(command)) {
      if (names.back() == "--help") continue;  // every command has it
      if (std::none_of(names.begin(), names.end(),
                       [&](const auto& name) { return names_told.contains(name); }))
        untold.push_back("ricochet " + joined(command, " ") + " " + names.back());
    }
  }
  EXPECT_THAT(untold, IsEmpty()) << "README.md and docs/ do not tell of these";
}

/// Flags with their default in the help of a command ("--max-body" -> "10MiB"; "" without one) that
/// are bounds: they say what happens above or below.
std::map<std::string, std::string> bounds_in_help(const Words& command) {
  static const std::regex entry(
      "(?:^|\n) {2,4}(?:-[A-Za-z],)?(--[a-z-]+)(?: [A-Z]+(?:=([^\n]*?))?)?(?: {2,}|\n "
      "{10,})([^\n]*)");
  std::map<std::string, std::string> bounds;
  const auto help = help_text(command);
  for (std::sregex_iterator it(help.begin(), help.end(), entry), end; it != end; ++it) {
    const std::string what = (*it)[3];
    if (what.find("bove: ") == std::string::npos && what.find("below: ") == std::string::npos &&
        what.find("The same for each peer") == std::string::npos)
      continue;
    bounds[(*it)[1]] = std::regex_replace(it->str(2), std::regex("\\.0 | "), "");
  }
  return bounds;
}

TEST(Help, EveryBoundIsInTheTableOfLimitsWithItsDefault) {
  std::map<std::string, std::string> told;
  static const std::regex row("\n\\| `(--[a-z-]+) [A-Z]+` \\| ([0-9A-Za-z]+)");
  const auto text = text_of("docs/limits.md");
  for (std::sregex_iterator it(text.begin(), text.end(), row), end; it != end; ++it)
    EXPECT_TRUE(told.emplace((*it)[1], (*it)[2]).second) << (*it)[1] << " has two rows";
  std::size_t compared = 0;
  for (const Words& command :
       {Words{"stub", "http"}, Words{"stub", "https"}, Words{"bin"}, Words{"run"}}) {
    for (const auto& [flag, value] : bounds_in_help(command)) {
      SCOPED_TRACE(joined(command, " ") + " " + flag);
      ASSERT_TRUE(told.contains(flag)) << "docs/limits.md has no row for it";
      EXPECT_EQ(told[flag], value);
      ++compared;
    }
  }
  EXPECT_GT(compared, 40u);
  const auto known = known_flags();
  for (const auto& [flag, value] : told)
    EXPECT_TRUE(known.at("stub http").contains(flag) || known.at("bin").contains(flag)) << flag;
}

TEST(DocsFlags, AreFoundWithTheirCommand) {
  const KnownFlags known{{"", {"--version"}},
                         {"bin", {"-p", "--store", "--tls"}},
                         {"stub", {}},
                         {"stub http", {"-p", "--seed"}}};
  const auto wrong = [&](const std::string& markdown) {
    return unknown_flags(flags_named_in(markdown, "x.md", known), known);
  };
  EXPECT_THAT(wrong("    ricochet bin -p 1 --store x\n`--seed N` and --tls, `ricochet --version`"),
              IsEmpty());
  EXPECT_THAT(wrong("a\n    ricochet bin --seed 1\n"),
              ElementsAre("x.md:2: not `ricochet bin` has the flag --seed"));
  EXPECT_THAT(wrong("`ricochet stub http [-c FILE]`"),
              ElementsAre("x.md:1: not `ricochet stub http` has the flag -c"));
  EXPECT_THAT(wrong("see --stoer, or `--lts`: both; share/man1/ricochet.1 -x"),
              ElementsAre("x.md:1: no command has the flag --stoer",
                          "x.md:1: no command has the flag --lts"));
  // Other programs have their own flags, up to the next command.
  EXPECT_THAT(wrong("    docker run --rm -p 1:1 ricochet bin --rm\n    curl --data x | jq -r ."),
              ElementsAre("x.md:1: not `ricochet bin` has the flag --rm"));
  EXPECT_THAT(wrong("```\ngit tag --sign && ricochet bin --sign\n```\n    ci/bench --pairs 9"),
              ElementsAre("x.md:2: not `ricochet bin` has the flag --sign"));
}

}  // namespace
}  // namespace ricochet::e2e

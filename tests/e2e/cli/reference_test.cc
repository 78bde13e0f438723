// What the program tells about itself: version, help, the manual page, completions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <regex>
#include <set>
#include <sstream>

#include "tests/e2e/cli/help_text.h"
#include "tests/e2e/e2e.h"

namespace ricochet::e2e {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

/// Where the PATH has this program; empty: nowhere.
std::string installed(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "");
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (std::filesystem::exists(folder + "/" + name)) return folder + "/" + name;
  }
  return "";
}

ProgramEnd run_other(const std::string& program, Words args, const TempFolder& folder) {
  ProgramStart start;
  start.program = program;
  start.args = std::move(args);
  start.cwd = folder.path();
  start.env["HOME"] = folder.path();
  start.env["LC_ALL"] = "C.UTF-8";
  return test::run_program(std::move(start));
}

std::set<std::string> lines(const std::string& text) {
  std::set<std::string> all;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) all.insert(line);
  return all;
}

/// What bash offers behind these words, the last of which is being typed.
std::set<std::string> bash_offers(const Words& words, const TempFolder& folder) {
  folder.write("completion", output({"completion", "bash"}));
  std::string script = "set -u; . ./completion; COMP_WORDS=(ricochet";
  for (const auto& word : words) script += " '" + word + "'";
  script += "); COMP_CWORD=" + std::to_string(words.size()) +
            "; _ricochet; [ ${#COMPREPLY[@]} = 0 ] || printf '%s\\n' \"${COMPREPLY[@]}\"";
  const ProgramEnd end = run_other("/bin/bash", {"-c", script}, folder);
  EXPECT_EQ(end.exit_code, 0) << end.err;
  EXPECT_EQ(end.err, "");
  return lines(end.out);
}

TEST(Reference, VersionIsACommandToo) {
  EXPECT_EQ(output({"version"}), output({"--version"}));
  EXPECT_THAT(output({"version"}), testing::MatchesRegex("ricochet [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST(Reference, HelpOfACommandIsThatOfItsFlag) {
  for (const Words& command : commands()) {
    SCOPED_TRACE(testing::PrintToString(command));
    Words flag = command, words{"help"};
    flag.push_back("--help");
    words.insert(words.end(), command.begin(), command.end());
    EXPECT_EQ(output(words), output(flag));
  }
  EXPECT_EQ(output({"help", "stub", "start"}), output({"help", "stub", "http"}));
}

TEST(Reference, HelpOfAWrongCommandSuggests) {
  const ProgramEnd end = run_ricochet({"help", "stub", "htp"});
  EXPECT_EQ(end.exit_code, 2);
  EXPECT_EQ(end.out, "");
  EXPECT_THAT(end.err, HasSubstr("there is no command \"stub htp\""));
  EXPECT_THAT(end.err, HasSubstr("did you mean \"http\"?"));
  EXPECT_THAT(run_ricochet({"help", "run", "x"}).err, HasSubstr("there is no command \"run x\""));
}

TEST(Reference, AnOptionGroupIsNotACommand) {
  const ProgramEnd value = run_ricochet({"await", "orders", "--exactly", "many"});
  EXPECT_EQ(value.exit_code, 2);
  EXPECT_THAT(value.err, HasSubstr("--exactly: \"many\" is not a whole number"));
  EXPECT_THAT(value.err, Not(HasSubstr("there is no command")));
  const ProgramEnd name = run_ricochet({"await", "orders", "--exactely", "3"});
  EXPECT_EQ(name.exit_code, 2);
  EXPECT_THAT(name.err, HasSubstr("did you mean --exactly?"));
}

TEST(Reference, EveryFlagOfHelpIsInManualAndCompletions) {
  const std::string manual = output({"man"});
  const TempFolder folder;
  const std::string zsh = output({"completion", "zsh"}), fish = output({"completion", "fish"});
  for (const Words& command : commands()) {
    SCOPED_TRACE(testing::PrintToString(command));
    Words typed = command;
    typed.push_back("--");
    const auto flags = flags_in_help(command);
    std::set<std::string> offered = bash_offers(typed, folder);
    EXPECT_EQ(offered, flags);
    for (const auto& flag : flags) {
      EXPECT_THAT(manual, HasSubstr(std::regex_replace(flag, std::regex("-"), "\\-")));
      EXPECT_THAT(zsh, HasSubstr(flag));
      EXPECT_THAT(fish, HasSubstr(" -l " + flag.substr(2) + " "));
    }
  }
}

TEST(Reference, BashCompletes) {
  const TempFolder folder;
  folder.write("suite/a.json", "{}");
  folder.write("some photo.json", "[]");
  EXPECT_THAT(bash_offers({"ru"}, folder), ElementsAre("run"));
  EXPECT_THAT(bash_offers({"stub", "h"}, folder), UnorderedElementsAre("http", "https"));
  EXPECT_THAT(bash_offers({"stub", "start", "--no-m"}, folder), ElementsAre("--no-match-status"));
  EXPECT_THAT(bash_offers({"export", "--format", "h"}, folder),
              UnorderedElementsAre("har", "http"));
  EXPECT_THAT(bash_offers({"export", "--format", "=", "nd"}, folder), ElementsAre("ndjson"));
  EXPECT_THAT(bash_offers({"help", "stub", "so"}, folder), ElementsAre("socket"));
  EXPECT_THAT(bash_offers({"completion", ""}, folder), UnorderedElementsAre("bash", "zsh", "fish"));
  EXPECT_THAT(bash_offers({"run", "--fail-fast", "s"}, folder),
              UnorderedElementsAre("suite", "some photo.json"));
  EXPECT_THAT(bash_offers({"stub", "http", "-c", "some"}, folder), ElementsAre("some photo.json"));
  EXPECT_THAT(bash_offers({"stub", "http", "--resources", "s"}, folder), ElementsAre("suite"));
  EXPECT_THAT(bash_offers({"bin", "--bin", ""}, folder), IsEmpty());
}

TEST(Reference, FishCompletes) {
  const std::string fish = installed("fish");
  if (fish.empty()) GTEST_SKIP() << "fish is not installed (ci/packages-package.txt has it)";
  const TempFolder folder;
  folder.write("completion", output({"completion", "fish"}));
  const auto offers = [&](const std::string& typed) {
    const ProgramEnd end = run_other(
        fish, {"-c", "source ./completion; complete -C '" + typed + "' | string split -f1 \\t"},
        folder);
    EXPECT_EQ(end.err, "");
    return lines(end.out);
  };
  EXPECT_THAT(offers("ricochet ru"), ElementsAre("run"));
  EXPECT_THAT(offers("ricochet stub start --no-m"), ElementsAre("--no-match-status"));
  EXPECT_THAT(offers("ricochet export --format h"), UnorderedElementsAre("har", "http"));
  EXPECT_THAT(offers("ricochet help stub so"), ElementsAre("socket"));
}

TEST(Reference, ZshReadsItsCompletion) {
  const std::string zsh = installed("zsh");
  if (zsh.empty()) GTEST_SKIP() << "zsh is not installed (ci/packages-package.txt has it)";
  const TempFolder folder;
  folder.write("_ricochet", output({"completion", "zsh"}));
  // compinit -u takes folders of any owner; _comps says who completes what.
  const ProgramEnd end =
      run_other(zsh,
                {"-f", "-c",
                 "fpath=($PWD $fpath); autoload -U compinit; compinit -u -d ./dump; "
                 "print -r -- $_comps[ricochet]; zsh -n ./_ricochet"},
                folder);
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_EQ(end.err, "");
  EXPECT_EQ(end.out, "_ricochet\n");
}

TEST(Reference, ManualPageIsWellFormed) {
  const std::string manual = output({"man"});
  EXPECT_THAT(manual, HasSubstr(".SS ricochet stub http\n"));
  const std::string mandoc = installed("mandoc"), man = installed("man");
  if (mandoc.empty() && man.empty())
    GTEST_SKIP() << "neither mandoc nor man is installed (ci/packages-package.txt has mandoc)";
  const TempFolder folder;
  folder.write("ricochet.1", manual);
  const ProgramEnd end =
      mandoc.empty() ? run_other(man, {"--warnings", "-l", "./ricochet.1"}, folder)
                     : run_other(mandoc, {"-T", "lint", "-W", "warning", "ricochet.1"}, folder);
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_EQ(end.err, "");
  if (!mandoc.empty()) {
    EXPECT_EQ(end.out, "");
  }
}

}  // namespace
}  // namespace ricochet::e2e

#include "tests/e2e/cli/help_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <sstream>

#include "tests/e2e/e2e.h"

namespace ricochet::e2e {

namespace {

void collect_commands(const Words& command, std::vector<Words>& all) {
  all.push_back(command);
  const std::string help = help_text(command);
  static const std::regex entry("\n  ([a-z]+)");
  const std::size_t list = help.find("\nSubcommands:\n");
  if (list == std::string::npos) return;
  for (std::sregex_iterator it(help.begin() + static_cast<long>(list), help.end(), entry), end;
       it != end; ++it) {
    Words below = command;
    below.push_back((*it)[1]);
    collect_commands(below, all);
  }
}

}  // namespace

std::string output(Words args) {
  const ProgramEnd end = run_ricochet(std::move(args));
  EXPECT_EQ(end.exit_code, 0);
  EXPECT_EQ(end.err, "");
  return end.out;
}

std::string help_text(Words command) {
  command.push_back("--help");
  return output(std::move(command));
}

std::vector<FlagNames> flags_of(const Words& command) {
  // A line of --help that begins with a flag; what it does stands at column 34 and cannot.
  static const std::regex line("(^|\n) {2,4}(-[A-Za-z](,--[a-z-]+)?|--[a-z-]+)(?=[ \n])");
  const std::string help = help_text(command);
  std::vector<FlagNames> flags;
  for (std::sregex_iterator it(help.begin(), help.end(), line), end; it != end; ++it) {
    FlagNames names;
    std::istringstream spellings((*it)[2]);
    for (std::string name; std::getline(spellings, name, ',');) names.push_back(name);
    flags.push_back(std::move(names));
  }
  return flags;
}

std::set<std::string> flags_in_help(const Words& command) {
  std::set<std::string> flags;
  for (const FlagNames& names : flags_of(command)) {
    for (const std::string& name : names) {
      if (name.starts_with("--")) flags.insert(name);
    }
  }
  EXPECT_THAT(flags, testing::Contains("--help"));
  return flags;
}

std::vector<Words> commands() {
  std::vector<Words> all;
  collect_commands({}, all);
  EXPECT_THAT(all, testing::Contains(Words{"stub", "shutdown"}));
  return all;
}

}  // namespace ricochet::e2e

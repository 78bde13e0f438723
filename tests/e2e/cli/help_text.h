#pragma once
#include <set>
#include <string>
#include <vector>

namespace ricochet::e2e {

/// A command line without the program's name: {"stub", "http"}; empty: the program itself.
using Words = std::vector<std::string>;

/// What the program writes to stdout; fails the running test unless it ends with 0 and without a
/// word on stderr.
std::string output(Words args);

/// What --help says about a command.
std::string help_text(Words command);

/// A flag of --help with all its spellings: {"-v", "--verbose"}.
using FlagNames = std::vector<std::string>;
std::vector<FlagNames> flags_of(const Words& command);

/// The long spellings of all its flags.
std::set<std::string> flags_in_help(const Words& command);

/// The program and every command below it, as --help lists them, parents first.
std::vector<Words> commands();

}  // namespace ricochet::e2e

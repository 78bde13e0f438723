#pragma once
#include <string>

#include "cli/reference/command_tree.h"

namespace ricochet::cli {

/// Completion scripts, to be sourced by the shell that they are named after. Flags, sub-commands,
/// values that are one of a few, files and folders are completed.
std::string bash_completion(const Command& program);
std::string zsh_completion(const Command& program);
std::string fish_completion(const Command& program);

/// The manual page in man(7)'s macros.
std::string manual(const Command& program, const std::string& version, const std::string& date);

}  // namespace ricochet::cli

#pragma once
#include <string>
#include <string_view>

namespace ricochet::requestbin {

// The words of a command for POSIX shells. The page has the same rules (web/js/copy/shell.js);
// tests/golden/copy/cases.json holds both to one table.

/// Text that a terminal and an editor keep as it is: UTF-8 without hidden controls, but for line
/// ends and tabs.
bool is_plain_text(std::string_view text);
/// One argument: as it is where nothing in it means anything, else in single quotes, and by
/// `"$(printf ...)"` what is not plain text. NUL cannot stand in an argument.
std::string shell_word(std::string_view bytes);
/// A command that puts out exactly these bytes, of any number: printf is built into the shells, so
/// that the limit of an argument is not its limit.
std::string shell_printf(std::string_view bytes);

}  // namespace ricochet::requestbin

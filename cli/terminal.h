#pragma once
#include <string>

#include "base/diag.h"

namespace ricochet::cli {

bool is_terminal(int fd);
/// A terminal, NO_COLOR unset or empty (no-color.org), and TERM not "dumb".
bool use_colour(int fd);
/// Tells what went wrong on stderr; returns `code`, for `return fail(...)`.
int fail(const base::Diag& diag, int code);
/// The same with the exit code of its kind.
int fail(const base::Diag& diag);
/// The folder of the running program, for `${env.RICOCHET_BIN_DIR}`.
std::string program_folder();

}  // namespace ricochet::cli

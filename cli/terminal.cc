#include "cli/terminal.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string_view>

#include "cli/exit_codes.h"

namespace ricochet::cli {

bool is_terminal(int fd) { return ::isatty(fd) == 1; }

bool use_colour(int fd) {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  if (no_color != nullptr && *no_color != '\0') return false;
  return is_terminal(fd) && term != nullptr && std::string_view(term) != "dumb";
}

int fail(const base::Diag& diag, int code) {
  std::cerr << base::render(diag, use_colour(2)) << "\n";
  return code;
}

int fail(const base::Diag& diag) { return fail(diag, exit_code_of(diag.kind)); }

std::string program_folder() {
  std::error_code ec;
  return std::filesystem::read_symlink("/proc/self/exe", ec).parent_path().string();
}

}  // namespace ricochet::cli

#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace ricochet::cli {

/// The help of `app` and of the sub-commands that are added to it from here on is wrapped to the
/// terminal, or to COLUMNS; a pipe gets each description on one line.
void wrap_help_of(CLI::App& app);

/// Lines of at most `width` columns, descriptions below each other; where that leaves too little
/// room for them, below their flags. A word that is longer stays whole.
std::string wrap_help(std::string_view text, std::size_t width);

}  // namespace ricochet::cli

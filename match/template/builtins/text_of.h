#pragma once
#include <string>
#include <string_view>

#include "match/template/model/builtin.h"

namespace ricochet::match::tpl {

/// A number by a format of FreeMarker: number, currency, percent, computer, c, or a pattern; empty
/// is the dialect's own. BuiltinError template/bad-argument.
std::string number_text(const Number& number, std::string_view format, Dialect dialect);
/// As `?c` writes it: for programs.
std::string computer_text(const Number& number, Dialect dialect);
/// A date by a format, empty: by the settings.
std::string moment_text(const Moment& moment, std::string_view format, const Settings& settings);
/// As `?c` writes a text: JSON in its quotes, which may stand in a <script> (builtins_escape.cc).
std::string json_literal(std::string text);
std::string boolean_text(bool value, const Settings& settings);

}  // namespace ricochet::match::tpl

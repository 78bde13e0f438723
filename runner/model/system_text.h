#pragma once
#include <string>

#include "base/json/reader.h"

namespace ricochet::runner {

/// Texts that go to the system as C strings: words of a command, folders, values of variables. It
/// would cut them at a NUL. Reports bad-text.
bool check_system_text(const base::JsonReader& text);

/// The value of `at` as the name of an environment variable: not empty, without "=" and NUL.
/// Reports bad-name.
bool check_variable_name(const base::JsonReader& at);

/// A member of "env": its key is the name of a variable, its value a text.
bool check_variable(const base::JsonReader& member);

}  // namespace ricochet::runner

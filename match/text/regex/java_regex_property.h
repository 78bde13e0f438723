#pragma once
#include <optional>
#include <string_view>

#include "match/text/regex/java_regex_class.h"

namespace ricochet::match::java_regex {

/// The modes that Java's flags switch: `(?i)` ignore_case, `(?d)` unix_lines, `(?m)` multiline,
/// `(?s)` dot_all, `(?u)` unicode_case, `(?x)` comments, `(?U)` unicode_classes.
struct Flags {
  bool ignore_case = false, unix_lines = false, multiline = false, dot_all = false,
       unicode_case = false, comments = false, unicode_classes = false;
};

/// What `\p{name}` is in Java: a category, a POSIX class, `IsX` (binary property, category or
/// script), `InX` (block), `javaX`, or `key=value`. nullopt: Java has none of that name.
std::optional<Class> property(std::string_view name, const Flags& flags);

/// `\d`, `\s`, `\w`, and their negations `\D` ...; nullopt for other letters.
std::optional<Class> predefined(std::uint32_t letter, const Flags& flags);

/// What `\b` has on one of its sides.
Class boundary_class(const Flags& flags);

}  // namespace ricochet::match::java_regex

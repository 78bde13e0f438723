#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "match/template/model/ast.h"

/// The smallest pieces of expressions.
namespace ricochet::match::tpl {

/// Blanks and comments (<#-- -->) from `at` on.
void skip_space(const std::string& text, std::size_t& at);
/// A name at `at`, without the backslashes of `a\-b`; empty when there is none.
std::string scan_name(const std::string& text, std::size_t& at);
/// Whether a name could begin there.
bool name_starts(const std::string& text, std::size_t at);
/// The plain word at `at`, which stays where it is: letters, digits and _.
std::string_view word_at(const std::string& text, std::size_t at);

/// Literals: `at` stands on the first character (the quote), and then behind the last.
std::string scan_string(const std::string& text, std::size_t& at, bool raw);
Number scan_number(const std::string& text, std::size_t& at);

/// An operator that stands at `at`, if any, of one of the levels that bind alike. `tag_ends`: a `>`
/// there closes a tag.
enum class OpClass { kOr, kAnd, kEquality, kRelation };
std::optional<Op> scan_operator(const std::string& text, std::size_t& at, OpClass level,
                                bool tag_ends);

}  // namespace ricochet::match::tpl

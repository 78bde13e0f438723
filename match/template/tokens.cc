#include <algorithm>
#include <array>
#include <cctype>

#include "match/template/ast.h"
#include "match/text/error.h"

namespace ricochet::match::tpl {

namespace {

[[noreturn]] void fail(std::string message, const std::string& text, std::size_t at,
                       std::string hint = {}) {
  throw Failure{text_error("template/syntax", std::move(message), text, at, 1, std::move(hint))};
}

struct OpSpec {
  std::string_view word;
  Op op;
  OpClass level;
};
/// The longer of two that begin alike comes first.
constexpr std::array kOperators = {
    OpSpec{"==", Op::kEq, OpClass::kEquality}, OpSpec{"!=", Op::kNe, OpClass::kEquality},
    OpSpec{"=", Op::kEq, OpClass::kEquality},  OpSpec{"<=", Op::kLe, OpClass::kRelation},
    OpSpec{"<", Op::kLt, OpClass::kRelation},  OpSpec{">=", Op::kGe, OpClass::kRelation},
    OpSpec{">", Op::kGt, OpClass::kRelation},  OpSpec{"lte", Op::kLe, OpClass::kRelation},
    OpSpec{"lt", Op::kLt, OpClass::kRelation}, OpSpec{"gte", Op::kGe, OpClass::kRelation},
    OpSpec{"gt", Op::kGt, OpClass::kRelation}};

bool digit_at(const std::string& text, std::size_t at) {
  return at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) != 0;
}

char unescaped(const std::string& text, std::size_t at) {
  constexpr std::string_view kNames = "ntrbfgla\\\"'{$";
  constexpr std::string_view kBytes = "\n\t\r\b\f><&\\\"'{$";
  const auto known = at < text.size() ? kNames.find(text[at]) : std::string_view::npos;
  if (known == std::string_view::npos) {
    fail("unknown escape", text, at,
         "known: \\n \\t \\r \\b \\f \\\\ \\\" \\' \\{ \\$; r\"...\" takes everything as it is");
  }
  return kBytes[known];
}

}  // namespace

std::string scan_string(const std::string& text, std::size_t& at, bool raw) {
  const auto begin = at;
  const char quote = text[at++];
  std::string out;
  while (true) {
    if (at >= text.size())
      fail("the string is never closed", text, begin, std::string("add the missing ") + quote);
    const char c = text[at++];
    if (c == quote) return out;
    out += c == '\\' && !raw ? unescaped(text, at++) : c;
  }
}

base::Json scan_number(const std::string& text, std::size_t& at) {
  const auto begin = at;
  while (digit_at(text, at)) ++at;
  if (at < text.size() && text[at] == '.' && digit_at(text, at + 1)) {
    ++at;
    while (digit_at(text, at)) ++at;
  }
  if (at < text.size() &&
      (std::isalpha(static_cast<unsigned char>(text[at])) != 0 || text[at] == '_')) {
    fail("a number runs into a name", text, at, "put a space or an operator between them");
  }
  const auto first = std::min(text.find_first_not_of('0', begin), at);  // 007 is not JSON
  const bool bare = first == at || text[first] == '.';
  auto value = base::number_from((bare ? "0" : "") + text.substr(first, at - first));
  if (!value) fail("this number is too large", text, begin, "use a smaller one");
  return std::move(*value);
}

std::optional<Op> scan_operator(const std::string& text, std::size_t& at, OpClass level,
                                bool tag_ends) {
  for (const auto& spec : kOperators) {
    const auto after = at + spec.word.size();
    if (spec.level != level || text.compare(at, spec.word.size(), spec.word) != 0) continue;
    if (tag_ends && spec.word.front() == '>') continue;  // it closes the tag, as in FreeMarker
    const bool word = std::isalpha(static_cast<unsigned char>(spec.word.front())) != 0;
    const bool longer =
        after < text.size() &&
        (std::isalnum(static_cast<unsigned char>(text[after])) != 0 || text[after] == '_');
    if (word && longer) continue;
    at = after;
    return spec.op;
  }
  return std::nullopt;
}

}  // namespace ricochet::match::tpl

#include "match/template/syntax/tokens.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text/utf8.h"
#include "match/text/error.h"
#include "match/text/utf16.h"

namespace ricochet::match::tpl {

namespace {

struct OpSpec {
  std::string_view word;
  Op op;
  OpClass level;
};
/// The longer of two that begin alike comes first. What begins with & is for templates inside XML.
constexpr std::array kOperators = {
    OpSpec{"||", Op::kOr, OpClass::kOr},           OpSpec{"|", Op::kOr, OpClass::kOr},
    OpSpec{"&amp;&amp;", Op::kAnd, OpClass::kAnd}, OpSpec{"&&", Op::kAnd, OpClass::kAnd},
    OpSpec{"\\and", Op::kAnd, OpClass::kAnd},      OpSpec{"==", Op::kEq, OpClass::kEquality},
    OpSpec{"!=", Op::kNe, OpClass::kEquality},     OpSpec{"=", Op::kEq, OpClass::kEquality},
    OpSpec{"<=", Op::kLe, OpClass::kRelation},     OpSpec{"<", Op::kLt, OpClass::kRelation},
    OpSpec{">=", Op::kGe, OpClass::kRelation},     OpSpec{">", Op::kGt, OpClass::kRelation},
    OpSpec{"&lt;=", Op::kLe, OpClass::kRelation},  OpSpec{"&lt;", Op::kLt, OpClass::kRelation},
    OpSpec{"&gt;=", Op::kGe, OpClass::kRelation},  OpSpec{"&gt;", Op::kGt, OpClass::kRelation},
    OpSpec{"\\lte", Op::kLe, OpClass::kRelation},  OpSpec{"\\lt", Op::kLt, OpClass::kRelation},
    OpSpec{"\\gte", Op::kGe, OpClass::kRelation},  OpSpec{"\\gt", Op::kGt, OpClass::kRelation},
    OpSpec{"lte", Op::kLe, OpClass::kRelation},    OpSpec{"lt", Op::kLt, OpClass::kRelation},
    OpSpec{"gte", Op::kGe, OpClass::kRelation},    OpSpec{"gt", Op::kGt, OpClass::kRelation}};

bool digit_at(const std::string& text, std::size_t at) {
  return at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) != 0;
}

bool word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

bool name_char(char c) {
  // Letters beyond ASCII as well: all that is not ASCII passes for one.
  return word_char(c) || c == '$' || c == '@' || static_cast<unsigned char>(c) >= 0x80;
}

/// The digits of `\x41`: one to four.
std::uint32_t hex_escape(const std::string& text, std::size_t& at) {
  const auto begin = at;
  std::uint32_t value = 0;
  while (at < text.size() && at < begin + 4 &&
         std::isxdigit(static_cast<unsigned char>(text[at])) != 0) {
    const char c = text[at++];
    value = value * 16 + static_cast<std::uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  if (at == begin)
    fail_syntax("\\x needs hexadecimal digits", text, at, 1, "write \\x41 for the letter A");
  return value;
}

/// What stands behind a backslash.
void append_escape(std::string& out, const std::string& text, std::size_t& at) {
  constexpr std::string_view kNames = "ntrbfgla\\\"'{$=";
  constexpr std::string_view kBytes = "\n\t\r\b\f><&\\\"'{$=";
  if (at < text.size() && text[at] == 'x') {
    ++at;
    const auto first = hex_escape(text, at);
    const bool high = first >= 0xD800 && first < 0xDC00;
    if (high && text.compare(at, 2, "\\x") == 0) {
      auto next = at + 2;
      const auto second = hex_escape(text, next);
      if (second >= 0xDC00 && second < 0xE000) {
        at = next;
        return base::append_utf8(out, 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00));
      }
    }
    return base::append_utf8(out, first >= 0xD800 && first < 0xE000 ? '?' : first);
  }
  const auto known = at < text.size() ? kNames.find(text[at]) : std::string_view::npos;
  if (known == std::string_view::npos) {
    fail_syntax("unknown escape", text, at, 1,
                "known: \\n \\t \\r \\b \\f \\\\ \\\" \\' \\{ \\$ \\x41; r\"...\" takes everything "
                "as it is");
  }
  out += kBytes[known];
  ++at;
}

}  // namespace

void fail_syntax(std::string message, const std::string& text, std::size_t at, std::size_t length,
                 std::string hint) {
  throw Failure{
      text_error("template/syntax", std::move(message), text, at, length, std::move(hint))};
}

void skip_space(const std::string& text, std::size_t& at) {
  while (at < text.size()) {
    if (std::isspace(static_cast<unsigned char>(text[at])) != 0) {
      ++at;
    } else if (text.compare(at, 4, "<#--") == 0) {
      const auto close = text.find("-->", at + 4);
      if (close == std::string::npos)
        fail_syntax("the comment is never closed", text, at, 4, "end it with -->");
      at = close + 3;
    } else {
      return;
    }
  }
}

bool name_starts(const std::string& text, std::size_t at) {
  if (at >= text.size()) return false;
  const char c = text[at];
  if (c == '\\') return at + 1 < text.size() && std::string_view("-.:#").find(text[at + 1]) < 4;
  return name_char(c) && !digit_at(text, at);
}

std::string scan_name(const std::string& text, std::size_t& at) {
  std::string out;
  if (!name_starts(text, at)) return out;
  while (at < text.size()) {
    if (text[at] == '\\' && name_starts(text, at)) {
      out += text[at + 1];
      at += 2;
    } else if (name_char(text[at])) {
      out += text[at++];
    } else {
      break;
    }
  }
  return out;
}

std::string_view word_at(const std::string& text, std::size_t at) {
  auto stop = at;
  while (stop < text.size() && word_char(text[stop])) ++stop;
  return std::string_view(text).substr(std::min(at, text.size()), stop - at);
}

std::string scan_string(const std::string& text, std::size_t& at, bool raw) {
  const auto begin = at;
  const char quote = text[at++];
  std::string out;
  while (true) {
    if (at >= text.size())
      fail_syntax("the string is never closed", text, begin, 1,
                  std::string("add the missing ") + quote);
    const char c = text[at++];
    if (c == quote) return out;
    if (c == '\\' && !raw)
      append_escape(out, text, at);
    else
      out += c;
  }
}

Number scan_number(const std::string& text, std::size_t& at) {
  const auto begin = at;
  while (digit_at(text, at)) ++at;
  if (at < text.size() && text[at] == '.' && digit_at(text, at + 1)) {
    ++at;
    while (digit_at(text, at)) ++at;
  }
  if (at < text.size() &&
      (std::isalpha(static_cast<unsigned char>(text[at])) != 0 || text[at] == '_')) {
    fail_syntax("a number runs into a name", text, at, 1,
                "put a space or an operator between them");
  }
  auto value = Number::parse(std::string_view(text).substr(begin, at - begin));
  if (!value) fail_syntax("this number is too large", text, begin, 1, "use a smaller one");
  return std::move(*value);
}

std::optional<Op> scan_operator(const std::string& text, std::size_t& at, OpClass level,
                                bool tag_ends) {
  if (level == OpClass::kAnd && text.compare(at, 1, "&") == 0) {
    for (const auto* relation : {"&lt;", "&gt;"}) {
      if (text.compare(at, 4, relation) == 0) return std::nullopt;
    }
    at += text.compare(at, 10, "&amp;&amp;") == 0 ? 10 : text.compare(at, 2, "&&") == 0 ? 2 : 1;
    return Op::kAnd;
  }
  for (const auto& spec : kOperators) {
    const auto after = at + spec.word.size();
    if (spec.level != level || text.compare(at, spec.word.size(), spec.word) != 0) continue;
    if (tag_ends && spec.word.front() == '>') continue;  // it closes the tag, as in FreeMarker
    const bool word = std::isalpha(static_cast<unsigned char>(spec.word.back())) != 0;
    if (word && after < text.size() && word_char(text[after])) continue;
    at = after;
    return spec.op;
  }
  return std::nullopt;
}

}  // namespace ricochet::match::tpl

#include "base/json_syntax.h"

#include <algorithm>

#include "base/text.h"

namespace ricochet::base {

namespace {

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::string_view kPunctuation = "[]{},:";

bool is_one_of(std::string_view set, char c) { return set.find(c) != std::string_view::npos; }

std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\') ++at;
  }
  return std::min(at + 1, text.size());
}

/// The end of the comment that starts at `at`, or `at` when none does.
std::size_t end_of_comment(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) == "//") return std::min(text.find('\n', at), text.size());
  if (text.substr(at, 2) != "/*") return at;
  const auto end = text.find("*/", at + 2);
  return end == std::string_view::npos ? text.size() : end + 2;
}

struct Token {
  std::size_t begin = 0, end = 0;
};

std::size_t skip_space(std::string_view text, std::size_t at) {
  for (std::size_t before = at + 1; at < text.size() && before != at;) {
    before = at;
    while (at < text.size() && is_one_of(kSpace, text[at])) ++at;
    if (at < text.size()) at = end_of_comment(text, at);
  }
  return at;
}

/// The token that covers the byte `at`; `previous` becomes the one before it.
Token token_at(std::string_view text, std::size_t at, Token& previous) {
  std::size_t i = 0;
  while ((i = skip_space(text, i)) < text.size()) {
    Token token{i, i + 1};
    if (text[i] == '"') {
      token.end = end_of_string(text, i);
    } else if (!is_one_of(kPunctuation, text[i])) {
      while (token.end < text.size() && !is_one_of(kSpace, text[token.end]) &&
             !is_one_of(kPunctuation, text[token.end]) && text[token.end] != '"') {
        ++token.end;
      }
    }
    if (at < token.end) return token.begin <= at ? token : Token{at, at + 1};
    previous = token;
    i = token.end;
  }
  return {text.size(), text.size()};
}

/// nlohmann: "[json...] parse error at ...: syntax error while parsing object - invalid literal;
/// last read:
/// '{'x'; expected string literal". What was last read is in the excerpt anyway.
std::string tail_of(const std::string& what) {
  const auto dash = what.find(" - ");
  if (dash == std::string::npos) return {};
  std::string tail = what.substr(dash + 3);
  const auto last_read = tail.find("; last read: '");
  if (last_read != std::string::npos) {
    const auto expected = tail.rfind("'; expected ");
    tail = tail.substr(0, last_read) +
           (expected == std::string::npos ? "" : tail.substr(expected + 1));
  }
  return printable(tail);
}

std::string cure_in_string(std::string_view tail) {
  const auto has = [&](std::string_view words) {
    return tail.find(words) != std::string_view::npos;
  };
  if (has("surrogate")) return "write the character itself, or both halves of its \\u pair";
  if (has("backslash") || has("'\\u'")) return "a backslash itself is written \\\\";
  if (has("missing closing quote")) return "the text ends too early: a closing quote is missing";
  if (has("control character")) {
    return "is the closing quote missing? a line break inside a string is written \\n";
  }
  return {};
}

std::string cure_for_word(std::string_view word) {
  for (const char* literal : {"true", "false", "null"}) {
    if (iequals(word, literal)) return std::string("write ") + literal + " in small letters";
  }
  if (word.starts_with('\'')) return "strings need double quotes";
  if (word.starts_with('$')) return "put it in double quotes: \"${...}\"";
  if (word.starts_with('+')) return "numbers have no plus sign";
  if (iequals(word, "nan") || iequals(word, "infinity"))
    return "JSON has no such number: write null or a string";
  if (word.size() > 1 && word[0] == '0' && word[1] >= '0' && word[1] <= '9')
    return "numbers have no leading zeros";
  return {};
}

/// A cure for the mistakes that people make in JSON by hand.
std::string cure_for(std::string_view text, Token token, Token previous, std::string_view tail) {
  const auto has = [&](std::string_view words) {
    return tail.find(words) != std::string_view::npos;
  };
  if (has("invalid comment"))
    return has("closing") ? "close the comment with */" : "a comment starts with // or /*";
  if (token.begin >= text.size() && previous.end == 0) return "write a JSON value";
  if (token.begin >= text.size())
    return "the text ends too early: a closing bracket or quote is missing";
  const std::string_view word = text.substr(token.begin, token.end - token.begin);
  const std::string_view before = text.substr(previous.begin, previous.end - previous.begin);
  const bool closes = word == "}" || word == "]";
  if (closes && before == ",") return "remove the comma before it";
  if (word == "}" && has("; expected ']'")) return "close the array with ] first";
  if (word == "]" && has("; expected '}'")) return "close the object with } first";
  if (has("; expected end of input")) return "a file holds one value: remove what follows it";
  if (has("; expected ':'")) {
    return word.starts_with('=') ? "a key and its value are separated by a colon"
                                 : "is the colon missing before it?";
  }
  if (auto cure = cure_for_word(word); !cure.empty()) return cure;
  if (has("; expected string literal")) return "a key needs double quotes";
  if (has("; expected ']'") || has("; expected '}'")) return "is a comma missing before it?";
  return "expected a JSON value here; text needs double quotes";
}

}  // namespace

SyntaxError explain_syntax_error(std::string_view text, std::size_t byte, const std::string& what) {
  SyntaxError error;
  const std::string tail = tail_of(what);
  error.message = tail.empty() ? "this is not JSON" : "this is not JSON: " + tail;
  error.begin = std::min(byte > 0 ? byte - 1 : 0, text.size());
  if (tail.starts_with("invalid string")) {  // the byte inside the string is the best place
    error.hint = cure_in_string(tail);
    if (!error.hint.empty()) return error;
  }
  std::size_t at = error.begin;
  // The parser stops behind a word that it takes for true, false or null, and at the end of any
  // other token.
  const bool behind = tail.starts_with("invalid literal") && at > 0 && at < text.size() &&
                      (is_one_of(kSpace, text[at]) || is_one_of(kPunctuation, text[at]));
  if (behind) --at;
  Token previous;
  const Token token = token_at(text, at, previous);
  if (error.begin < text.size()) {
    error.begin = token.begin;
    error.length = token.end - token.begin;
  }
  error.hint = cure_for(text, token, previous, tail);
  return error;
}

std::size_t find_too_deep(std::string_view text, std::size_t limit, bool comments) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '"') {
      i = end_of_string(text, i);
      continue;
    }
    if (c == '/' && comments) {
      i = std::max(end_of_comment(text, i), i + 1);
      continue;
    }
    if (c == '[' || c == '{') {
      if (++depth > limit) return i;
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
    ++i;
  }
  return std::string_view::npos;
}

}  // namespace ricochet::base

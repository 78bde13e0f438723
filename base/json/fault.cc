#include "base/json/fault.h"

#include <algorithm>

#include "base/json/bounds.h"
#include "base/number/decimal.h"
#include "base/text/encoding.h"
#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::base {

namespace {

using What = JsonFault::What;

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::string_view kPunctuation = "[]{},:";
constexpr std::size_t kShownOfFault = 40;
constexpr const char* kCureForNul = "remove it: was the file padded, or cut out of something else?";

bool is_one_of(std::string_view set, char c) { return set.find(c) != std::string_view::npos; }

std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"' && text[at] != '\n'; ++at) {
    if (text[at] == '\\') ++at;
  }
  return std::min(at + 1, text.size());
}

struct Token {
  std::size_t begin = 0, end = 0;
  std::string_view in(std::string_view text) const { return text.substr(begin, end - begin); }
};

/// The word, string or sign that begins at `at`.
Token token_at(std::string_view text, std::size_t at) {
  Token token{std::min(at, text.size()), std::min(at + 1, text.size())};
  if (token.begin == token.end || is_one_of(kPunctuation, text[at])) return token;
  if (text[at] == '"') return {at, end_of_string(text, at)};
  while (token.end < text.size() && !is_one_of(kSpace, text[token.end]) &&
         !is_one_of(kPunctuation, text[token.end]) && text[token.end] != '"')
    ++token.end;
  return token;
}

/// The last byte before `at` that is not white space; 0: there is none.
char byte_before(std::string_view text, std::size_t at) {
  const auto found = text.substr(0, at).find_last_not_of(kSpace);
  return found == std::string_view::npos ? '\0' : text[found];
}

std::string name_of_control(char c) {
  const auto code = hex_encode(std::string_view(&c, 1));
  return "U+00" + to_upper(code);
}

std::string name_of(std::string_view text, Token token) {
  const auto word = token.in(text);
  if (word.empty()) return "the text ends";
  if (word.front() == '\0') return "got the character U+0000";
  if (word.front() == '"') return "got the string " + printable(shorten(word, kShownOfFault));
  const bool number = (word.front() >= '0' && word.front() <= '9') || word.front() == '-';
  return (number ? "got the number " : "got ") + printable(shorten(word, kShownOfFault));
}

std::string cure_for_word(std::string_view word) {
  for (const char* literal : {"true", "false", "null"}) {
    if (iequals(word, literal)) return std::string("write ") + literal + " in small letters";
  }
  if (word.starts_with('\'')) return "strings need double quotes";
  if (word.starts_with('$')) return "put it in double quotes: \"${...}\"";
  if (word.starts_with('+')) return "numbers have no plus sign";
  const auto unsigned_word = word.substr(word.starts_with('-') ? 1 : 0);
  if (iequals(unsigned_word, "nan") || iequals(unsigned_word, "infinity"))
    return "JSON has no such number: write null or a string";
  return {};
}

std::string cure_for_number(std::string_view word) {
  if (auto cure = cure_for_word(word); !cure.empty()) return cure;
  const auto digits = word.substr(word.starts_with('-') ? 1 : 0);
  if (digits.size() > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9')
    return "numbers have no leading zeros";
  return "digits, then perhaps a point and digits, then perhaps e and digits: -12.5e3";
}

/// A cure for the mistakes that people make in JSON by hand: what must stand here does not.
std::string cure_for(std::string_view text, What what, Token token) {
  const auto word = token.in(text);
  const char before = byte_before(text, token.begin);
  if (word.empty()) return "the text ends too early: a closing bracket or quote is missing";
  if (word.front() == '\0') return kCureForNul;
  const bool closes = word == "}" || word == "]";
  if (closes && before == ',') return "remove the comma before it";
  if (word == "}" && what == What::kInArray) return "close the array with ] first";
  if (word == "]" && what == What::kInObject) return "close the object with } first";
  if (what == What::kColon)
    return word.starts_with('=') ? "a key and its value are separated by a colon"
                                 : "is the colon missing before it?";
  if (auto cure = cure_for_word(word); !cure.empty()) return cure;
  if (what == What::kKey) return "a key needs double quotes";
  if (what == What::kInObject || what == What::kInArray) return "is a comma missing before it?";
  return "expected a JSON value here; text needs double quotes";
}

std::string expected(What what) {
  switch (what) {
    case What::kValue:
      return "a value is expected";
    case What::kKey:
      return "a key is expected";
    case What::kColon:
      return "a colon is expected behind the key";
    case What::kInObject:
      return "a comma or } is expected";
    default:
      return "a comma or ] is expected";
  }
}

SyntaxError in_string(std::string_view text, const JsonFault& fault) {
  SyntaxError error{{}, {}, fault.at, 1};
  switch (fault.what) {
    case What::kOpenString:
      error.message = "a string without its closing quote";
      error.hint = "the text ends too early: a closing quote is missing";
      break;
    case What::kControl:
      error.message = "the control character " + name_of_control(text[fault.at]) + " in a string";
      error.hint = "is the closing quote missing? a line break inside a string is written \\n";
      break;
    case What::kEscape:
      error.message = "a backslash before what needs none";
      error.hint = "a backslash itself is written \\\\";
      break;
    case What::kHex:
      error.message = "\\u without four hex digits";
      error.hint = "a backslash itself is written \\\\";
      break;
    default:
      error.message = "half of a surrogate pair";
      error.hint = "write the character itself, or both halves of its \\u pair";
      error.length = 6;
  }
  error.message = "this is not JSON: " + error.message;
  return error;
}

SyntaxError of_number(std::string_view text, const JsonFault& fault) {
  const auto token = token_at(text, fault.at);
  const auto word = printable(shorten(token.in(text), kShownOfFault));
  SyntaxError error{{}, {}, token.begin, token.end - token.begin};
  if (fault.what == What::kNumber) {
    error.message = "this is not JSON: " + word + " is not a number";
    error.hint = cure_for_number(token.in(text));
  } else {
    error.message = "the number " + word + " is too long";
    error.hint = "at most " + std::to_string(Decimal::kMaxDigits) +
                 " digits, and an exponent of at most " + std::to_string(Decimal::kMaxScale);
  }
  return error;
}

/// What is JSON, and more than we take.
SyntaxError of_bounds(std::string_view text, const JsonFault& fault) {
  switch (fault.what) {
    case What::kTooDeep:
      return {"nested deeper than " + std::to_string(kMaxJsonDepth) + " levels", "flatten it",
              fault.at, 0};
    case What::kTooMany:
      return {"more than " + std::to_string(kMaxJsonValues) + " values", "send less at once",
              fault.at, 0};
    case What::kEncoding: {
      const auto charset = other_charset(text);
      return {charset.empty() ? "this byte is not UTF-8"
                              : "this is " + std::string(charset) + ", not UTF-8",
              "save the file as UTF-8", fault.at, 0};
    }
    default: {
      const auto key = token_at(text, fault.at);
      return {"the key " + std::string(key.in(text)) + " stands twice in one object",
              "rename or remove one of them: only one can be used", key.begin, key.end - key.begin};
    }
  }
}

}  // namespace

std::string_view other_charset(std::string_view text) {
  using namespace std::string_view_literals;
  if (text.starts_with("\xFF\xFE\0\0"sv) || text.starts_with("\0\0\xFE\xFF"sv)) return "UTF-32";
  if (text.starts_with("\xFF\xFE"sv) || text.starts_with("\xFE\xFF"sv)) return "UTF-16";
  if (text.size() < 4) return {};
  // The first two characters of JSON are ASCII (RFC 4627 section 3).
  const auto nul = [text](std::size_t at) { return text[at] == '\0'; };
  if (nul(1) && nul(2) && nul(3) && !nul(0)) return "UTF-32LE";
  if (nul(0) && nul(1) && nul(2) && !nul(3)) return "UTF-32BE";
  if (nul(1) && nul(3) && !nul(0) && !nul(2)) return "UTF-16LE";
  if (nul(0) && nul(2) && !nul(1) && !nul(3)) return "UTF-16BE";
  return {};
}

SyntaxError explain(std::string_view text, const JsonFault& fault) {
  const auto token = token_at(text, fault.at);
  const auto length = token.end - token.begin;
  switch (fault.what) {
    case What::kNone:
      return {};
    case What::kNothing:
      return {"this is not JSON: there is no value", "write a JSON value", fault.at, 0};
    case What::kOpenString:
    case What::kControl:
    case What::kEscape:
    case What::kHex:
    case What::kSurrogate:
      return in_string(text, fault);
    case What::kNumber:
    case What::kNumberTooLong:
      return of_number(text, fault);
    case What::kTooDeep:
    case What::kTooMany:
    case What::kEncoding:
    case What::kRepeated:
      return of_bounds(text, fault);
    case What::kComment:
      return {"this is not JSON: a slash that does not begin a comment",
              "a comment starts with // or /*", token.begin, length};
    case What::kOpenComment:
      return {"this is not JSON: a comment without its end", "close the comment with */", fault.at,
              2};
    case What::kMore:
      return {"this is not JSON: " + name_of(text, token) + ", but the value has ended",
              fault.at < text.size() && text[fault.at] == '\0'
                  ? kCureForNul
                  : "a file holds one value: remove what follows it",
              token.begin, length};
    default:
      return {"this is not JSON: " + name_of(text, token) + ", " + expected(fault.what),
              cure_for(text, fault.what, token), token.begin, length};
  }
}

}  // namespace ricochet::base

#include "runner/mask/scan.h"

#include <algorithm>

#include "base/text/text.h"
#include "runner/mask/names.h"

namespace ricochet::runner::mask {

namespace {

constexpr std::size_t kNothing = std::string_view::npos;
/// Shorter ones, or those without a digit, may be words of a sentence: "password: required".
constexpr std::size_t kSureWord = 16;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool is_name_char(char c) { return is_letter_or_digit(c) || c == '_' || c == '-' || c == '.'; }
bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool ends_bare_value(char c) {
  return std::string_view(" \t\r\n&;,\"'<>)]}\\").find(c) != std::string_view::npos;
}
bool is_token_char(char c) {
  return is_name_char(c) || c == '+' || c == '/' || c == '~' || c == '=';
}

bool has_digit(std::string_view s) {
  return std::any_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
}

class Scanner {
 public:
  Scanner(std::string_view text, const IsSecretName& is_secret_name)
      : text_(text), is_secret_name_(is_secret_name) {}

  std::vector<Span> run() {
    std::size_t i = 0;
    while (i < text_.size()) {
      if (!is_name_char(text_[i])) {
        i = starts(i, "://") ? user_info(i + 3) : i + 1;
        continue;
      }
      const std::size_t begin = i;
      while (i < text_.size() && is_name_char(text_[i])) ++i;
      i = std::max(i, behind_word(begin, i));
    }
    return std::move(found_);
  }

 private:
  bool starts(std::size_t at, std::string_view with) const {
    return at <= text_.size() && text_.substr(at).starts_with(with);
  }
  char at(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
  std::size_t skip_blanks(std::size_t i) const {
    while (is_blank(at(i))) ++i;
    return i;
  }
  std::size_t line_end(std::size_t from) const {
    return std::min(text_.find_first_of("\r\n", from), text_.size());
  }

  void add(std::size_t begin, std::size_t end) {
    if (end <= begin || starts(begin, "***") || starts(begin, "${") || starts(begin, "<captured>"))
      return;
    found_.push_back({begin, end});
  }
  void add_value(std::string_view name, std::size_t begin, std::size_t end) {
    if (end <= begin) return;
    for (const auto& part : secret_parts(name, text_.substr(begin, end - begin)))
      add(begin + part.begin, begin + part.end);
  }

  /// `scheme://user:password@host`
  std::size_t user_info(std::size_t from) {
    const std::size_t end = std::min(text_.find_first_of("/?# \t\r\n\"'<>\\", from), text_.size());
    const auto host = text_.substr(from, end - from).rfind('@');
    const auto colon = text_.substr(from, end - from).find(':');
    if (host == kNothing || colon == kNothing || colon > host) return from;
    add(from + colon + 1, from + host);
    return from + host;
  }

  /// Where to go on.
  std::size_t behind_word(std::size_t begin, std::size_t end) {
    const auto word = text_.substr(begin, end - begin);
    if (word.size() >= 30 && word.starts_with("eyJ") &&
        std::count(word.begin(), word.end(), '.') == 2) {
      add(begin, end);
      return end;
    }
    const char next = at(end);
    if (next == '\0' || (is_blank(next) && scheme(word, end))) return end;
    if (std::string_view(":=\"'\\] >%").find(next) == kNothing || !is_secret_name_(word))
      return end;
    if (next == '>') return element(begin, end);
    std::size_t i = end;
    const bool quoted = next == '"' || next == '\'' || starts(i, "\\\"");
    if (quoted) i += next == '\\' ? 2 : 1;
    while (at(i) == ']') ++i;
    if (quoted && (starts(i, "\r\n\r\n") || starts(i, "\n\n"))) {  // a part of a multipart body
      const std::size_t value = i + (at(i) == '\r' ? 4 : 2);
      add_value(word, value, line_end(value));
      return line_end(value);
    }
    if (!quoted && starts(i, " \"")) return told_values(i + 1);
    i = skip_blanks(i);
    if (at(i) == '=' && at(i + 1) != '=')
      return assigned(word, skip_blanks(i + (at(i + 1) == '>' ? 2 : 1)));
    if (starts(i, "%3D") || starts(i, "%3d")) return assigned(word, i + 3);
    if (at(i) == ':') return behind_colon(word, skip_blanks(i + 1), quoted);
    return end;
  }

  /// `Bearer abc` in the middle of a text. True: it was one, and is found.
  bool scheme(std::string_view word, std::size_t end) {
    if (!base::iequals(word, "bearer") && !base::iequals(word, "basic")) return false;
    const std::size_t begin = skip_blanks(end);
    std::size_t to = begin;
    while (is_token_char(at(to))) ++to;
    const auto token = text_.substr(begin, to - begin);
    if (token.size() < 8 || (token.size() < kSureWord && !has_digit(token) && token.back() != '='))
      return false;
    add(begin, to);
    return true;
  }

  /// `<password>x</password>`
  std::size_t element(std::size_t begin, std::size_t end) {
    const char before = begin > 0 ? text_[begin - 1] : '\0';
    if (before != '<' && before != ':') return end;
    const auto close = text_.find('<', end + 1);
    if (close == kNothing || at(close + 1) != '/') return end;
    add(end + 1, close);
    return close;
  }

  std::size_t assigned(std::string_view word, std::size_t i) {
    if (opens_string(i)) return string(word, i);
    std::size_t to = i;
    while (to < text_.size() && !ends_bare_value(text_[to]) && !starts(to, "%26")) ++to;
    add_value(word, i, to);
    return to;
  }

  std::size_t behind_colon(std::string_view word, std::size_t i, bool quoted) {
    if (opens_string(i)) return string(word, i);
    if (at(i) == '[') return strings_of_list(word, i + 1);
    if (starts(i, "expected ") || starts(i, "got ")) return strings_of_line(i);
    std::size_t to = i;
    while (to < text_.size() && !ends_bare_value(text_[to])) ++to;
    const auto value = text_.substr(i, to - i);
    if (quoted) {  // a member of JSON that is not a text
      if (!value.empty() && (value.front() == '-' || has_digit(value))) add(i, to);
      return to;
    }
    if (names_credentials(word) || names_cookies(word)) {
      const std::size_t end = std::min(text_.find_first_of("\r\n\"'", i), text_.size());
      add_value(word, i, end);
      return end;
    }
    if (value.size() >= kSureWord || has_digit(value)) add(i, to);
    return to;
  }

  bool opens_string(std::size_t i) const {
    return at(i) == '"' || at(i) == '\'' || starts(i, "\\\"");
  }

  /// The end of the text in quotes that starts at `i`, before its closing quote; one that is not
  /// closed ends with its line.
  std::size_t string_end(std::size_t i) const {
    const bool escaped = at(i) == '\\';
    const char quote = escaped ? '"' : at(i);
    for (std::size_t k = i + (escaped ? 2 : 1); k < text_.size(); ++k) {
      if (text_[k] == '\n') return k;
      if (text_[k] == '\\') {
        if (escaped && at(k + 1) == '"') return k;
        ++k;
      } else if (text_[k] == quote) {
        return k;
      }
    }
    return text_.size();
  }
  std::size_t string_begin(std::size_t i) const { return i + (at(i) == '\\' ? 2 : 1); }

  std::size_t string(std::string_view word, std::size_t i) {
    const std::size_t end = string_end(i);
    add_value(word, string_begin(i), end);
    return std::min(end + (at(i) == '\\' ? 2 : 1), text_.size());
  }

  std::size_t strings_of_list(std::string_view word, std::size_t i) {
    for (;;) {
      while (is_blank(at(i)) || at(i) == ',' || at(i) == '\n' || at(i) == '\r') ++i;
      if (!opens_string(i)) return i;
      i = string(word, i);
    }
  }

  /// `"x"; the others: "y" x9, "z"`: the value of a condition, and what stood there instead.
  std::size_t told_values(std::size_t i) {
    for (;;) {
      i = told_value(i);
      std::size_t next = i;
      if (starts(next, " x")) next = text_.find_first_not_of("0123456789", next + 2);
      constexpr std::string_view kOthers = "; the others:";
      if (starts(next, kOthers))
        next += kOthers.size();
      else if (starts(next, ","))
        next += 1;
      else
        return i;
      if (!starts(next, " \"")) return i;
      i = next + 1;
    }
  }

  /// All that a line tells of one value: `expected "x", was "y"`.
  std::size_t strings_of_line(std::size_t i) {
    const std::size_t end = line_end(i);
    while (i < end) i = at(i) == '"' ? told_value(i) : i + 1;
    return end;
  }

  /// One in quotes; a long one may have been cut before its closing quote.
  std::size_t told_value(std::size_t i) {
    std::size_t to = string_end(i);
    const auto cut = text_.substr(i, to - i).find("...");
    if (cut != kNothing && i + cut + 3 < to && at(i + cut + 3) == ',') to = i + cut;
    add_value("authorization", i + 1, to);
    return std::min(to + 1, text_.size());
  }

  std::string_view text_;
  const IsSecretName& is_secret_name_;
  std::vector<Span> found_;
};

/// Behind "Bearer " and the like.
std::size_t behind_scheme(std::string_view value) {
  std::size_t i = 0;
  while (i < value.size() && (is_letter_or_digit(value[i]) || value[i] == '-')) ++i;
  const std::size_t word = i;
  while (i < value.size() && is_blank(value[i])) ++i;
  return word > 0 && i > word && i < value.size() ? i : 0;
}

std::vector<Span> cookies_in(std::string_view value) {
  std::vector<Span> out;
  std::size_t begin = 0;
  while (begin < value.size()) {
    const std::size_t end = std::min(value.find(';', begin), value.size());
    const auto pair = value.substr(begin, end - begin);
    const auto equals = pair.find('=');
    std::string_view name = base::trim(pair.substr(0, equals));
    const auto is_attribute = [&](std::string_view each) { return base::iequals(name, each); };
    constexpr std::string_view kAttributes[] = {"path",    "domain",   "expires",
                                                "max-age", "samesite", "priority"};
    if (equals != kNothing && equals + 1 < pair.size() &&
        std::none_of(std::begin(kAttributes), std::end(kAttributes), is_attribute))
      out.push_back({begin + equals + 1, end});
    begin = end + 1;
  }
  if (out.empty() && value.find('=') == kNothing && !value.empty())
    out.push_back({0, value.size()});
  return out;
}

}  // namespace

std::vector<Span> secret_parts(std::string_view name, std::string_view value) {
  if (value.empty()) return {};
  if (names_cookies(name)) return cookies_in(value);
  if (names_credentials(name)) return {{behind_scheme(value), value.size()}};
  return {{0, value.size()}};
}

std::vector<Span> named_secrets(std::string_view text, const IsSecretName& is_secret_name) {
  return Scanner(text, is_secret_name).run();
}

}  // namespace ricochet::runner::mask

#define PCRE2_CODE_UNIT_WIDTH 8
#include "match/text/regex.h"

#include <pcre2.h>

#include <array>

#include "match/give_up.h"
#include "match/text/error.h"
#include "match/text/regex_code.h"
#include "match/text/regex_runaway.h"

namespace ricochet::match {

namespace {

/// Java's ASCII classes and what POSIX calls them.
struct JavaClass {
  std::string_view java, posix;
};
constexpr std::array kJavaClasses = {
    JavaClass{"Lower", "lower"}, JavaClass{"Upper", "upper"}, JavaClass{"ASCII", "ascii"},
    JavaClass{"Alpha", "alpha"}, JavaClass{"Digit", "digit"}, JavaClass{"Alnum", "alnum"},
    JavaClass{"Punct", "punct"}, JavaClass{"Graph", "graph"}, JavaClass{"Print", "print"},
    JavaClass{"Blank", "blank"}, JavaClass{"Cntrl", "cntrl"}, JavaClass{"XDigit", "xdigit"},
    JavaClass{"Space", "space"}};

/// Rewrites what Java spells otherwise. `origin[i]` is the offset in the Java pattern of byte i of
/// the result.
struct Translation {
  std::string_view java;
  std::string out;
  std::vector<std::size_t> origin;
  bool in_class = false;
  std::size_t class_start = 0;

  void copy(std::size_t from, std::size_t n) {
    for (std::size_t i = from; i < from + n && i < java.size(); ++i) emit(java.substr(i, 1), i);
  }
  void emit(std::string_view s, std::size_t at) {
    out += s;
    origin.insert(origin.end(), s.size(), at);
  }

  /// `\p{Alpha}`, `\P{Alpha}`, `\p{IsGreek}`; true when it was one of Java's own. Advances `i`
  /// beyond it.
  bool property(std::size_t& i) {
    const auto close = java.find('}', i);
    if (i + 3 >= java.size() || java[i + 2] != '{' || close == std::string_view::npos) return false;
    const auto name = java.substr(i + 3, close - i - 3);
    const bool negated = java[i + 1] == 'P';
    for (const auto& known : kJavaClasses) {
      if (known.java != name) continue;
      const std::string posix =
          std::string(negated ? "[:^" : "[:") + std::string(known.posix) + ":]";
      emit(in_class ? posix : "[" + posix + "]", i);
      i = close + 1;
      return true;
    }
    if (name.size() > 2 && name.starts_with("Is")) {
      emit(std::string(negated ? "\\P{" : "\\p{") +
               std::string(name == "IsAlphabetic" ? "L" : name.substr(2)) + "}",
           i);
      i = close + 1;
      return true;
    }
    return false;
  }

  bool repeats(std::size_t i) const {
    return i < java.size() && std::string_view("?*+{").find(java[i]) != std::string_view::npos;
  }

  base::Status run() {
    const auto has = [this](std::string_view s) { return java.find(s) != std::string_view::npos; };
    const bool negates = has("(?!") || has("(?<!");
    for (std::size_t i = 0; i < java.size();) {
      const char c = java[i];
      if (c == '\\' && i + 1 < java.size()) {
        if (java[i + 1] == 'Q') {
          const auto end = java.find("\\E", i);
          const auto stop = end == std::string_view::npos ? java.size() : end + 2;
          copy(i, stop - i);
          i = stop;
        } else if ((java[i + 1] != 'p' && java[i + 1] != 'P') || !property(i)) {
          copy(i, 2);
          i += 2;
        }
        continue;
      }
      if (!in_class && c == '[') {
        in_class = true;
        class_start = i;
      } else if (in_class && c == ']' && i > class_start + 1 &&
                 !(i == class_start + 2 && java[class_start + 1] == '^')) {
        in_class = false;
      } else if (in_class && c == '[' && java.substr(i, 2) == "[:") {
        const auto end = java.find(":]", i + 2);
        if (end != std::string_view::npos) {
          copy(i, end + 2 - i);
          i = end + 2;
          continue;
        }
      } else if (in_class && (c == '[' || java.substr(i, 2) == "&&")) {
        return text_error("match/bad-pattern",
                          c == '[' ? "a class inside a class is not supported"
                                   : "the class intersection && is not supported",
                          java, i, c == '[' ? 1 : 2,
                          c == '[' ? "write \\[ for the character, or merge the two classes"
                                   : "use a look-ahead: (?=[a-z])[^x]");
      }
      // PCRE2 would read a switch or a verb, such as one that lifts our limits.
      if (!in_class && java.substr(i, 2) == "(*") {
        return text_error("match/bad-pattern", "bad regular expression: nothing stands before *",
                          java, i + 1, 1, "write \\* for the character");
      }
      // PCRE2's JIT goes on from a wrong place behind (?!$), but not behind (?!(?:$)).
      if (!in_class && c == '$' && negates && !repeats(i + 1)) {
        emit("(?:$)", i++);
        continue;
      }
      copy(i, 1);
      ++i;
    }
    return {};
  }
};

}  // namespace

base::Result<Regex> Regex::compile(std::string_view pattern, Options options) {
  Translation translation{pattern, {}, {}};
  if (options.literal) {
    translation.copy(0, pattern.size());
  } else {
    if (auto status = translation.run(); !status) return status.error();
    if (auto status = refuse_runaway(pattern); !status) return status.error();
  }
  std::uint32_t flags = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C;
  if (options.ignore_case) flags |= PCRE2_CASELESS;
  if (options.literal) flags = (flags & ~PCRE2_NEVER_BACKSLASH_C) | PCRE2_LITERAL;
  // At compile time, because JIT does not take the anchors when matching.
  if (options.whole) flags |= PCRE2_ANCHORED | PCRE2_ENDANCHORED;
  RegexCode::Bad bad;
  Regex regex;
  regex.code_ = RegexCode::compile(std::move(translation.out), flags, bad);
  if (regex.code_) return regex;
  const auto at = bad.at < translation.origin.size() ? translation.origin[bad.at] : pattern.size();
  return text_error("match/bad-pattern", "bad regular expression: " + bad.text, pattern, at, 1,
                    "in JSON every backslash is written twice, as in \"\\\\d+\"");
}

Regex::Outcome Regex::match(std::string_view text) const {
  const int rc = code_->match(text);
  if (rc >= 0) return Outcome::kMatch;
  if (rc == PCRE2_ERROR_NOMATCH) return Outcome::kNoMatch;
  ++give_ups();
  return Outcome::kGaveUp;
}

Regex::Outcome Regex::find(std::string_view text, std::size_t from, bool utf8,
                           std::vector<Span>& spans) const {
  const auto data = code_->match_data();
  const int rc = code_->match_from(text, from, utf8, data.get());
  if (rc == PCRE2_ERROR_NOMATCH) return Outcome::kNoMatch;
  if (rc < 0) {
    ++give_ups();
    return Outcome::kGaveUp;
  }
  const auto* offsets = pcre2_get_ovector_pointer(data.get());
  spans.assign(group_count() + 1, Span());
  for (std::size_t i = 0; i < spans.size() && static_cast<int>(i) < rc; ++i) {
    if (offsets[2 * i] != PCRE2_UNSET) spans[i] = {offsets[2 * i], offsets[2 * i + 1]};
  }
  return Outcome::kMatch;
}

std::optional<std::vector<std::string>> Regex::groups(std::string_view text) const {
  const auto data = code_->match_data();
  const int rc = code_->match(text, data.get());
  if (rc < 0) {
    if (rc != PCRE2_ERROR_NOMATCH) ++give_ups();
    return std::nullopt;
  }
  const auto* offsets = pcre2_get_ovector_pointer(data.get());
  std::vector<std::string> out(group_count());
  for (std::size_t i = 1; i <= out.size() && static_cast<int>(i) < rc; ++i) {
    if (offsets[2 * i] != PCRE2_UNSET)
      out[i - 1] = text.substr(offsets[2 * i], offsets[2 * i + 1] - offsets[2 * i]);
  }
  return out;
}

}  // namespace ricochet::match

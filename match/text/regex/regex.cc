#define PCRE2_CODE_UNIT_WIDTH 8
#include "match/text/regex/regex.h"

#include <pcre2.h>

#include <utility>

#include "base/text/utf8.h"
#include "match/give_up.h"
#include "match/text/error.h"
#include "match/text/regex/java_regex.h"
#include "match/text/regex/regex_code.h"
#include "match/text/regex/regex_runaway.h"

namespace ricochet::match {

namespace {

/// What PCRE2 may still find wrong with a pattern that was translated: its bounds.
std::string reason_of(const RegexCode::Bad& bad) {
  switch (bad.number) {
    case PCRE2_ERROR_PARENTHESES_NEST_TOO_DEEP:
      return "nested too deeply";
    case PCRE2_ERROR_PATTERN_TOO_LARGE:
    case PCRE2_ERROR_PATTERN_STRING_TOO_LONG:
    case PCRE2_ERROR_PATTERN_TOO_COMPLICATED:
    case PCRE2_ERROR_HEAP_FAILED:
      return "it is too large, all its repetitions counted";
    case PCRE2_ERROR_LOOKBEHIND_TOO_LONG:
    case PCRE2_ERROR_LOOKBEHIND_TOO_COMPLICATED:
      return "its look-behind is too long";
    default:  // not known to happen
      return "PCRE2 does not take its translation: " + bad.text;
  }
}

base::Result<TranslatedRegex> translate(std::string_view pattern, const Regex::Options& options) {
  if (options.literal) {
    TranslatedRegex as_it_is{std::string(pattern), {}};
    for (std::size_t i = 0; i < pattern.size(); ++i) as_it_is.origin.push_back(i);
    return as_it_is;
  }
  auto translated = options.dialect == Regex::Dialect::kIRegexp
                        ? translate_i_regexp(pattern)
                        : translate_java(pattern, options.ignore_case, options.whole);
  if (!translated) return translated;
  if (auto status = refuse_runaway(pattern); !status) return status.error();
  return translated;
}

/// Text is matched as Java reads it: what is not UTF-8 is U+FFFD. `room` holds it where it differs.
std::string_view characters_of(std::string_view text, std::string& room) {
  if (base::is_utf8(text)) return text;
  room = base::repair_utf8(text);
  return room;
}

}  // namespace

base::Result<Regex> Regex::compile(std::string_view pattern, Options options) {
  auto translated = translate(pattern, options);
  if (!translated) return translated.error();
  std::uint32_t flags = PCRE2_UTF | PCRE2_DOTALL | PCRE2_NEVER_BACKSLASH_C;
  if (options.literal)
    flags = PCRE2_UTF | PCRE2_LITERAL | (options.ignore_case ? PCRE2_CASELESS : 0);
  // At compile time, because JIT does not take the anchors when matching.
  if (options.whole) flags |= PCRE2_ANCHORED | PCRE2_ENDANCHORED;
  RegexCode::Bad bad;
  Regex regex;
  regex.code_ = RegexCode::compile(std::move(translated->pattern), flags, bad);
  if (regex.code_) return regex;
  return text_error("match/bad-pattern", "bad regular expression: " + reason_of(bad), pattern,
                    translated->place(bad.at, pattern.size()), 1, "write a simpler one");
}

Regex::MatchResult Regex::match(std::string_view text) const {
  if (code_->may_look(text)) {
    std::string room;
    const int rc = code_->match(characters_of(text, room), 0);
    if (rc >= 0) return MatchResult::kMatch;
    if (rc == PCRE2_ERROR_NOMATCH) return MatchResult::kNoMatch;
  }
  ++give_ups();
  return MatchResult::kGaveUp;
}

Regex::MatchResult Regex::find(std::string_view text, std::size_t from,
                               std::vector<Span>& spans) const {
  const auto data = code_->match_data();
  const int rc = code_->match(text, from, data.get());
  if (rc == PCRE2_ERROR_NOMATCH) return MatchResult::kNoMatch;
  if (rc < 0) {
    ++give_ups();
    return MatchResult::kGaveUp;
  }
  const auto* offsets = pcre2_get_ovector_pointer(data.get());
  spans.assign(group_count() + 1, Span());
  for (std::size_t i = 0; i < spans.size() && static_cast<int>(i) < rc; ++i) {
    if (offsets[2 * i] != PCRE2_UNSET) spans[i] = {offsets[2 * i], offsets[2 * i + 1]};
  }
  return MatchResult::kMatch;
}

std::optional<std::vector<std::string>> Regex::groups(std::string_view bytes) const {
  if (!code_->may_look(bytes)) {
    ++give_ups();
    return std::nullopt;
  }
  std::string room;
  const auto text = characters_of(bytes, room);
  const auto data = code_->match_data();
  const int rc = code_->match(text, 0, data.get());
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

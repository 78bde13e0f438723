#include <algorithm>

#include "base/text/text.h"
#include "match/template/model/builtin.h"
#include "match/text/case_map.h"
#include "match/text/utf16.h"

namespace ricochet::match::tpl {

namespace {

Datum upper_case_of(const BuiltinCall& c) { return c.made(upper_case(c.text())); }
Datum lower_case_of(const BuiltinCall& c) { return c.made(lower_case(c.text())); }

/// As String.trim(): all up to the blank, not only white space.
std::string_view java_trim(std::string_view s) {
  const auto blank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  while (!s.empty() && blank(s.front())) s.remove_prefix(1);
  while (!s.empty() && blank(s.back())) s.remove_suffix(1);
  return s;
}

Datum trim(const BuiltinCall& c) { return c.made(std::string(java_trim(c.text()))); }

Datum trim_to_null(const BuiltinCall& c) {
  auto text = std::string(java_trim(c.text()));
  return text.empty() ? Datum() : c.made(std::move(text));
}
Datum blank_to_null(const BuiltinCall& c) {
  auto text = c.text();
  return java_trim(text).empty() ? Datum() : c.made(std::move(text));
}
Datum empty_to_null(const BuiltinCall& c) {
  auto text = c.text();
  return text.empty() ? Datum() : c.made(std::move(text));
}

/// The first letter behind white space; only that one, and only one that is one UTF-16 unit.
Datum first_letter(const BuiltinCall& c, std::uint32_t (*change)(std::uint32_t)) {
  const auto text = c.text();
  std::size_t begin = 0, at = 0;
  std::uint32_t letter = ' ';
  while (at < text.size()) {
    begin = at;
    letter = next_character(text, at);
    if (!is_java_space(letter)) break;
  }
  if (at == 0 || is_java_space(letter) || letter > 0xFFFF) return c.made(text);
  std::string out = text.substr(0, begin);
  append_character(out, change(letter));
  return c.made(out + text.substr(at));
}
Datum cap_first(const BuiltinCall& c) { return first_letter(c, upper_of); }
Datum uncap_first(const BuiltinCall& c) { return first_letter(c, lower_of); }

/// Runs of what java.util.StringTokenizer takes for blanks, and of all else.
std::vector<std::string> words(const std::string& text, bool with_blanks) {
  constexpr std::string_view kBlanks = " \t\r\n\f";
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    const bool blank = kBlanks.find(text[at]) != std::string_view::npos;
    const auto stop = std::min(
        blank ? text.find_first_not_of(kBlanks, at) : text.find_first_of(kBlanks, at), text.size());
    if (!blank || with_blanks) out.push_back(text.substr(at, stop - at));
    at = stop;
  }
  return out;
}

Datum capitalize(const BuiltinCall& c) {
  std::string out;
  for (const auto& word : words(c.text(), true)) {
    std::size_t at = 0;
    next_character(word, at);
    out += upper_case(word.substr(0, at)) + lower_case(word.substr(at));
  }
  return c.made(std::move(out));
}

Datum word_list(const BuiltinCall& c) {
  Items out;
  for (auto& word : words(c.text(), false)) out.emplace_back(std::move(word));
  return c.made(std::move(out));
}

Datum length(const BuiltinCall& c) {
  return Datum::whole(static_cast<std::int64_t>(utf16_length(c.text())));
}

Datum chop_linebreak(const BuiltinCall& c) {
  auto text = c.text();
  if (text.ends_with("\r\n"))
    text.pop_back();
  else if (!text.ends_with('\n') && !text.ends_with('\r'))
    return c.made(std::move(text));
  text.pop_back();
  return c.made(std::move(text));
}

/// Characters of `filling` around and around, from unit `start` on.
std::string filled(const BuiltinCall& c, const std::string& filling, std::size_t start,
                   std::size_t count) {
  const auto period = utf16_length(filling);
  if (period == 0) c.fail("cannot fill with an empty string", "leave it out: blanks are used");
  if (count > c.tools.max_output())
    throw BuiltinError{"the text grows beyond " + base::format_bytes(c.tools.max_output()),
                       "make it smaller", "template/limit"};
  c.charge(count + filling.size());
  start %= period;
  const auto head = std::min(count, period - start);
  std::string out = utf16_slice(filling, start, start + head);
  for (count -= head; count >= period; count -= period) out += filling;
  return out + utf16_slice(filling, 0, count);
}

Datum pad(const BuiltinCall& c, bool left) {
  auto text = c.text();
  const auto have = utf16_length(text);
  const auto wanted = c.int_arg(0);
  const auto filling = c.count() > 1 ? c.text_arg(1) : std::string(" ");
  if (wanted <= 0 || static_cast<std::size_t>(wanted) <= have) return c.made(std::move(text));
  const auto count = static_cast<std::size_t>(wanted) - have;
  return c.made(left ? filled(c, filling, 0, count) + text
                     : text + filled(c, filling, have, count));
}
Datum left_pad(const BuiltinCall& c) { return pad(c, true); }
Datum right_pad(const BuiltinCall& c) { return pad(c, false); }

constexpr Builtin kStringTable[] = {
    {"blank_to_null", 0, 0, blank_to_null},
    {"c_lower_case", 0, 0, lower_case_of},
    {"c_upper_case", 0, 0, upper_case_of},
    {"cap_first", 0, 0, cap_first},
    {"capitalize", 0, 0, capitalize},
    {"chop_linebreak", 0, 0, chop_linebreak},
    {"empty_to_null", 0, 0, empty_to_null},
    {"left_pad", 1, 2, left_pad},
    {"length", 0, 0, length},
    {"lower_case", 0, 0, lower_case_of},
    {"right_pad", 1, 2, right_pad},
    {"trim", 0, 0, trim},
    {"trim_to_null", 0, 0, trim_to_null},
    {"uncap_first", 0, 0, uncap_first},
    {"upper_case", 0, 0, upper_case_of},
    {"word_list", 0, 0, word_list},
};

}  // namespace

std::span<const Builtin> builtins_of_strings() { return kStringTable; }

}  // namespace ricochet::match::tpl

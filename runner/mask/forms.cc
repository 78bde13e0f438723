#include "runner/mask/forms.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "base/json/json.h"
#include "base/number/decimal.h"
#include "base/text/encoding.h"
#include "base/text/markup.h"
#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::runner::mask {

namespace {

using Replacements = std::initializer_list<std::pair<char, std::string_view>>;

std::string replaced(std::string_view text, Replacements replacements) {
  std::string out;
  for (const char c : text) {
    const auto* it = std::find_if(replacements.begin(), replacements.end(),
                                  [c](const auto& each) { return each.first == c; });
    if (it == replacements.end())
      out += c;
    else
      out += it->second;
  }
  return out;
}

/// The two hex digits behind each `%`, or the four behind `\u`, in the other case.
std::string with_hex(std::string text, std::string_view mark, std::size_t digits,
                     std::string (*in_case)(std::string_view)) {
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
    const auto hex = text.substr(at + mark.size(), digits);
    text.replace(at + mark.size(), hex.size(), in_case(hex));
  }
  return text;
}

std::string inside_quotes(const std::string& json) { return json.substr(1, json.size() - 2); }

std::string json(std::string_view value) {
  return inside_quotes(base::compact_json(std::string(value)));
}
std::string ascii_json(std::string_view value) {
  return inside_quotes(base::ascii_json(std::string(value)));
}

/// 1,234,567: of a number, as templates write it for people.
std::string grouped(std::string_view value) {
  const bool number = value.size() > 3 && std::all_of(value.begin(), value.end(),
                                                      [](char c) { return c >= '0' && c <= '9'; });
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (number && i > 0 && (value.size() - i) % 3 == 0) out += ',';
    out += value[i];
  }
  return out;
}

/// 1234567890.5 of 1.2345678905E9, which is how we write large numbers in JSON.
std::string in_full(std::string_view value) {
  const auto number = base::Decimal::parse(value);
  const auto plain = number ? number->to_plain() : std::nullopt;
  constexpr std::size_t kLeast = 4;  // 7e0 must not hide each 7, nor 007
  return plain && plain->size() >= kLeast ? *plain : std::string(value);
}

constexpr Form kForms[] = {
    {"as it is", [](std::string_view v) { return std::string(v); }},
    {"percent-encoded", [](std::string_view v) { return base::percent_encode(v); }},
    {"percent-encoded, in lower case",
     [](std::string_view v) { return with_hex(base::percent_encode(v), "%", 2, base::to_lower); }},
    {"in a form",
     [](std::string_view v) {
       return replaced(base::percent_encode(v, "-._* "), {{' ', "+"}});
     }},
    {"percent-encoded twice",
     [](std::string_view v) { return base::percent_encode(base::percent_encode(v)); }},
    {"in JSON", json},
    {"in JSON, percent-encoded", [](std::string_view v) { return base::percent_encode(json(v)); }},
    {"in JSON in JSON", [](std::string_view v) { return json(json(v)); }},
    {"in JSON, in ASCII", ascii_json},
    {"in JSON, in ASCII of Java's",
     [](std::string_view v) { return with_hex(ascii_json(v), "\\u", 4, base::to_upper); }},
    {"in JSON as PHP writes it",
     [](std::string_view v) {
       return replaced(ascii_json(v), {{'/', "\\/"}});
     }},
    {"in JSON as Go writes it",
     [](std::string_view v) {
       return replaced(json(v), {{'<', "\\u003c"}, {'>', "\\u003e"}, {'&', "\\u0026"}});
     }},
    {"in XML",
     [](std::string_view v) {
       return replaced(v, {{'&', "&amp;"}, {'<', "&lt;"}});
     }},
    {"in XML, with >", base::escape_markup},
    {"in an attribute of XML",
     [](std::string_view v) {
       return replaced(v, {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}});
     }},
    {"in XML, with all entities", base::escape_xml},
    {"in HTML", base::escape_html},
    {"in HTML as Python and Go write it",
     [](std::string_view v) {
       return replaced(
           v, {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&#34;"}, {'\'', "&#39;"}});
     }},
    {"on a terminal", [](std::string_view v) { return base::printable(v); }},
    {"a number in full", in_full},
    {"a number with groups", grouped},
};

}  // namespace

std::span<const Form> forms() { return kForms; }

}  // namespace ricochet::runner::mask

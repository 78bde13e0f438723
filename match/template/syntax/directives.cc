#include "match/template/syntax/directives.h"

#include <array>

namespace ricochet::match::tpl {

namespace {

constexpr std::array<std::string_view, 34> kDirectives = {
    "assign",  "attempt",  "break",   "case",   "comment", "compress", "continue",
    "default", "else",     "elseif",  "escape", "flush",   "ftl",      "function",
    "global",  "if",       "items",   "list",   "local",   "lt",       "macro",
    "nested",  "noescape", "noparse", "nt",     "on",      "recover",  "return",
    "rt",      "sep",      "setting", "stop",   "switch",  "t"};

struct RefusedDirective {
  std::string_view name, why;
};
constexpr std::string_view kXmlDirective =
    "XML nodes are not there: req.xml is made of objects and lists";
constexpr std::string_view kFileDirective =
    "a template reads no other file; put both into one, or use a macro";
constexpr std::string_view kMarkupDirective =
    "nothing is escaped by itself; write ?html, ?xml or ?json_string, or <#escape x as x?html>";
constexpr std::array kRefusedDirectives = {
    RefusedDirective{"autoesc", kMarkupDirective},
    RefusedDirective{"call", "it is an old form: write <@name/>"},
    RefusedDirective{"fallback", kXmlDirective},
    RefusedDirective{"foreach", "it is an old form: write <#list xs as x>"},
    RefusedDirective{"import", kFileDirective},
    RefusedDirective{"include", kFileDirective},
    RefusedDirective{"noautoesc", kMarkupDirective},
    RefusedDirective{"outputformat", kMarkupDirective},
    RefusedDirective{"recurse", kXmlDirective},
    RefusedDirective{"transform", "there is no Java behind these templates"},
    RefusedDirective{"visit", kXmlDirective},
};

}  // namespace

std::vector<std::string> directive_names() {
  return std::vector<std::string>(kDirectives.begin(), kDirectives.end());
}

std::vector<std::string> refused_directive_names() {
  std::vector<std::string> out;
  for (const auto& row : kRefusedDirectives) out.emplace_back(row.name);
  return out;
}

std::string_view refused_directive(std::string_view name) {
  for (const auto& row : kRefusedDirectives) {
    if (row.name == name) return row.why;
  }
  return {};
}

std::vector<std::string> setting_names() {
  return {"boolean_format", "date_format", "datetime_format", "number_format",
          "locale",         "time_format", "time_zone",       "url_escaping_charset"};
}

}  // namespace ricochet::match::tpl

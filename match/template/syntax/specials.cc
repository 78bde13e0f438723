#include "match/template/syntax/specials.h"

#include <algorithm>
#include <array>

#include "base/text/suggest.h"
#include "match/template/model/ast.h"

namespace ricochet::match::tpl {

namespace {

constexpr std::array<std::string_view, 18> kSpecials = {
    "args",          "auto_esc",
    "data_model",    "error",
    "globals",       "incompatible_improvements",
    "lang",          "locale",
    "locals",        "main",
    "namespace",     "now",
    "output_format", "pass",
    "time_zone",     "url_escaping_charset",
    "vars",          "version"};

/// FreeMarker has these, we do not.
constexpr std::array<std::string_view, 13> kRefusedSpecials = {"caller_template_name",
                                                               "current_node",
                                                               "current_template_name",
                                                               "get_optional_template",
                                                               "locale_object",
                                                               "main_template_name",
                                                               "node",
                                                               "output_encoding",
                                                               "sql_date_and_time_time_zone",
                                                               "template_name",
                                                               "current_namespace",
                                                               "macro_caller_template_name",
                                                               "visited_node"};

}  // namespace

std::vector<std::string> special_names() {
  return std::vector<std::string>(kSpecials.begin(), kSpecials.end());
}

std::vector<std::string> refused_special_names() {
  return std::vector<std::string>(kRefusedSpecials.begin(), kRefusedSpecials.end());
}

void check_special(const std::string& name, bool in_macro, const std::string& text,
                   std::size_t at) {
  const auto length = name.size() + 1;
  if (std::find(kRefusedSpecials.begin(), kRefusedSpecials.end(), name) != kRefusedSpecials.end())
    fail_syntax("." + name + " is not supported", text, at, length,
                "templates have no names, read no files, and hold no XML nodes");
  if (std::find(kSpecials.begin(), kSpecials.end(), name) == kSpecials.end())
    fail_syntax("unknown special variable ." + name, text, at, length,
                base::did_you_mean(name, special_names()));
  if (name == "args" && !in_macro)
    fail_syntax(".args is for macros and functions", text, at, length,
                "write it between <#macro> and </#macro>");
}

}  // namespace ricochet::match::tpl

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text/text.h"
#include "match/template/model/builtin.h"

namespace ricochet::match::tpl {

namespace {

/// FreeMarker has these, we do not.
struct Refused {
  std::string_view name, why;
};
constexpr std::string_view kXml =
    "XML nodes are not there; req.xml is made of objects and lists: req.xml.a.b";
constexpr std::string_view kJava = "there is no Java behind these templates";
constexpr std::string_view kMarkup =
    "nothing is escaped by itself; write ?html, ?xml, ?js_string or ?json_string";
constexpr std::string_view kNoText =
    "a text of a request must not become a template; put it together with + and ${...}";
constexpr std::array kRefused = {
    Refused{"absolute_template_name", "templates have no names, and none reads another"},
    Refused{"ancestors", kXml},
    Refused{"api", kJava},
    Refused{"byte", "write ?int"},
    Refused{"children", kXml},
    Refused{"cn", "write (x?c)!'null'"},
    Refused{"esc", kMarkup},
    Refused{"eval", kNoText},
    Refused{"eval_json", kNoText},
    Refused{"has_api", kJava},
    Refused{"interpret", kNoText},
    Refused{"is_markup_output", kMarkup},
    Refused{"markup_string", kMarkup},
    Refused{"namespace", "a template has one namespace, .main"},
    Refused{"new", kJava},
    Refused{"next_sibling", kXml},
    Refused{"no_esc", kMarkup},
    Refused{"node_name", kXml},
    Refused{"node_namespace", kXml},
    Refused{"node_type", kXml},
    Refused{"parent", kXml},
    Refused{"previous_sibling", kXml},
    Refused{"root", kXml},
    Refused{"short", "write ?int"},
    Refused{"truncate_c_m", kMarkup},
    Refused{"truncate_m", kMarkup},
    Refused{"truncate_w_m", kMarkup},
    Refused{"with_args", "name the arguments where the macro or function is called"},
    Refused{"with_args_last", "name the arguments where the macro or function is called"},
};

using Table = std::vector<const Builtin*>;

const Table& table() {
  static const Table all = [] {
    Table out;
    for (const auto& rows :
         {builtins_of_strings(), builtins_that_find(), builtins_of_regexes(),
          builtins_that_escape(), builtins_that_truncate(), builtins_of_numbers(),
          builtins_of_dates(), builtins_that_convert(), builtins_of_lists(), builtins_that_sort(),
          builtins_with_lambdas(), builtins_of_types(), builtins_of_loops()}) {
      for (const auto& row : rows) out.push_back(&row);
    }
    std::sort(out.begin(), out.end(),
              [](const Builtin* a, const Builtin* b) { return a->name < b->name; });
    return out;
  }();
  return all;
}

/// leftPad as left_pad; isoUtcFZ as iso_utc_fz.
std::string snake_case(std::string_view name) {
  std::string out;
  bool before = false;
  for (const char c : name) {
    const bool upper = std::isupper(static_cast<unsigned char>(c)) != 0;
    if (upper && !before && !out.empty()) out += '_';
    out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    before = upper;
  }
  return out;
}

}  // namespace

const Builtin* find_builtin(std::string_view name) {
  const auto wanted = snake_case(name);
  const auto& all = table();
  const auto it =
      std::lower_bound(all.begin(), all.end(), wanted,
                       [](const Builtin* b, const std::string& n) { return b->name < n; });
  return it == all.end() || (*it)->name != wanted ? nullptr : *it;
}

std::string_view refused_builtin(std::string_view name) {
  const auto wanted = snake_case(name);
  for (const auto& row : kRefused) {
    if (row.name == wanted) return row.why;
  }
  return {};
}

std::vector<std::string> builtin_names() {
  std::vector<std::string> out;
  for (const auto* b : table()) out.emplace_back(b->name);
  return out;
}

std::vector<std::string> refused_builtin_names() {
  std::vector<std::string> out;
  for (const auto& row : kRefused) out.emplace_back(row.name);
  return out;
}

// ---- what the functions of the tables use

void BuiltinCall::fail(std::string message, std::string hint) const {
  throw BuiltinError{"?" + std::string(name) + " " + std::move(message), std::move(hint)};
}

std::string BuiltinCall::text() const {
  const bool able =
      target.text() != nullptr || target.number() != nullptr || target.moment() != nullptr;
  if (!able) fail("needs a string, got " + kind_of(target), "make it one with ?string");
  auto out = to_text(target, tools);
  charge(out.size());
  return out;
}

const Number& BuiltinCall::number() const {
  if (const auto* number = target.number()) return *number;
  fail("needs a number, got " + kind_of(target), "make it one with ?number");
}

std::shared_ptr<const Sequence> BuiltinCall::list() const {
  auto list = target.sequence();
  if (!list) fail("needs a list, got " + kind_of(target), "");
  if (list->open()) fail("needs a list that ends, got an open range", "write where it ends: 1..10");
  charge(target.weight());
  return list;
}

const Hash& BuiltinCall::hash() const {
  if (const auto* hash = target.hash()) return *hash;
  fail("needs an object, got " + kind_of(target), "");
}

const std::string& BuiltinCall::text_arg(std::size_t i) const {
  if (const auto* text = args[i].text()) return *text;
  fail("needs a string as argument " + std::to_string(i + 1) + ", got " + kind_of(args[i]),
       "make it one with ?string");
}

std::string BuiltinCall::any_text_arg(std::size_t i) const {
  if (args[i].missing())
    fail("needs a string as argument " + std::to_string(i + 1) + ", got " + kind_of(args[i]), "");
  return to_text(args[i], tools);
}

const Number& BuiltinCall::number_arg(std::size_t i) const {
  if (const auto* number = args[i].number()) return *number;
  fail("needs a number as argument " + std::to_string(i + 1) + ", got " + kind_of(args[i]),
       "make it one with ?number");
}

Datum BuiltinCall::made(std::string text) const {
  if (text.size() > tools.max_output())
    throw BuiltinError{"the text grows beyond " + base::format_bytes(tools.max_output()),
                       "make it smaller", "template/limit"};
  charge(text.size());
  return Datum(std::move(text));
}

Datum BuiltinCall::made(Items items) const {
  auto out = Datum::list(std::move(items));
  charge(out.weight());
  return out;
}

}  // namespace ricochet::match::tpl

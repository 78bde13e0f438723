#define PCRE2_CODE_UNIT_WIDTH 8
#include "match/text/regex/java_regex_property.h"

#include <pcre2.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <initializer_list>
#include <memory>
#include <string>

#include "base/text/text.h"
#include "match/text/unicode_blocks.h"

namespace ricochet::match::java_regex {

namespace {

using Ranges = std::initializer_list<CodePoints::Range>;

/// A class with a name: ranges and PCRE2's properties, or all but these.
struct Named {
  std::string_view name;
  CodePoints set;
  const char* properties = "";
  bool negated = false;

  Class made() const {
    Class c(set, properties);
    return negated ? c.negated() : c;
  }
};

constexpr const char* kAnyCase = "\\p{Lu}\\p{Ll}\\p{Lt}";

/// POSIX names, for ASCII only.
const std::array<Named, 13>& posix_classes() {
  static const std::array<Named, 13> kRows = {
      Named{"Lower", {{'a', 'z'}}},
      Named{"Upper", {{'A', 'Z'}}},
      Named{"ASCII", {{0, 0x7F}}},
      Named{"Alpha", {{'A', 'Z'}, {'a', 'z'}}},
      Named{"Digit", {{'0', '9'}}},
      Named{"Alnum", {{'0', '9'}, {'A', 'Z'}, {'a', 'z'}}},
      Named{"Punct", {{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}}},
      Named{"Graph", {{'!', '~'}}},
      Named{"Print", {{' ', '~'}}},
      Named{"Blank", {{'\t', '\t'}, {' ', ' '}}},
      Named{"Cntrl", {{0, 0x1F}, {0x7F, 0x7F}}},
      Named{"XDigit", {{'0', '9'}, {'A', 'F'}, {'a', 'f'}}},
      Named{"Space", {{'\t', '\r'}, {' ', ' '}}}};
  return kRows;
}

const CodePoints& white_space() {
  static const CodePoints kSet = {
      {'\t', '\r'},     {' ', ' '},       {0x85, 0x85},     {0xA0, 0xA0},     {0x1680, 0x1680},
      {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}};
  return kSet;
}

/// Binary properties behind `Is`, by their name in lower case without `_`; of POSIX names the
/// Unicode meaning, which `(?U)` gives them.
const std::array<Named, 25>& binary_properties() {
  static const std::array<Named, 25> kRows = {
      Named{"alphabetic", {}, "\\p{Alphabetic}"},
      Named{"alpha", {}, "\\p{Alphabetic}"},
      Named{"letter", {}, "\\p{L}"},
      Named{"ideographic", {}, "\\p{Ideographic}"},
      Named{"lowercase", {}, "\\p{Lowercase}"},
      Named{"lower", {}, "\\p{Lowercase}"},
      Named{"uppercase", {}, "\\p{Uppercase}"},
      Named{"upper", {}, "\\p{Uppercase}"},
      Named{"titlecase", {}, "\\p{Lt}"},
      Named{"whitespace", white_space()},
      Named{"space", white_space()},
      Named{"control", {}, "\\p{Cc}"},
      Named{"cntrl", {}, "\\p{Cc}"},
      Named{"punctuation", {}, "\\p{P}"},
      Named{"punct", {}, "\\p{P}"},
      Named{"hexdigit",
            {{'A', 'F'}, {'a', 'f'}, {0xFF10, 0xFF19}, {0xFF21, 0xFF26}, {0xFF41, 0xFF46}},
            "\\p{Nd}"},
      Named{"xdigit",
            {{'A', 'F'}, {'a', 'f'}, {0xFF10, 0xFF19}, {0xFF21, 0xFF26}, {0xFF41, 0xFF46}},
            "\\p{Nd}"},
      Named{"assigned", {}, "\\p{Cn}", true},
      Named{"noncharactercodepoint", {}, "\\p{Noncharacter_Code_Point}"},
      Named{"digit", {}, "\\p{Nd}"},
      Named{"alnum", {}, "\\p{Alphabetic}\\p{Nd}"},
      Named{"blank", {{'\t', '\t'}}, "\\p{Zs}"},
      Named{"graph", {}, "\\p{Z}\\p{Cc}\\p{Cs}\\p{Cn}", true},
      Named{"print", {}, "\\p{Zl}\\p{Zp}\\p{Cc}\\p{Cs}\\p{Cn}", true},
      Named{"word", {{0x200C, 0x200D}}, "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}"}};
  return kRows;
}

/// Methods of java.lang.Character, but isMirrored(): PCRE2 knows those that have a counterpart
/// only.
const std::array<Named, 17>& java_methods() {
  static const CodePoints kIgnorable = {{0, 8}, {0xE, 0x1B}, {0x7F, 0x9F}};
  static const CodePoints kOtherStart = {
      {0x1885, 0x1886}, {0x2118, 0x2118}, {0x212E, 0x212E}, {0x309B, 0x309C}};
  static const CodePoints kOtherPart = [] {
    CodePoints set = {{0xB7, 0xB7}, {0x387, 0x387}, {0x1369, 0x1371}, {0x19DA, 0x19DA}};
    set.add(kIgnorable);
    set.add(kOtherStart);
    return set;
  }();
  static const std::array<Named, 17> kRows = {
      Named{"LowerCase", {}, "\\p{Lowercase}"},
      Named{"UpperCase", {}, "\\p{Uppercase}"},
      Named{"Alphabetic", {}, "\\p{Alphabetic}"},
      Named{"Ideographic", {}, "\\p{Ideographic}"},
      Named{"TitleCase", {}, "\\p{Lt}"},
      Named{"Digit", {}, "\\p{Nd}"},
      Named{"Defined", {}, "\\p{Cn}", true},
      Named{"Letter", {}, "\\p{L}"},
      Named{"LetterOrDigit", {}, "\\p{L}\\p{Nd}"},
      Named{"JavaIdentifierStart", {}, "\\p{L}\\p{Nl}\\p{Sc}\\p{Pc}"},
      Named{"JavaIdentifierPart", kIgnorable,
            "\\p{L}\\p{Nl}\\p{Sc}\\p{Pc}\\p{Nd}\\p{Mc}\\p{Mn}\\p{Cf}"},
      Named{"UnicodeIdentifierStart", kOtherStart, "\\p{L}\\p{Nl}"},
      Named{"UnicodeIdentifierPart", kOtherPart,
            "\\p{L}\\p{Nl}\\p{Pc}\\p{Nd}\\p{Mc}\\p{Mn}\\p{Cf}"},
      Named{"IdentifierIgnorable", kIgnorable, "\\p{Cf}"},
      Named{"SpaceChar", {}, "\\p{Z}"},
      Named{"Whitespace",
            {{'\t', '\r'},
             {0x1C, ' '},
             {0x1680, 0x1680},
             {0x2000, 0x2006},
             {0x2008, 0x200A},
             {0x2028, 0x2029},
             {0x205F, 0x205F},
             {0x3000, 0x3000}}},
      Named{"ISOControl", {{0, 0x1F}, {0x7F, 0x9F}}}};
  return kRows;
}

constexpr std::string_view kCategories[] = {
    "Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Me", "Mc", "Nd", "Nl", "No", "Zs",
    "Zl", "Zp", "Cc", "Cf", "Co", "Cs", "Pd", "Ps", "Pe", "Pc", "Po", "Sm", "Sc",
    "Sk", "So", "Pi", "Pf", "L",  "M",  "N",  "Z",  "C",  "P",  "S"};

template <class Rows>
std::optional<Class> find(const Rows& rows, std::string_view name) {
  const auto at =
      std::find_if(rows.begin(), rows.end(), [&](const Named& row) { return row.name == name; });
  if (at == rows.end()) return std::nullopt;
  return at->made();
}

std::string plain(std::string_view name) {
  std::string out;
  for (const char c : base::to_lower(name)) {
    if (c != '_') out += c;
  }
  return out;
}

std::optional<Class> category(std::string_view name, const Flags& flags) {
  if (name == "LC" || (flags.ignore_case && (name == "Lu" || name == "Ll" || name == "Lt")))
    return Class({}, kAnyCase);
  if (name == "LD") return Class({}, "\\p{L}\\p{Nd}");
  if (name == "L1") return Class({{0, 0xFF}});
  if (name == "all") return Class::all();
  if (std::find(std::begin(kCategories), std::end(kCategories), name) == std::end(kCategories))
    return std::nullopt;
  return Class({}, "\\p{" + std::string(name) + "}");
}

std::optional<Class> binary(std::string_view name, const Flags& flags) {
  const auto key = plain(name);
  static constexpr std::string_view kCased[] = {"lowercase", "uppercase", "titlecase", "lower",
                                                "upper"};
  if (flags.ignore_case && std::find(std::begin(kCased), std::end(kCased), key) != std::end(kCased))
    return Class({}, "\\p{Lowercase}\\p{Uppercase}\\p{Lt}");
  if (key == "joincontrol") return Class({{0x200C, 0x200D}});
  return find(binary_properties(), key);
}

/// What stands without `Is`: a category, a POSIX class, a method.
std::optional<Class> plain_name(std::string_view name, const Flags& flags) {
  if (auto found = category(name, flags)) return found;
  for (const auto& row : posix_classes()) {
    if (row.name != name) continue;
    if (flags.unicode_classes && name != "ASCII") return binary(name, flags);
    return flags.ignore_case ? row.made().with_ascii_case() : row.made();
  }
  if (!name.starts_with("java")) return std::nullopt;
  const auto method = name.substr(4);
  if (flags.ignore_case &&
      (method == "LowerCase" || method == "UpperCase" || method == "TitleCase"))
    return Class({}, "\\p{Lowercase}\\p{Uppercase}\\p{Lt}");
  return find(java_methods(), method);
}

std::optional<Class> script(std::string_view name) {
  const bool word = !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_';
  });
  if (!word) return std::nullopt;
  // Not \p{Greek}, which are the script's extensions.
  const std::string text = "\\p{sc:" + std::string(name) + "}";
  int number = 0;
  PCRE2_SIZE at = 0;
  auto* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), PCRE2_UTF,
                             &number, &at, nullptr);
  if (code == nullptr) return std::nullopt;
  pcre2_code_free(code);
  return Class({}, text);
}

std::optional<Class> block(std::string_view name) {
  const auto range = unicode_block(name);
  return range ? std::optional(Class({*range})) : std::nullopt;
}

}  // namespace

std::optional<Class> property(std::string_view name, const Flags& flags) {
  if (const auto equals = name.find('='); equals != std::string_view::npos) {
    const auto key = base::to_lower(name.substr(0, equals));
    const auto value = name.substr(equals + 1);
    if (key == "sc" || key == "script") return script(value);
    if (key == "blk" || key == "block") return block(value);
    if (key == "gc" || key == "general_category") return plain_name(value, flags);
    return std::nullopt;
  }
  if (name.starts_with("In")) return block(name.substr(2));
  if (!name.starts_with("Is")) return plain_name(name, flags);
  const auto rest = name.substr(2);
  if (auto found = binary(rest, flags)) return found;
  if (auto found = plain_name(rest, flags)) return found;
  return script(rest);
}

std::optional<Class> predefined(std::uint32_t letter, const Flags& flags) {
  const bool negated =
      letter == 'D' || letter == 'S' || letter == 'W' || letter == 'H' || letter == 'V';
  const auto find_posix = [&](const char* name) {
    return flags.unicode_classes ? binary(name, {}) : std::optional<Class>();
  };
  std::optional<Class> found;
  switch (letter) {
    case 'd':
    case 'D':
      found = flags.unicode_classes ? Class({}, "\\p{Nd}") : Class({{'0', '9'}});
      break;
    case 's':
    case 'S':
      found = flags.unicode_classes ? Class(white_space()) : Class({{'\t', '\r'}, {' ', ' '}});
      break;
    case 'w':
    case 'W':
      found = find_posix("word");
      if (!found) found = Class({{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}});
      break;
    case 'h':
    case 'H':
      found = Class({{'\t', '\t'},
                     {' ', ' '},
                     {0xA0, 0xA0},
                     {0x1680, 0x1680},
                     {0x180E, 0x180E},
                     {0x2000, 0x200A},
                     {0x202F, 0x202F},
                     {0x205F, 0x205F},
                     {0x3000, 0x3000}});
      break;
    case 'v':
    case 'V':
      found = Class({{'\n', '\r'}, {0x85, 0x85}, {0x2028, 0x2029}});
      break;
    default:
      return std::nullopt;
  }
  return negated ? found->negated() : *found;
}

Class boundary_class(const Flags& flags) {
  if (flags.unicode_classes) return *binary("word", {});
  return Class({{'_', '_'}}, "\\p{L}\\p{Nd}\\p{Mn}");
}

}  // namespace ricochet::match::java_regex

#include "match/text/collation.h"

#include <unordered_map>

#include "match/text/case_map.h"
#include "match/text/utf16.h"

namespace ricochet::match {

namespace {

/// What is not a letter, in order. Letters follow, each with its accents in order.
constexpr std::string_view kSigns =
    "_¯,;:!¡?¿/.´`^¨~·¸'\"«»()[]{}§¶©®@¤¢$£¥*\\&#%+±÷×<=>¬|¦°µ0123456789¼½¾";
constexpr std::string_view kLetters[] = {
    "aáàăâåäãāą", "æ",           "b",         "cćĉčċç", "dď",   "ð",     "eéèĕêěëėēę", "f",
    "gğĝġģ",      "hĥ",          "iíìĭîïĩįī", "jĵ",     "kķ",   "lĺľļ",  "m",          "nńňñņ",
    "oóòŏôöőõō",  "œ",           "p",         "q",      "rŕřŗ", "sśŝšş", "ß",          "tťţ",
    "þ",          "uúùŭûůüűũūų", "v",         "wŵ",     "x",    "yýŷÿ",  "zźžż"};
/// These count only where all letters are alike.
constexpr std::string_view kBlanks = " \r\t\n\f\v-\xC2\xAD\xC2\xA0";

struct Weight {
  std::uint32_t letter = 0, accent = 0;
};

const std::unordered_map<std::uint32_t, Weight>& weights() {
  static const auto table = [] {
    std::unordered_map<std::uint32_t, Weight> out;
    std::uint32_t letter = 1;
    for (std::size_t at = 0; at < kSigns.size();) out[next_character(kSigns, at)] = {letter++, 0};
    for (const auto accents : kLetters) {
      std::uint32_t accent = 0;
      for (std::size_t at = 0; at < accents.size();)
        out[next_character(accents, at)] = {letter, accent++};
      ++letter;
    }
    std::uint32_t blank = 100;  // more than there are accents
    for (std::size_t at = 0; at < kBlanks.size();) out[next_character(kBlanks, at)] = {0, blank++};
    return out;
  }();
  return table;
}

constexpr std::uint32_t kOthers = 1000;  // behind all letters of the table

}  // namespace

CollationKey collation_key(std::string_view utf8) {
  CollationKey out;
  for (std::size_t at = 0; at < utf8.size();) {
    const auto c = next_character(utf8, at);
    if (c < 0x20 && !is_java_space(c)) continue;
    const auto small = lower_of(c);
    const auto known = weights().find(small);
    const auto weight = known != weights().end() ? known->second : Weight{kOthers + small, 0};
    if (weight.letter != 0) {
      out.letters.push_back(weight.letter);
      out.cases.push_back(small == c ? 0 : 1);
    }
    out.accents.push_back(weight.accent);
  }
  return out;
}

}  // namespace ricochet::match

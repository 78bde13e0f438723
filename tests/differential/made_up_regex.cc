#include "made_up_regex.h"

namespace ricochet::judge {

namespace {

using Words = std::vector<const char*>;

/// What stands in patterns and texts alike.
const Words kPlain = {"a", "b", "A", "B", "c", "k", "s", "i", "I", "1", "0", "_", "-", " "};

Words with_plain(const Words& others) {
  auto out = kPlain;
  out.insert(out.end(), others.begin(), others.end());
  return out;
}

const Words kCharacters = with_plain({"\\n",
                                      "\\t",
                                      "\\x41",
                                      "\\x{1F600}",
                                      "\\u0041",
                                      "\\u00e9",
                                      "\\uD83D\\uDE00",
                                      "\\0101",
                                      "\\061",
                                      "\\cA",
                                      "\\e",
                                      "\\.",
                                      "\\-",
                                      "\\[",
                                      "\\]",
                                      "\\^",
                                      "\\&",
                                      "\\\\",
                                      "\\#",
                                      "\xC3\xA9",
                                      "\xC3\xA4",
                                      "\xC3\x9F",
                                      "\xE4\xB8\xAD",
                                      "\xF0\x9F\x98\x80",
                                      "\\\xC3\xA9",
                                      "\\Qa\\E",
                                      "\\Q.b\\E",
                                      "&",
                                      "#",
                                      "}",
                                      "\\ud83d",
                                      "\xC4\xB0"});

const Words kTexts = with_plain({"\n",
                                 "\r",
                                 "\r\n",
                                 "\x0B",
                                 "\f",
                                 "\xC2\x85",
                                 "\xE2\x80\xA8",
                                 "\xE2\x80\xA9",
                                 "\xC3\xA9",
                                 "\xC3\x89",
                                 "\xC3\xA4",
                                 "\xC3\x84",
                                 "\xC3\x9F",
                                 "\xE4\xB8\xAD",
                                 "\xF0\x9F\x98\x80",
                                 "\xE2\x84\xAA",
                                 "\xC5\xBF",
                                 "\xC4\xB1",
                                 "\xC4\xB0",
                                 "\xC2\xB2",
                                 "\xD9\xA3",
                                 "\xC2\xA0",
                                 "&",
                                 "[",
                                 "]",
                                 "^",
                                 ":",
                                 "#",
                                 "\xCE\xB1",
                                 "\xCE\x91",
                                 "aa",
                                 "ab",
                                 "aba",
                                 "A1"});
const std::vector<const char*> kClasses = {"\\d",
                                           "\\D",
                                           "\\s",
                                           "\\S",
                                           "\\w",
                                           "\\W",
                                           "\\h",
                                           "\\H",
                                           "\\v",
                                           "\\V",
                                           "\\p{L}",
                                           "\\P{L}",
                                           "\\p{Lu}",
                                           "\\P{Lu}",
                                           "\\pN",
                                           "\\p{Alpha}",
                                           "\\p{Punct}",
                                           "\\P{Alnum}",
                                           "\\p{IsGreek}",
                                           "\\p{IsLatin}",
                                           "\\p{InGreek}",
                                           "\\p{IsDigit}",
                                           "\\p{Lower}",
                                           "\\p{IsAlphabetic}",
                                           "\\p{javaLowerCase}",
                                           "\\p{IsUppercase}",
                                           "\\p{sc=Han}",
                                           "\\p{blk=Latin-1 Supplement}",
                                           "\\p{gc=Nd}",
                                           "\\p{Space}",
                                           "\\p{javaWhitespace}",
                                           "\\p{Upper}",
                                           "\\P{IsPunctuation}",
                                           "\\p{LC}"};

}  // namespace

std::string MadeUpRegex::quantifier() {
  if (below(2) == 0) return "";
  return one({"?", "*", "+", "{2}", "{1,2}", "{0,3}", "{1,}", "*?", "+?", "??", "{1,2}?", "++",
              "*+", "?+", "{2}+"});
}

std::string MadeUpRegex::class_part(int depth) {
  switch (below(12)) {
    case 0:
    case 1:
      return one({"a-c", "A-Z", "0-9", "a-zA-Z", "\xC3\xA0-\xC3\xB6", "\\x{4e00}-\\x{9fa5}",
                  "\\u4e00-\\u9fa5", "!-~", "Z-a", "\xC3\xA4-\xE4\xB8\xAD", "i-k"});
    case 2:
    case 3:
    case 4:
      return one(kClasses);
    case 5:
      return depth < 3 ? character_class(depth + 1) : "x";
    case 6:
      return one({"-", "^", ":", "$", ".", "(", "*", "|", "["});
    default:
      return one(kCharacters);
  }
}

std::string MadeUpRegex::character_class(int depth) {
  std::string out = below(3) == 0 ? "[^" : "[";
  if (below(20) == 0) out += "]";
  for (auto n = 1 + below(3); n > 0; --n) out += class_part(depth);
  while (below(5) == 0) {
    out += "&&";
    if (below(2) == 0)
      out += depth < 3 ? character_class(depth + 1) : "a-c";
    else
      for (auto n = 1 + below(2); n > 0; --n) out += class_part(depth);
  }
  return out + (below(60) == 0 ? "" : "]");
}

std::string MadeUpRegex::atom(int depth) {
  switch (depth < 3 ? below(24) : 8 + below(16)) {
    case 0:
    case 1:
      return "(" + sequence(depth + 1) + ")";
    case 2:
      return "(?:" + sequence(depth + 1) + "|" + sequence(depth + 1) + ")";
    case 3:
      return one({"(?=", "(?!", "(?>"}) + sequence(depth + 1) + ")";
    case 4:
      return one({"(?<=", "(?<!"}) + sequence(depth + 1) + ")";
    case 5:
      return one({"(?i:", "(?iu:", "(?s:", "(?d:", "(?m:", "(?U:", "(?x:", "(?-i:", "(?i-s:",
                  "(?u:"}) +
             sequence(depth + 1) + ")";
    case 6:
      return one({"(?<n>", "(?<m>", "(|", "(a|", "("}) + sequence(depth + 1) + ")";
    case 7:
    case 8:
    case 9:
    case 10:
      return character_class(0);
    case 11:
      return one({"^", "$", "\\A", "\\z", "\\Z", "\\G", "\\b", "\\B", "\\R", "\\1", "\\2", "\\11",
                  "\\k<n>", ".", "."});
    case 12:
    case 13:
      return one({".", "^", "$", "\\b", "\\R", "\\r", "\\n", "\\x85"});
    case 14:
      return one({"(?i)", "(?iu)", "(?s)", "(?d)", "(?m)", "(?U)", "(?x)", "(?-i)", "(?u)", "(?md)",
                  "(?)"});
    case 15:
      return below(8) == 0 ? one({"\\y",       "{",    "*",     "(?#c)",    "(?|a)",   "\\g1",
                                  "(?P<x>a)",  "\\K",  ")",     "[",        "a{2}{3}", "\\p{Foo}",
                                  "\\N",       "(?1)", "a{,2}", "\\08",     "\\x4",    "(?(1)a)",
                                  "(*ACCEPT)", "\\Q",  "\\E",   "\\o{101}", "\\C"})
                           : "a";
    case 16:
    case 17:
    case 18:
      return one(kClasses);
    default:
      return one(kCharacters);
  }
}

std::string MadeUpRegex::sequence(int depth) {
  std::string out;
  for (auto n = depth == 0 ? 1 + below(5) : below(4); n > 0; --n) out += atom(depth) + quantifier();
  return out;
}

std::string MadeUpRegex::pattern() {
  std::string out =
      below(3) == 0 ? one({"(?i)", "(?iu)", "(?m)", "(?s)", "(?U)", "(?x)", "(?d)"}) : "";
  out += sequence(0);
  if (below(6) == 0) out += "|" + sequence(0);
  return out;
}

std::string MadeUpRegex::text() {
  std::string out;
  for (auto n = below(9); n > 0; --n) {
    out += one(kTexts);
  }
  return out;
}

}  // namespace ricochet::judge

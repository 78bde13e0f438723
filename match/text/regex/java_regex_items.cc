#include "match/text/regex/java_regex_items.h"

#include <cctype>

namespace ricochet::match::java_regex {

namespace {

/// \X. PCRE2 (10.42) lets pictographs stand side by side in one cluster; by UAX #29, GB11, only a
/// zero width joiner holds them together. So those are written out here.
constexpr std::string_view kCluster =
    R"((?>\p{ExtPict}(?:[\p{Grapheme_Extend}\p{Emoji_Modifier}]*+\x{200D}\p{ExtPict})*+)"
    R"([\p{Grapheme_Extend}\p{Emoji_Modifier}\p{Mc}\x{200D}\x{E33}\x{EB3}]*+|(?!\p{ExtPict})\X))";

}  // namespace

Node ItemParser::item(std::string text, std::size_t length, std::size_t at) {
  Node node;
  node.at = at;
  node.text = std::move(text);
  node.length = length;
  return node;
}

Node ItemParser::item(const Class& c, std::size_t at) {
  if (!c.ascii()) ++beyond_ascii_;
  return item(c.text(), 1, at);
}

Node ItemParser::character(std::uint32_t point, std::size_t at) {
  if (flags_.ignore_case) return item(cased(point, point), at);
  if (point >= 0x80) ++beyond_ascii_;
  return item(literal_text(point), 1, at);
}

CodePoints ItemParser::line_ends() const {
  if (flags_.unix_lines) return {{'\n', '\n'}};
  return {{'\n', '\n'}, {'\r', '\r'}, {0x85, 0x85}, {0x2028, 0x2029}};
}

std::string ItemParser::line_begin() const {
  if (flags_.unix_lines) return "(?:(?!\\z)(?:\\A|(?<=\\n)))";
  return "(?:(?!\\z)(?:\\A|(?<=[\\n\xC2\x85\xE2\x80\xA8\xE2\x80\xA9])|(?<=\\r)(?!\\n)))";
}

std::string ItemParser::line_end() const {
  if (flags_.unix_lines) return "(?:\\z|(?=\\n))";
  return "(?:\\z|(?=[\\r\xC2\x85\xE2\x80\xA8\xE2\x80\xA9])|(?<!\\r)(?=\\n))";
}

/// The end, or before the line terminator there.
std::string ItemParser::text_end() const {
  // The whole text has to fit: behind the last item is its end.
  if (whole_ && open_ == 0 && (next_ >= chars_.size() || is('|'))) return "\\z";
  if (flags_.unix_lines) return "(?:\\z|(?=\\n\\z))";
  return "(?:\\z|(?=\\r\\n\\z|[\\r\xC2\x85\xE2\x80\xA8\xE2\x80\xA9]\\z)|(?<!\\r)(?=\\n\\z))";
}

// ---- escapes

Node ItemParser::escape(std::size_t start) {
  if (const auto point = escaped_character()) return character(*point, start);
  const auto letter = peek();
  if (letter >= '1' && letter <= '9') return numbered(start);
  ++next_;
  if (letter == 'p' || letter == 'P') return item(escaped_property(letter == 'P'), start);
  if (const auto known = predefined(letter, flags_)) return item(*known, start);
  switch (letter) {
    case 'A':
    case 'z':
    case 'G':
      return item(std::string("\\") + static_cast<char>(letter), 0, start);
    case 'Z':
      return item(text_end(), 0, start);
    case 'b':
    case 'B':
      return boundary(letter == 'B', start);
    case 'R':
      return any_line_end(start);
    case 'X':
      ++beyond_ascii_;
      return item(std::string(kCluster), Node::kNoLength, start);
    case 'k':
      return named(start);
    default:
      fail("unknown escape \\" + std::string(1, static_cast<char>(letter)), start,
           "in JSON every backslash is written twice, as in \"\\\\d+\"; a letter needs none", 2);
  }
}

Node ItemParser::boundary(bool negated, std::size_t start) {
  if (is('{'))
    fail("the boundaries of characters, \\b{g}, are not known here", start,
         "\\X fits one character with all its marks", 5);
  const auto word = boundary_class(flags_).text();
  return item("(?(?<=" + word + ")" + (negated ? "(?=" : "(?!") + word + ")|" +
                  (negated ? "(?!" : "(?=") + word + "))",
              0, start);
}

Node ItemParser::any_line_end(std::size_t start) {
  ++beyond_ascii_;
  Node either;
  either.kind = Node::Kind::kAlternatives;
  either.at = start;
  either.children = {
      item("\\r\\n", 2, start),
      item(Class(CodePoints{{'\n', '\r'}, {0x85, 0x85}, {0x2028, 0x2029}}).text(), 1, start)};
  // Repeated, Java tries none of them again.
  skip();
  const bool repeated = is('*') || is('+') || is('?') || is('{');
  return grouped(repeated ? "(?>" : "(?:", std::move(either), start);
}

Node ItemParser::grouped(std::string open, Node content, std::size_t at) {
  Node out;
  out.kind = Node::Kind::kGroup;
  out.at = at;
  out.text = std::move(open);
  out.children.push_back(std::move(content));
  return out;
}

/// `\11` is group 11 when there are so many before it, else group 1 and a 1.
Node ItemParser::numbered(std::size_t start) {
  std::uint32_t number = peek() - '0';
  for (++next_; !ended() && !chars_[next_].quoted && peek() >= '0' && peek() <= '9'; ++next_) {
    const auto longer = number * 10 + (peek() - '0');
    if (longer > groups_.size()) break;
    number = longer;
  }
  return reference(number, start);
}

Node ItemParser::named(std::size_t start) {
  if (!eat('<')) fail("\\k needs <name> behind it", start, "as in \\k<id>", 2);
  const auto name = group_name(start);
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    if (groups_[i].name == name) return reference(static_cast<std::uint32_t>(i + 1), start);
  }
  fail("there is no group <" + name + "> before this", start, "a group is named (?<name>...)");
}

Node ItemParser::reference(std::uint32_t number, std::size_t start) {
  ++beyond_ascii_;
  Node node;
  node.kind = Node::Kind::kReference;
  node.at = start;
  node.min = number;
  node.caseless = flags_.ignore_case;
  if (flags_.ignore_case && !flags_.unicode_case && number <= groups_.size() &&
      !groups_[number - 1].ascii)
    fail(
        "with (?i) alone Java compares only ASCII letters with a group without regard to case, "
        "which is not possible here",
        start, "write (?iu), which does so with all letters");
  return node;
}

std::string ItemParser::group_name(std::size_t start) {
  std::string name;
  while (!ended() && !is('>')) {
    const auto c = chars_[next_].point;
    const bool letter = c < 0x80 && std::isalpha(static_cast<int>(c)) != 0;
    const bool digit = c >= '0' && c <= '9';
    if (!letter && (name.empty() || !digit))
      fail("the name of a group is made of ASCII letters and digits", at(), "as in (?<id2>...)");
    name += static_cast<char>(c);
    ++next_;
  }
  if (name.empty() || !eat('>')) fail("the name of the group is never closed", start, "write >");
  return name;
}

}  // namespace ricochet::match::java_regex

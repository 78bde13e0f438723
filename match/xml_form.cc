#include "match/xml_form.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <vector>

#include "base/text/printable.h"
#include "base/text/text.h"

namespace ricochet::match {

namespace {

constexpr std::string_view kSpace = " \t\r\n";
constexpr auto kEnd = std::string_view::npos;

/// A character of XML 1.0 ([2] Char).
bool is_character(std::uint32_t point) {
  return point == '\t' || point == '\n' || point == '\r' || (point >= 0x20 && point < 0xD800) ||
         (point > 0xDFFF && point < 0xFFFE) || (point > 0xFFFF && point <= 0x10FFFF);
}

/// As far as ASCII goes ([5] Name).
bool is_name(std::string_view text) {
  const auto in_name = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalnum(byte) != 0 || c == '_' || c == ':' || c == '.' || c == '-';
  };
  constexpr std::string_view kNotFirst = "0123456789.-";
  return !text.empty() && kNotFirst.find(text.front()) == kEnd &&
         std::all_of(text.begin(), text.end(), in_name);
}

/// Takes `name="value"` and the white space before it off the beginning.
std::optional<std::string_view> take_value(std::string_view& text, std::string_view name) {
  const auto begin = text.find_first_not_of(kSpace);
  if (begin == kEnd || begin == 0 || !text.substr(begin).starts_with(name)) return std::nullopt;
  auto at = text.find_first_not_of(kSpace, begin + name.size());
  if (at == kEnd || text[at] != '=') return std::nullopt;
  at = text.find_first_not_of(kSpace, at + 1);
  if (at == kEnd || (text[at] != '"' && text[at] != '\'')) return std::nullopt;
  const auto end = text.find(text[at], at + 1);
  if (end == kEnd) return std::nullopt;
  const auto value = text.substr(at + 1, end - at - 1);
  text.remove_prefix(end + 1);
  return value;
}

/// What stands behind `<?xml` ([23] XMLDecl).
bool is_xml_declaration(std::string_view text) {
  const auto version = take_value(text, "version");
  if (version != "1.0" && version != "1.1") return false;
  take_value(text, "encoding");  // whatever it says: Java asks the text, which is decoded already
  if (const auto standalone = take_value(text, "standalone");
      standalone && standalone != "yes" && standalone != "no")
    return false;
  return text.find_first_not_of(kSpace) == kEnd;
}

/// One walk over the text, tag by tag. Where a tag is cut short it ends: pugixml has seen to that.
class Walk {
 public:
  explicit Walk(std::string_view text) : text_(text) {}

  std::optional<std::string> run() {
    characters();
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    start_ = at_;
    while (!flaw_ && at_ < text_.size()) {
      if (text_[at_] == '<')
        markup();
      else
        content();
    }
    if (!flaw_ && roots_ == 0) fail(text_.size(), "no root element");
    return std::move(flaw_);
  }

 private:
  void fail(std::size_t at, const std::string& why) {
    if (!flaw_) flaw_ = "byte " + std::to_string(at) + ": " + why;
  }
  bool starts(std::string_view what) const { return text_.substr(at_).starts_with(what); }
  /// Behind `end`, and what lies before it.
  std::string_view through(std::string_view end, std::size_t from) {
    const auto found = text_.find(end, from);
    at_ = found == kEnd ? text_.size() : found + end.size();
    return text_.substr(from, found == kEnd ? kEnd : found - from);
  }

  /// Bytes that are not UTF-8 have become U+FFFD for Java, and are let pass.
  void characters() {
    for (std::size_t i = 0; i < text_.size(); ++i) {
      const auto byte = static_cast<unsigned char>(text_[i]);
      const auto rest = text_.substr(i, 3);
      if (!is_character(byte) || rest == "\xEF\xBF\xBE" || rest == "\xEF\xBF\xBF")
        return fail(i, byte == 0 ? "NUL is not a character of XML"
                                 : "a control character is not a character of XML");
    }
  }

  void content() {
    const auto from = at_;
    at_ = std::min(text_.find('<', at_), text_.size());
    const auto piece = text_.substr(from, at_ - from);
    if (depth_ > 0) {
      if (const auto end = piece.find("]]>"); end != kEnd) fail(from + end, "]]> in a text");
      return references(piece, from);
    }
    const auto junk = piece.find_first_not_of(kSpace);
    if (junk != kEnd) fail(from + junk, "text outside of the root element");
  }

  void markup() {
    const auto from = at_;
    if (starts("<!--")) {
      const auto inside = through("--", from + 4);
      if (at_ < text_.size() && text_[at_] != '>')
        fail(from + 4 + inside.size(), "-- inside of a comment");
      ++at_;
    } else if (starts("<![CDATA[")) {
      if (depth_ == 0) fail(from, "text outside of the root element");
      through("]]>", from + 9);
    } else if (starts("<!")) {
      if (doctype_ || roots_ > 0) fail(from, "<!DOCTYPE> stands once, before the root element");
      doctype_ = true;
      skip_doctype();
    } else if (starts("<?")) {
      const auto inside = through("?>", from + 2);
      const auto name = inside.substr(0, inside.find_first_of(kSpace));
      if (!is_name(name)) fail(from, "an instruction begins with a name");
      if (name == "xml" && from == start_) {
        if (!is_xml_declaration(inside.substr(name.size())))
          fail(from, "<?xml?> says version=\"1.0\", then encoding and standalone at most");
      } else if (base::iequals(name, "xml")) {
        fail(from, "<?xml?> stands at the very start");
      }
    } else if (starts("</")) {
      through(">", from + 2);
      depth_ -= depth_ > 0 ? 1 : 0;
    } else {
      start_tag();
    }
  }

  /// To the `>` behind the declarations in it, whose texts and comments may hold more of them.
  void skip_doctype() {
    bool inside = false;
    for (at_ += 2; at_ < text_.size();) {
      const char c = text_[at_];
      if (c == '"' || c == '\'') {
        through(std::string_view(&c, 1), at_ + 1);
      } else if (starts("<!--")) {
        through("-->", at_ + 4);
      } else if (starts("<?")) {
        through("?>", at_ + 2);
      } else {
        ++at_;
        if (c == '[') inside = true;
        if (c == ']') inside = false;
        if (c == '>' && !inside) return;
      }
    }
  }

  void start_tag() {
    if (depth_ == 0 && ++roots_ > 1) fail(at_, "more than one root element");
    names_.clear();
    at_ = std::min(text_.find_first_of(" \t\r\n/>", at_), text_.size());
    for (;;) {
      at_ = std::min(text_.find_first_not_of(kSpace, at_), text_.size());
      if (at_ == text_.size()) return;
      if (text_[at_] == '>') {
        ++depth_;
        ++at_;
        break;
      }
      if (text_[at_] == '/') {
        through(">", at_);
        break;
      }
      attribute();
    }
    std::sort(names_.begin(), names_.end());
    const auto twice = std::adjacent_find(names_.begin(), names_.end());
    if (twice != names_.end())
      fail(at_, "the attribute " + base::in_quotes(base::shorten(*twice, 60)) + " stands twice");
  }

  void attribute() {
    const auto from = at_;
    const auto name_end = std::min(text_.find_first_of(" \t\r\n=", at_), text_.size());
    names_.push_back(text_.substr(from, name_end - from));
    const auto open = std::min(text_.find_first_of("\"'", name_end), text_.size());
    if (open == text_.size()) {
      at_ = open;
      return;
    }
    const auto value = through(text_.substr(open, 1), open + 1);
    if (const auto tag = value.find('<'); tag != kEnd)
      fail(open + 1 + tag, "< in the value of an attribute");
    references(value, open + 1);
  }

  /// With a DOCTYPE entities may be declared anywhere, and stay as they are written.
  void references(std::string_view piece, std::size_t offset) {
    for (auto at = piece.find('&'); at != kEnd && !flaw_; at = piece.find('&', at + 1)) {
      const auto end = piece.find(';', at);
      const auto name = end == kEnd ? std::string_view() : piece.substr(at + 1, end - at - 1);
      if (!is_reference(name))
        fail(offset + at, "& begins a reference, and there is none: write &amp;");
    }
  }
  bool is_reference(std::string_view name) const {
    if (name.starts_with('#')) {
      const bool hex = name.starts_with("#x");
      const auto digits = name.substr(hex ? 2 : 1);
      std::uint32_t point = 0;
      const auto* end = digits.data() + digits.size();
      const auto read = std::from_chars(digits.data(), end, point, hex ? 16 : 10);
      return read.ec == std::errc() && read.ptr == end && is_character(point);
    }
    if (doctype_) return !name.empty() && name.find_first_of(" \t\r\n<&") == kEnd;
    return name == "amp" || name == "lt" || name == "gt" || name == "quot" || name == "apos";
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t start_ = 0;
  std::size_t depth_ = 0;
  std::size_t roots_ = 0;
  bool doctype_ = false;
  std::vector<std::string_view> names_;  // of the tag's attributes
  std::optional<std::string> flaw_;
};

}  // namespace

std::optional<std::string> xml_flaw(std::string_view text) { return Walk(text).run(); }

}  // namespace ricochet::match

#include "match/text/xpath_narrow.h"

#include <algorithm>

#include "base/text/utf8.h"

namespace ricochet::match::xpath {

namespace {

bool is_wide(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

/// Each node in the order of the document, without recursion, however deep it is.
template <class Visit>
void walk(pugi::xml_node node, const Visit& visit) {
  for (std::size_t depth = 0;;) {
    visit(node);
    if (const auto child = node.first_child()) {
      node = child;
      ++depth;
      continue;
    }
    for (; depth > 0 && !node.next_sibling(); --depth) node = node.parent();
    if (depth == 0) return;
    node = node.next_sibling();
  }
}

struct SavedText final : pugi::xml_writer {
  std::string bytes;
  void write(const void* data, std::size_t size) override {
    bytes.append(static_cast<const char*>(data), size);
  }
};

bool call_of(std::string_view expression, std::string_view name) {
  for (auto at = expression.find(name); at != std::string_view::npos;
       at = expression.find(name, at + 1)) {
    const auto next = expression.find_first_not_of(" \t\r\n", at + name.size());
    if (next != std::string_view::npos && expression[next] == '(') return true;
  }
  return false;
}

}  // namespace

bool Alphabet::add(std::string_view utf8) {
  if (!is_wide(utf8)) return true;
  for (std::size_t at = 0; at < utf8.size();) {
    const auto letter = base::next_code_point(utf8, at);
    if (letter < 0x80 || bytes_.contains(letter)) continue;
    if (letters_.size() == kMost) return false;
    bytes_[letter] = static_cast<char>(0x80 + letters_.size());
    letters_.push_back(letter);
  }
  return true;
}

std::string Alphabet::narrow(std::string_view utf8) const {
  std::string out;
  for (std::size_t at = 0; at < utf8.size();) {
    const auto letter = base::next_code_point(utf8, at);
    out += letter < 0x80 ? static_cast<char>(letter) : bytes_.at(letter);
  }
  return out;
}

std::string Alphabet::widen(std::string_view narrow) const {
  std::string out;
  for (const char c : narrow) {
    const auto byte = static_cast<unsigned char>(c);
    base::append_utf8(out, byte < 0x80 ? byte : letters_.at(byte - 0x80u));
  }
  return out;
}

bool counts_letters(std::string_view expression) {
  return call_of(expression, "substring") ||
         (is_wide(expression) && call_of(expression, "translate"));
}

std::optional<bool> narrow(const pugi::xml_document& document, const std::string& expression,
                           Narrow& out) {
  bool fits = out.alphabet.add(expression);
  walk(document, [&](const pugi::xml_node& node) {
    fits = fits && out.alphabet.add(node.name()) && out.alphabet.add(node.value());
    for (const auto& attribute : node.attributes())
      fits = fits && out.alphabet.add(attribute.name()) && out.alphabet.add(attribute.value());
  });
  if (!fits) return std::nullopt;
  if (out.alphabet.empty()) return false;
  // Not a copy: pugixml tells the order of nodes by their places in the text that they came from,
  // which stay, as what is narrow needs no more room. In a copy it would have to walk.
  SavedText text;
  document.save(text, "", pugi::format_raw | pugi::format_no_declaration, pugi::encoding_utf8);
  constexpr auto kAsItStands =
      (pugi::parse_default | pugi::parse_ws_pcdata | pugi::parse_comments | pugi::parse_pi) &
      ~(pugi::parse_eol | pugi::parse_wconv_attribute);
  if (!out.document.load_buffer(text.bytes.data(), text.bytes.size(), kAsItStands,
                                pugi::encoding_utf8))
    return std::nullopt;
  walk(out.document, [&](pugi::xml_node node) {
    if (is_wide(node.name())) node.set_name(out.alphabet.narrow(node.name()).c_str());
    if (is_wide(node.value())) node.set_value(out.alphabet.narrow(node.value()).c_str());
    for (auto attribute : node.attributes()) {
      if (is_wide(attribute.name()))
        attribute.set_name(out.alphabet.narrow(attribute.name()).c_str());
      if (is_wide(attribute.value()))
        attribute.set_value(out.alphabet.narrow(attribute.value()).c_str());
    }
  });
  out.query = pugi::xpath_query(out.alphabet.narrow(expression).c_str());
  return true;
}

}  // namespace ricochet::match::xpath

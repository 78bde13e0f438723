#include "match/xml_compare.h"

#include <map>
#include <pugixml.hpp>
#include <vector>

#include "base/json/document.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "match/give_up.h"
#include "match/work.h"
#include "match/xml_form.h"

namespace ricochet::match {

namespace {

/// Of an element or attribute that is looked at, in units of match::Work, and of a name that is
/// compared on the way to where a prefix is declared.
constexpr std::uint64_t kWorkOfItem = 400, kWorkOfName = 16;

pugi::xml_attribute attribute_of(const pugi::xml_node& node, const std::string& name) {
  std::uint64_t seen = 1;
  pugi::xml_attribute found;
  for (const auto& attribute : node.attributes()) {
    ++seen;
    if (name != attribute.name()) continue;
    found = attribute;
    break;
  }
  Work::use(seen * kWorkOfName);
  return found;
}

/// Local name and namespace; an undeclared prefix stands for itself.
std::string expanded_name(const pugi::xml_node& scope, std::string_view name, bool attribute) {
  const auto colon = name.find(':');
  if (colon == std::string_view::npos && attribute) return std::string(name);
  const std::string prefix(colon == std::string_view::npos ? std::string_view()
                                                           : name.substr(0, colon));
  const std::string declaration = prefix.empty() ? "xmlns" : "xmlns:" + prefix;
  for (auto node = scope; node; node = node.parent()) {
    if (const auto found = attribute_of(node, declaration)) {
      const std::string uri = found.value();
      return (uri.empty() ? "" : "{" + uri + "}") +
             std::string(colon == std::string_view::npos ? name : name.substr(colon + 1));
    }
  }
  return std::string(name);
}

bool is_declaration(std::string_view name) { return name == "xmlns" || name.starts_with("xmlns:"); }

std::map<std::string, std::string> attributes_of(const pugi::xml_node& node) {
  std::map<std::string, std::string> out;
  for (const auto& a : node.attributes()) {
    if (!Work::draw(kWorkOfItem)) break;  // told by who asked
    if (!is_declaration(a.name())) out.emplace(expanded_name(node, a.name(), true), a.value());
  }
  return out;
}

/// A child that counts: an element, a run of text, or a processing instruction.
struct Child {
  pugi::xml_node element;
  std::string text;
  bool instruction = false;  ///< `text` is its target and data
};

std::vector<Child> children_of(const pugi::xml_node& node) {
  std::vector<Child> out;
  std::string text;
  auto flush = [&] {
    if (!base::trim(text).empty()) out.push_back({{}, text, false});
    text.clear();
  };
  for (const auto& child : node.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
      text += child.value();
    } else if (child.type() == pugi::node_element) {
      flush();
      out.push_back({child, {}, false});
    } else if (child.type() == pugi::node_pi) {
      flush();
      out.push_back({{}, child.name() + std::string(" ") + child.value(), true});
    }
  }
  flush();
  return out;
}

std::string describe(const Child& child) {
  if (child.element) return "the element <" + std::string(child.element.name()) + ">";
  if (child.instruction) return "the instruction <?" + base::shorten(child.text, 80) + "?>";
  return "the text " + base::in_quotes(base::shorten(child.text, 80));
}

std::string differ(const std::string& path, const std::string& expected,
                   const std::string& actual) {
  return path + ": expected " + expected + ", got " + actual;
}

/// The recursion is bounded by parse_xml(), which refuses deeper documents.
struct XmlDiffer {
  bool shape_only;

  static bool affordable() { return Work::draw(kWorkOfItem); }
  /// Not a verdict (give_up.h).
  static std::string gave_up(const std::string& path) {
    ++give_ups();
    return path + ": gave up, comparing takes too many steps on this body";
  }

  std::optional<std::string> elements(const pugi::xml_node& a, const pugi::xml_node& b,
                                      const std::string& above) const {
    const std::string path = above + "/" + a.name();
    if (!affordable()) return gave_up(path);
    if (expanded_name(a, a.name(), false) != expanded_name(b, b.name(), false)) {
      const bool same_words = std::string_view(a.name()) == b.name();
      return differ(path, "the element <" + std::string(a.name()) + ">",
                    same_words ? "one of that name in another namespace"
                               : "the element <" + std::string(b.name()) + ">");
    }
    if (auto found = attributes(a, b, path)) return found;
    return content(a, b, path, path);
  }

  /// What stands inside: of an element, or of a document, where instructions may stand around the
  /// root. `path` is theirs in findings, `above` that of elements among them.
  std::optional<std::string> content(const pugi::xml_node& a, const pugi::xml_node& b,
                                     const std::string& path, const std::string& above) const {
    const auto in_a = children_of(a);
    const auto in_b = children_of(b);
    Work::use((in_a.size() + in_b.size()) * kWorkOfItem / 2);
    for (std::size_t i = 0; i < std::max(in_a.size(), in_b.size()); ++i) {
      if (i >= in_a.size()) return differ(path, "nothing more", describe(in_b[i]));
      if (i >= in_b.size()) return differ(path, describe(in_a[i]), "nothing");
      if (auto found = children(in_a[i], in_b[i], path, above)) return found;
    }
    return std::nullopt;
  }

  std::optional<std::string> children(const Child& a, const Child& b, const std::string& path,
                                      const std::string& above) const {
    if (a.element && b.element) return elements(a.element, b.element, above);
    const bool same_kind = static_cast<bool>(a.element) == static_cast<bool>(b.element) &&
                           a.instruction == b.instruction;
    if (!same_kind) return differ(path, describe(a), describe(b));
    if (!shape_only && a.text != b.text) return differ(path, describe(a), describe(b));
    return std::nullopt;
  }

  std::optional<std::string> attributes(const pugi::xml_node& a, const pugi::xml_node& b,
                                        const std::string& path) const {
    const auto in_a = attributes_of(a);
    const auto in_b = attributes_of(b);
    if (!affordable()) return gave_up(path);
    for (const auto& [name, value] : in_a) {
      const auto other = in_b.find(name);
      if (other == in_b.end() && !shape_only)
        return differ(path + "/@" + name, base::in_quotes(value), "absent");
      if (other != in_b.end() && !shape_only && other->second != value) {
        return differ(path + "/@" + name, base::in_quotes(value), base::in_quotes(other->second));
      }
    }
    for (const auto& [name, value] : in_b) {
      if (!in_a.contains(name)) return differ(path + "/@" + name, "absent", base::in_quotes(value));
    }
    return std::nullopt;
  }
};

bool too_deep(const pugi::xml_document& doc) {
  std::size_t depth = 0;
  pugi::xml_node node = doc;
  while (true) {
    if (auto child = node.first_child()) {
      node = child;
      if (++depth > base::kMaxJsonDepth) return true;
      continue;
    }
    while (node && !node.next_sibling()) {
      node = node.parent();
      if (depth == 0 || !node) return false;
      --depth;
    }
    node = node.next_sibling();
  }
}

}  // namespace

std::unique_ptr<pugi::xml_document> parse_xml(std::string_view text, std::string* why,
                                              bool* beyond) {
  auto fail = [why](std::string reason) {
    if (why != nullptr) *why = std::move(reason);
    return nullptr;
  };
  auto doc = std::make_unique<pugi::xml_document>();
  // All that XPath can tell apart.
  constexpr auto kAll =
      pugi::parse_default | pugi::parse_ws_pcdata | pugi::parse_comments | pugi::parse_pi;
  const auto result = doc->load_buffer(text.data(), text.size(), kAll, pugi::encoding_utf8);
  if (!result) return fail("byte " + std::to_string(result.offset) + ": " + result.description());
  if (auto flaw = xml_flaw(text)) return fail(std::move(*flaw));
  const bool deep = too_deep(*doc);
  if (beyond != nullptr) *beyond = deep;
  if (deep) return fail("nested deeper than " + std::to_string(base::kMaxJsonDepth) + " levels");
  return doc;
}

std::optional<std::string> xml_difference(const pugi::xml_document& expected,
                                          const pugi::xml_document& actual) {
  return XmlDiffer{false}.content(expected, actual, "/", "");
}

std::optional<std::string> xml_shape_difference(const pugi::xml_document& expected,
                                                const pugi::xml_document& actual) {
  return XmlDiffer{true}.content(expected, actual, "/", "");
}

}  // namespace ricochet::match

#include "match/part/xpath_price.h"

#include <algorithm>
#include <array>
#include <pugixml.hpp>

namespace ricochet::match {

namespace {

constexpr std::uint64_t kWorkOfVisit = 32;
constexpr std::uint64_t kMost = std::uint64_t{1} << 60;

struct Extent {
  std::uint64_t nodes = 1, depth = 1;
};

Extent shape_of(const pugi::xml_document& document) {
  Extent shape;
  std::uint64_t depth = 0;
  pugi::xml_node node = document;
  while (true) {
    ++shape.nodes;
    if (auto child = node.first_child()) {
      node = child;
      shape.depth = std::max(shape.depth, ++depth);
      continue;
    }
    while (node && !node.next_sibling()) {
      node = node.parent();
      if (depth == 0 || !node) return shape;
      --depth;
    }
    node = node.next_sibling();
  }
}

std::uint64_t times(std::uint64_t a, std::uint64_t b) {
  return b != 0 && a > kMost / b ? kMost : a * b;
}

/// Axes from which a step sees the whole document, from each node anew.
bool is_wide(std::string_view rest) {
  constexpr std::array<std::string_view, 4> kWide = {
      "following::", "preceding::", "following-sibling::", "preceding-sibling::"};
  return std::any_of(kWide.begin(), kWide.end(),
                     [rest](std::string_view axis) { return rest.starts_with(axis); });
}

/// Reads the expression once; quoted text and names are passed by.
struct Pricer {
  Extent shape;
  std::string_view text;
  std::size_t at = 0;

  std::size_t level = 0;  ///< of predicates

  /// Up to a closing bracket: what one evaluation costs.
  std::uint64_t run() {
    std::uint64_t sum = 1;
    bool in_path = false;   // something of a path stands before
    bool absolute = false;  // which began with a slash
    while (at < text.size()) {
      const char c = text[at];
      const auto rest = text.substr(at);
      if (c == '"' || c == '\'') {
        const auto end = text.find(c, at + 1);
        at = end == text.npos ? text.size() : end + 1;
      } else if (c == ']') {
        ++at;
        return sum;
      } else if (c == '[') {
        sum = std::min(kMost, sum + times(shape.nodes, predicate()));
        in_path = true;
      } else if (c == '/' || rest.starts_with("descendant")) {
        if (!in_path) absolute = c == '/';
        const bool deep = c != '/' || rest.starts_with("//");
        sum = std::min(kMost, sum + step(deep, in_path, absolute));
        in_path = true;
        at += c != '/' ? 10 : deep ? 2 : 1;
      } else if (is_wide(rest)) {
        sum = std::min(kMost, sum + times(shape.nodes, level > 0 ? 1 : shape.nodes));
        in_path = true;
        at += rest.find("::") + 2;
      } else {
        in_path = std::string_view(" \t\r\n|(,=<>+").find(c) == std::string_view::npos;
        ++at;
      }
    }
    return sum;
  }

 private:
  std::uint64_t predicate() {
    ++at;
    ++level;
    const auto price = run();
    --level;
    return price;
  }

  /// From many nodes each visits those below it: in all, every node as often as there are levels.
  /// In a predicate that is the sum over all nodes that it is asked of, so the share of one counts.
  std::uint64_t step(bool deep, bool in_path, bool absolute) const {
    if (level > 0 && !absolute) return shape.depth;
    if (!in_path) return deep ? shape.nodes : shape.depth;
    return deep ? times(shape.nodes, shape.depth) : shape.nodes;
  }
};

}  // namespace

std::uint64_t xpath_price(std::string_view expression, const pugi::xml_document& document) {
  Pricer pricer{shape_of(document), expression};
  std::uint64_t price = 0;
  while (pricer.at < expression.size()) price = std::min(kMost, price + pricer.run());
  return times(price, kWorkOfVisit);
}

}  // namespace ricochet::match

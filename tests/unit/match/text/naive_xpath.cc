#include "tests/unit/match/text/naive_xpath.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <set>

namespace ricochet::match {

namespace {

using Key = std::pair<std::size_t, std::size_t>;
Key key_of(const pugi::xpath_node& node) {
  return {node.attribute().hash_value(),
          node.attribute() ? node.parent().hash_value() : node.node().hash_value()};
}

/// XPath 1.0, section 4.4.
double number_of(const std::string& text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  const auto end = text.find_last_not_of(" \t\r\n");
  if (begin == std::string::npos) return std::nan("");
  const auto digits = text.substr(begin, end - begin + 1);
  const bool number = digits.find_first_not_of("0123456789.") == std::string::npos;
  return number ? std::strtod(digits.c_str(), nullptr) : std::nan("");
}

void below_of(const pugi::xml_node& node, std::vector<pugi::xml_node>& out) {
  for (const auto& child : node.children()) {
    out.push_back(child);
    below_of(child, out);
  }
}

constexpr const char* kAxes[] = {"child",
                                 "child",
                                 "child",
                                 "descendant",
                                 "descendant-or-self",
                                 "parent",
                                 "ancestor",
                                 "ancestor-or-self",
                                 "self",
                                 "attribute",
                                 "following-sibling",
                                 "preceding-sibling",
                                 "following",
                                 "preceding"};

}  // namespace

NaiveXPath::NaiveXPath(std::mt19937& random) : random_(random) {
  nodes_ = path(0);
  if (one_in(6)) {
    const auto other = std::make_shared<Path>(path(0));
    const auto one = std::make_shared<Path>(nodes_);
    nodes_ = {one->text + " | " + other->text, [this, one, other](const At& at) {
                Nodes out;
                add(out, one->eval(at));
                add(out, other->eval(at));
                return out;
              }};
  }
  counts_ = one_in(4);
  text_ = counts_ ? "count(" + nodes_.text + ")" : nodes_.text;
}

std::string NaiveXPath::evaluate(const pugi::xml_document& document) {
  root_ = document;
  visits_ = 0;
  try {
    const auto found = nodes_.eval({pugi::xpath_node(root_), 1, 1});
    if (counts_) return std::to_string(found.size());
    std::vector<std::string> values;
    for (const auto& node : found) values.push_back(string_value(node));
    std::sort(values.begin(), values.end());
    std::string out = std::to_string(found.size()) + " nodes:";
    for (const auto& value : values) out += "|" + value;
    return out;
  } catch (const TooMany&) {
    return {};
  }
}

void NaiveXPath::visit(std::uint64_t nodes) {
  visits_ += nodes;
  if (visits_ > kMostVisits) throw TooMany();
}

std::string NaiveXPath::name() {
  static constexpr const char* kNames[] = {"a", "b", "c"};
  return kNames[below(3)];
}

std::string NaiveXPath::string_value(const pugi::xpath_node& node) {
  visit();
  if (node.attribute()) return node.attribute().value();
  if (node.node().type() == pugi::node_pcdata) return node.node().value();
  std::vector<pugi::xml_node> below;
  below_of(node.node(), below);
  std::string out;
  for (const auto& each : below) {
    visit();
    if (each.type() == pugi::node_pcdata) out += each.value();
  }
  visit(out.size() / 64);
  return out;
}

/// In the order of the axis. An attribute has no children and no brothers.
NaiveXPath::Nodes NaiveXPath::on_axis(const std::string& axis, const pugi::xpath_node& from) {
  Nodes out;
  const bool is_attribute = static_cast<bool>(from.attribute());
  const auto node = is_attribute ? from.parent() : from.node();
  const auto up = [&out](pugi::xml_node at) {
    for (; at; at = at.parent()) out.emplace_back(at);
  };
  std::vector<pugi::xml_node> under;
  if (axis == "self" || axis == "descendant-or-self" || axis == "ancestor-or-self")
    out.push_back(from);
  if (axis == "parent") {
    if (is_attribute ? static_cast<bool>(node) : static_cast<bool>(node.parent()))
      out.emplace_back(is_attribute ? node : node.parent());
  } else if (axis == "ancestor" || axis == "ancestor-or-self") {
    up(is_attribute ? node : node.parent());
  } else if (axis == "following" || axis == "preceding") {
    std::vector<pugi::xml_node> all;
    below_of(root_, all);
    below_of(node, under);
    std::set<std::size_t> apart;
    if (axis == "preceding" || !is_attribute)
      for (const auto& each : under) apart.insert(each.hash_value());
    for (auto at = node; at; at = at.parent()) apart.insert(at.hash_value());
    const auto here = std::find(all.begin(), all.end(), node);
    const bool later = axis == "following";
    if (here == all.end()) return out;  // the document
    for (auto it = later ? here + 1 : all.begin(); it != (later ? all.end() : here); ++it)
      if (!apart.contains(it->hash_value())) out.emplace_back(*it);
    if (!later) std::reverse(out.begin(), out.end());
  } else if (!is_attribute && axis == "attribute") {
    for (const auto& each : node.attributes()) out.emplace_back(each, node);
  } else if (!is_attribute && axis == "child") {
    for (const auto& each : node.children()) out.emplace_back(each);
  } else if (!is_attribute && axis.starts_with("descendant")) {
    below_of(node, under);
    for (const auto& each : under) out.emplace_back(each);
  } else if (!is_attribute && axis == "following-sibling") {
    for (auto at = node.next_sibling(); at; at = at.next_sibling()) out.emplace_back(at);
  } else if (!is_attribute && axis == "preceding-sibling") {
    for (auto at = node.previous_sibling(); at; at = at.previous_sibling()) out.emplace_back(at);
  }
  visit(out.size());
  return out;
}

bool NaiveXPath::fits(const std::string& test, const std::string& axis,
                      const pugi::xpath_node& node) const {
  if (test == "node()") return true;
  if (test == "text()") return node.node().type() == pugi::node_pcdata;
  if (axis == "attribute") return test == "*" || node.attribute().name() == test;
  return node.node().type() == pugi::node_element && (test == "*" || node.node().name() == test);
}

/// Each once.
void NaiveXPath::add(Nodes& to, const Nodes& from) {
  std::set<Key> known;
  for (const auto& node : to) known.insert(key_of(node));
  for (const auto& node : from) {
    if (known.insert(key_of(node)).second) to.push_back(node);
  }
}

/// What pugixml does, too: `//` and the step behind it are one, where no place is asked for.
bool NaiveXPath::joins_wide(const std::string& axis, const std::vector<Truth>& predicates) {
  return (axis == "child" || axis == "self" || axis.starts_with("descendant")) &&
         std::none_of(predicates.begin(), predicates.end(), [](const Truth& predicate) {
           return std::isdigit(static_cast<unsigned char>(predicate.text[0])) != 0 ||
                  predicate.text == "last()" || predicate.text.starts_with("position()");
         });
}

NaiveXPath::Path NaiveXPath::step(Path from, int depth, bool wide) {
  const std::string axis = wide && one_in(2) ? "child" : kAxes[below(std::size(kAxes))];
  std::string test = name();
  if (one_in(3)) test = "*";
  if (one_in(8)) test = "node()";
  if (one_in(10) && axis != "attribute") test = "text()";
  std::vector<Truth> predicates;
  while (depth < 2 && predicates.size() < 2 && one_in(3))
    predicates.push_back(predicate(depth + 1));
  const bool joins = wide && joins_wide(axis, predicates);
  Path out;
  out.text = from.text + axis + "::" + test;
  for (const auto& each : predicates) out.text += "[" + each.text + "]";
  std::string walked = axis;
  if (joins) walked = axis == "child" || axis == "descendant" ? "descendant" : "descendant-or-self";
  out.eval = [this, from = std::make_shared<Path>(std::move(from)), axis = walked, test, predicates,
              wide = wide && !joins](const At& at) {
    Nodes contexts;
    for (const auto& node : from->eval(at))
      add(contexts, wide ? on_axis("descendant-or-self", node) : Nodes{node});
    Nodes found;
    std::set<Key> known;
    for (const auto& context : contexts) {
      Nodes kept;
      for (const auto& node : on_axis(axis, context))
        if (fits(test, axis, node)) kept.push_back(node);
      for (const auto& predicate : predicates) {
        Nodes left;
        for (std::size_t i = 0; i < kept.size(); ++i)
          if (predicate.eval({kept[i], i + 1, kept.size()})) left.push_back(kept[i]);
        kept = std::move(left);
      }
      for (const auto& node : kept)
        if (known.insert(key_of(node)).second) found.push_back(node);
    }
    return found;
  };
  return out;
}

NaiveXPath::Path NaiveXPath::path(int depth) {
  const bool wide = one_in(2);
  Path out = step({wide ? "//" : "/", [this](const At&) { return Nodes{pugi::xpath_node(root_)}; }},
                  depth, wide);
  for (int i = 0; i < 2 && one_in(2); ++i) {
    const bool again = one_in(4);
    out.text += again ? "//" : "/";
    out = step(std::move(out), depth, again);
  }
  return out;
}

NaiveXPath::Path NaiveXPath::relative(int depth) {
  if (one_in(6)) return path(depth);  // which begins at the root
  if (one_in(6)) return {".", [](const At& at) { return Nodes{at.node}; }};
  Path out = step({"", [](const At& at) { return Nodes{at.node}; }}, depth, false);
  if (one_in(3)) {
    out.text += "/";
    out = step(std::move(out), depth, false);
  }
  return out;
}

NaiveXPath::Truth NaiveXPath::comparison(int depth) {
  const bool order = one_in(2);
  const std::string sign = order ? " < " : " = ";
  const auto left = std::make_shared<Path>(relative(depth));
  if (one_in(2)) {
    const auto right = std::make_shared<Path>(relative(depth));
    return {left->text + sign + right->text, [this, left, right, order](const At& at) {
              bool out = false;
              const auto others = right->eval(at);
              for (const auto& one : left->eval(at)) {
                for (const auto& other : others) {
                  const auto a = string_value(one), b = string_value(other);
                  out = (order ? number_of(a) < number_of(b) : a == b) || out;
                }
              }
              return out;
            }};
  }
  const std::string operand = order ? "5" : "'1'";
  return {left->text + sign + operand, [this, left, order](const At& at) {
            bool out = false;
            for (const auto& one : left->eval(at)) {
              const auto value = string_value(one);
              out = (order ? number_of(value) < 5 : value == "1") || out;
            }
            return out;
          }};
}

NaiveXPath::Truth NaiveXPath::predicate(int depth) {
  const auto number = 1 + below(3);
  switch (below(9)) {
    case 0:
      return {std::to_string(number), [number](const At& at) { return at.position == number; }};
    case 1:
      return {"last()", [](const At& at) { return at.position == at.last; }};
    case 2:
      return {"position() < " + std::to_string(number),
              [number](const At& at) { return at.position < number; }};
    case 3: {
      const auto path = std::make_shared<Path>(relative(depth));
      return {path->text, [path](const At& at) { return !path->eval(at).empty(); }};
    }
    case 4: {
      const auto path = std::make_shared<Path>(relative(depth));
      return {"not(" + path->text + ")", [path](const At& at) { return path->eval(at).empty(); }};
    }
    case 5: {
      const auto path = std::make_shared<Path>(relative(depth));
      return {"count(" + path->text + ") > " + std::to_string(number),
              [path, number](const At& at) { return path->eval(at).size() > number; }};
    }
    case 6:
      return {"contains(., '1')", [this](const At& at) {
                return string_value(at.node).find('1') != std::string::npos;
              }};
    default:
      return comparison(depth);
  }
}

}  // namespace ricochet::match

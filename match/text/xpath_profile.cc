#include "match/text/xpath_profile.h"

#include <algorithm>
#include <pugixml.hpp>
#include <string_view>

namespace ricochet::match::xpath {

namespace {

std::string_view without_prefix(std::string_view name) {
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

class Survey {
 public:
  Survey(Profile& out, const std::vector<std::string>& elements,
         const std::vector<std::string>& attributes)
      : out_(out), element_names_(elements), attribute_names_(attributes) {
    out_.named_elements.resize(elements.size());
    out_.named_attributes.resize(attributes.size());
    // Kinds of children, by their place in `below_`.
    kinds_ = {&out_.any, &out_.elements, &out_.texts, &out_.others};
    for (auto& kin : out_.named_elements) kinds_.push_back(&kin);
  }

  /// Without recursion, however deep it is.
  void run(const pugi::xml_document& document) {
    enter(document);
    pugi::xml_node node = document;
    while (true) {
      if (const auto child = node.first_child()) {
        node = child;
        enter(node);
        continue;
      }
      while (true) {
        leave(node);
        if (open_.empty()) return;
        if (const auto next = node.next_sibling()) {
          node = next;
          enter(node);
          break;
        }
        node = node.parent();
      }
    }
  }

 private:
  struct Open {
    double nodes = 1, text = 0;
  };

  static void add(Kin& kin, double nodes, double text) {
    kin.count += 1;
    kin.subtree += nodes;
    kin.subtree_most = std::max(kin.subtree_most, nodes);
    kin.text += text;
    kin.text_most = std::max(kin.text_most, text);
  }
  void count_below(std::size_t kind) { below_[below_.size() - kinds_.size() + kind] += 1; }

  void note_name(std::string_view name) {
    out_.longest_name = std::max(out_.longest_name, static_cast<double>(name.size()));
  }

  void enter(const pugi::xml_node& node) {
    open_.emplace_back();
    below_.resize(below_.size() + kinds_.size());
    out_.depth = std::max(out_.depth, static_cast<double>(open_.size()));
    note_name(node.name());
    double here = 0;
    for (const auto& attribute : node.attributes()) {
      here += 1;
      const auto text = static_cast<double>(std::string_view(attribute.value()).size());
      add(out_.any, 1, text);
      add(out_.attributes, 1, text);
      count_below(0);
      note_name(attribute.name());
      const auto name = without_prefix(attribute.name());
      for (std::size_t i = 0; i < attribute_names_.size(); ++i) {
        if (attribute_names_[i] != name) continue;
        add(out_.named_attributes[i], 1, text);
        out_.named_attributes[i].per_parent = std::max(out_.named_attributes[i].per_parent, here);
      }
    }
    open_.back().nodes += here;
    out_.attributes.per_parent = std::max(out_.attributes.per_parent, here);
  }

  void leave(const pugi::xml_node& node) {
    const auto type = node.type();
    const bool is_text = type == pugi::node_pcdata || type == pugi::node_cdata;
    const bool is_element = type == pugi::node_element;
    auto [nodes, text] = open_.back();
    if (!is_element && type != pugi::node_document)
      text = static_cast<double>(std::string_view(node.value()).size());
    for (std::size_t i = 0; i < kinds_.size(); ++i) {
      const double children = below_[below_.size() - kinds_.size() + i];
      kinds_[i]->per_parent = std::max(kinds_[i]->per_parent, children);
    }
    open_.pop_back();
    below_.resize(below_.size() - kinds_.size());
    add(out_.any, nodes, text);
    if (open_.empty()) {
      add(out_.document, nodes, text);
      return;
    }
    open_.back().nodes += nodes;
    if (is_text || is_element) open_.back().text += text;
    const std::size_t kind = is_element ? 1 : is_text ? 2 : 3;
    count_below(0);
    count_below(kind);
    add(*kinds_[kind], nodes, text);
    if (!is_element) return;
    const auto name = without_prefix(node.name());
    for (std::size_t i = 0; i < element_names_.size(); ++i) {
      if (element_names_[i] != name) continue;
      add(out_.named_elements[i], nodes, text);
      count_below(4 + i);
    }
  }

  Profile& out_;
  const std::vector<std::string>& element_names_;
  const std::vector<std::string>& attribute_names_;
  std::vector<Kin*> kinds_;
  std::vector<Open> open_;     // the node and those above it
  std::vector<double> below_;  // of each of these, how many children of each kind
};

}  // namespace

Profile Profile::of(const pugi::xml_document& document,
                    const std::vector<std::string>& element_names,
                    const std::vector<std::string>& attribute_names) {
  Profile out;
  Survey(out, element_names, attribute_names).run(document);
  return out;
}

}  // namespace ricochet::match::xpath

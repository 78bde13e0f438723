// Look-behinds: PCRE2 10 takes only alternatives that each have one length, Java all that have a
// longest one.
#include <algorithm>
#include <utility>

#include "match/text/error.h"
#include "match/text/regex/java_regex_emit.h"

namespace ricochet::match::java_regex {

namespace {

constexpr std::size_t kMaxForms = 300;

[[noreturn]] void fail(std::string message, std::string_view pattern, std::size_t at,
                       std::string hint) {
  throw Failure{text_error("match/bad-pattern", "bad regular expression: " + std::move(message),
                           pattern, at, 1, std::move(hint))};
}

constexpr std::size_t kSeveral = Node::kNoLength;

/// The one length of all that fits the node; kSeveral when there are more.
std::size_t length_of(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kItem:
      return node.length;
    case Node::Kind::kLook:
      return 0;
    case Node::Kind::kReference:
      return kSeveral;
    case Node::Kind::kGroup:
      return length_of(node.children.front());
    case Node::Kind::kRepeat: {
      const auto one = length_of(node.children.front());
      return node.min == node.max && one != kSeveral ? one * node.min : kSeveral;
    }
    case Node::Kind::kSequence: {
      std::size_t sum = 0;
      for (const auto& child : node.children) {
        const auto one = length_of(child);
        if (one == kSeveral) return kSeveral;
        sum += one;
      }
      return sum;
    }
    case Node::Kind::kAlternatives: {
      const auto first = length_of(node.children.front());
      for (const auto& child : node.children) {
        if (length_of(child) != first) return kSeveral;
      }
      return first;
    }
  }
  return kSeveral;
}

bool captures(const Node& node) {
  return (node.kind == Node::Kind::kGroup && node.text == "(") ||
         std::any_of(node.children.begin(), node.children.end(), captures);
}

class Forms {
 public:
  explicit Forms(std::string_view pattern) : pattern_(pattern) {}

  std::vector<Node> of(const Node& node) {
    if (length_of(node) != kSeveral) return {node};
    switch (node.kind) {
      case Node::Kind::kAlternatives: {
        std::vector<Node> out;
        for (const auto& child : node.children) {
          for (auto& form : of(child)) add(out, std::move(form), node.at);
        }
        return out;
      }
      case Node::Kind::kSequence: {
        std::vector<Node> out{empty(node.at)};
        for (const auto& child : node.children) out = joined(out, of(child), node.at);
        return once(node, std::move(out));
      }
      case Node::Kind::kGroup:
        if (node.text != "(?:")
          fail("inside of a look-behind a group must have one length", pattern_, node.at,
               "write (?:...), or one look-behind for each length");
        return of(node.children.front());
      case Node::Kind::kRepeat:
        return once(node, repeated(node));
      default:
        fail("a look-behind cannot hold this, which may have any length", pattern_, node.at,
             "leave it out of the look-behind");
    }
  }

 private:
  static Node empty(std::size_t at) {
    Node node;
    node.kind = Node::Kind::kSequence;
    node.at = at;
    return node;
  }

  /// A group would be there once for each form.
  std::vector<Node> once(const Node& node, std::vector<Node> forms) const {
    if (forms.size() > 1 && captures(node))
      fail("a look-behind that may have several lengths cannot have a group that captures",
           pattern_, node.at, "write (?:...)");
    return forms;
  }

  void add(std::vector<Node>& forms, Node form, std::size_t at) const {
    if (forms.size() >= kMaxForms)
      fail("this look-behind may have more than " + std::to_string(kMaxForms) + " lengths or forms",
           pattern_, at, "give it one length");
    forms.push_back(std::move(form));
  }

  std::vector<Node> joined(const std::vector<Node>& heads, const std::vector<Node>& tails,
                           std::size_t at) const {
    std::vector<Node> out;
    for (const auto& head : heads) {
      for (const auto& tail : tails) {
        Node both = head;
        both.children.push_back(tail);
        add(out, std::move(both), at);
      }
    }
    return out;
  }

  std::vector<Node> repeated(const Node& node) {
    if (node.max == Node::kEndless)
      fail("a look-behind cannot repeat without end", pattern_, node.at, "write {1,9} for +");
    if (node.mode == "+")
      fail("a look-behind cannot repeat possessively", pattern_, node.at, "leave the second + out");
    std::vector<Node> out;
    const auto& child = node.children.front();
    if (length_of(child) != kSeveral) {
      for (auto n = node.min; n <= node.max; ++n) {
        Node one = node;
        one.min = one.max = n;
        one.mode.clear();
        add(out, std::move(one), node.at);
      }
      return out;
    }
    const auto forms = of(child);
    std::vector<Node> times{empty(node.at)};
    for (std::uint32_t n = 0; n <= node.max; ++n) {
      if (n >= node.min) {
        for (const auto& form : times) add(out, form, node.at);
      }
      if (n < node.max) times = joined(times, forms, node.at);
    }
    return out;
  }

  std::string_view pattern_;
};

}  // namespace

std::vector<Node> forms_of(const Node& content, std::string_view pattern) {
  // Alternatives at the top may differ, each by itself.
  return Forms(pattern).of(content);
}

}  // namespace ricochet::match::java_regex

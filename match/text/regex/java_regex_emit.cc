#include "match/text/regex/java_regex_emit.h"

#include "match/text/error.h"

namespace ricochet::match::java_regex {

namespace {

class Writer {
 public:
  Writer(std::size_t groups, std::string_view pattern) : groups_(groups), pattern_(pattern) {}

  Written take() { return std::move(out_); }

  void write(const Node& node) {
    switch (node.kind) {
      case Node::Kind::kItem:
        put(node.text, node.at);
        break;
      case Node::Kind::kSequence:
        for (const auto& child : node.children) write(child);
        break;
      case Node::Kind::kAlternatives:
        alternatives(node.children, node.at);
        break;
      case Node::Kind::kGroup:
        inside(node.text, node.at, [&] { write(node.children.front()); });
        break;
      case Node::Kind::kLook:
        look(node);
        break;
      case Node::Kind::kRepeat:
        repeat(node);
        break;
      case Node::Kind::kReference:
        reference(node);
        break;
    }
  }

 private:
  void put(std::string_view text, std::size_t at) {
    if (out_.pattern.size() + text.size() > kMaxWritten) {
      throw Failure{text_error("match/bad-pattern", "bad regular expression: it is too large",
                               pattern_, at, 1,
                               "make it shorter, or its look-behind of one length")};
    }
    out_.pattern += text;
    out_.origin.insert(out_.origin.end(), text.size(), at);
  }

  template <class Content>
  void inside(std::string_view open, std::size_t at, Content content) {
    put(open, at);
    content();
    put(")", at);
  }

  void alternatives(const std::vector<Node>& nodes, std::size_t at) {
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (i > 0) put("|", at);
      write(nodes[i]);
    }
  }

  void look(const Node& node) {
    inside(node.text, node.at, [&] {
      const auto& content = node.children.front();
      if (node.text.starts_with("(?<"))
        alternatives(forms_of(content, pattern_), node.at);
      else
        write(content);
    });
  }

  void repeat(const Node& node) {
    const auto& child = node.children.front();
    if (child.kind == Node::Kind::kItem && child.length == 0) {
      // Once is as good as often, and PCRE2's JIT is not good at it.
      if (node.min > 0) write(child);
      return;
    }
    const bool bare =
        child.kind == Node::Kind::kGroup || (child.kind == Node::Kind::kItem && child.length == 1);
    if (bare && node.mode == "+" && child.kind == Node::Kind::kGroup)
      // In Java no time of a possessive repetition is tried otherwise once it fitted.
      inside(child.text, child.at,
             [&] { inside("(?>", child.at, [&] { write(child.children.front()); }); });
    else if (bare)
      write(child);
    else
      inside("(?:", child.at, [&] { write(child); });
    std::string quantifier;
    if (node.min == 0 && node.max == Node::kEndless)
      quantifier = "*";
    else if (node.min == 1 && node.max == Node::kEndless)
      quantifier = "+";
    else if (node.min == 0 && node.max == 1)
      quantifier = "?";
    else if (node.min == node.max)
      quantifier = "{" + std::to_string(node.min) + "}";
    else
      quantifier = "{" + std::to_string(node.min) + "," +
                   (node.max == Node::kEndless ? "" : std::to_string(node.max)) + "}";
    put(quantifier + node.mode, node.at);
  }

  void reference(const Node& node) {
    const std::string text = "\\g{" + std::to_string(node.min) + "}";
    // In Java a reference to a group that is not there never fits.
    put(node.min > groups_ ? "(?!)" : node.caseless ? "(?i:" + text + ")" : text, node.at);
  }

  std::size_t groups_;
  std::string_view pattern_;
  Written out_;
};

}  // namespace

Written write(const Node& tree, std::size_t groups, std::string_view pattern) {
  Writer writer(groups, pattern);
  writer.write(tree);
  return writer.take();
}

}  // namespace ricochet::match::java_regex

#include <algorithm>
#include <set>

#include "base/text.h"
#include "match/template/ast.h"
#include "match/text/error.h"

namespace ricochet::match::tpl {

namespace {

/// Text and directives; expressions are parsed in template_expression.cc.
class TemplateParser {
 public:
  explicit TemplateParser(Parsed& out) : out_(out), text_(out.text) {}

  void run() {
    out_.nodes = block({});
    strip_directive_lines();
    cut(out_.nodes);
    auto& references = out_.references;
    std::erase_if(references,
                  [this](const auto& r) { return !r.function && own_names_.contains(r.name); });
  }

 private:
  [[noreturn]] void fail(std::string message, std::size_t at, std::size_t length,
                         std::string hint) const {
    throw Failure{
        text_error("template/syntax", std::move(message), text_, at, length, std::move(hint))};
  }

  bool looking_at(std::string_view word) const {
    return text_.compare(at_, word.size(), word) == 0;
  }

  /// "<#name" or "</#name" at this place, as "name" or "/name"; empty when there is none.
  std::string tag_name() const {
    const bool end_tag = looking_at("</#");
    if (!end_tag && !looking_at("<#")) return {};
    auto stop = at_ + (end_tag ? 3 : 2);
    const auto start = stop;
    while (stop < text_.size() && std::isalpha(static_cast<unsigned char>(text_[stop])) != 0)
      ++stop;
    return (end_tag ? "/" : "") + text_.substr(start, stop - start);
  }

  /// Nodes until one of the tags `ends`, which is left unread; with no ends, until the end of the
  /// text.
  Block block(const std::vector<std::string>& ends) {
    if (++depth_ > Template::kMaxNesting)
      fail("directives are nested too deeply", at_, 1, "make the template simpler");
    Block out;
    std::size_t plain = at_;
    auto flush = [&](std::size_t end) {
      if (end > plain) out.push_back(text_node(plain, end));
    };
    while (at_ < text_.size()) {
      if (out_.dialect == Dialect::kScenario && looking_at("$${")) {
        flush(at_);
        plain = ++at_;  // the second $ and the brace are text
        at_ += 2;
        continue;
      }
      const bool value = looking_at("${");
      const auto tag = value ? std::string() : tag_name();
      if (!value && tag.empty() && !looking_at("<#--")) {
        ++at_;
        continue;
      }
      flush(at_);
      if (std::find(ends.begin(), ends.end(), tag) != ends.end()) {
        --depth_;
        return out;
      }
      if (value)
        out.push_back(interpolation());
      else if (looking_at("<#--"))
        comment();
      else if (tag == "noparse")
        noparse(out);
      else
        directive(tag, out);
      plain = at_;
    }
    flush(text_.size());
    --depth_;
    return out;
  }

  static Node text_node(std::size_t begin, std::size_t end) {
    Node node;
    node.begin = begin;
    node.end = end;
    return node;
  }

  Node interpolation() {
    Node node;
    node.kind = Node::Kind::kValue;
    node.begin = at_;
    at_ += 2;
    node.expr = parse_expression(text_, at_, false, out_.dialect, out_.references);
    space();
    if (!looking_at("}")) {
      if (at_ >= text_.size()) fail("${ is never closed", node.begin, 2, "add the missing }");
      fail("expected } or an operator here", at_, 1, "");
    }
    node.end = ++at_;
    return node;
  }

  void comment() {
    const auto begin = at_;
    const auto close = text_.find("-->", at_);
    if (close == std::string::npos)
      fail("the comment is never closed", begin, 4, "end it with -->");
    at_ = close + 3;
    tags_.emplace_back(begin, at_);
  }

  void noparse(Block& out) {
    const auto begin = at_;
    at_ += 9;
    close_tag(begin);
    const auto close = text_.find("</#noparse>", at_);
    if (close == std::string::npos)
      fail("<#noparse> is never closed", begin, 10, "end it with </#noparse>");
    if (close > at_) out.push_back(text_node(at_, close));
    tags_.emplace_back(close, close + 11);
    at_ = close + 11;
  }

  void directive(const std::string& tag, Block& out) {
    if (tag == "if") return if_directive(out);
    if (tag == "list") return list_directive(out);
    if (tag == "assign") return assign_directive(out);
    const bool stray = tag.starts_with('/') || tag == "else" || tag == "elseif";
    const std::string shown = tag.starts_with('/') ? "</#" + tag.substr(1) + ">" : "<#" + tag + ">";
    if (stray)
      fail(shown + " without its beginning", at_, shown.size(),
           "remove it, or open the directive before");
    fail("unknown directive " + shown, at_, shown.size(),
         base::did_you_mean(tag, {"if", "list", "assign", "noparse"}));
  }

  void space() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }

  /// The rest of a tag that began at `begin`.
  void close_tag(std::size_t begin) {
    space();
    if (looking_at("/>")) ++at_;
    if (!looking_at(">"))
      fail("the tag is not closed here", at_, 1,
           "it ends with >; a comparison with > needs parentheses");
    ++at_;
    tags_.emplace_back(begin, at_);
  }

  ExprPtr tag_expression() {
    return parse_expression(text_, at_, true, out_.dialect, out_.references);
  }

  /// Consumes "</#name>".
  void end_tag(std::string_view name, std::size_t opened_at) {
    if (at_ >= text_.size()) {
      fail("<#" + std::string(name) + "> is never closed", opened_at, name.size() + 2,
           "end it with </#" + std::string(name) + ">");
    }
    const auto begin = at_;
    at_ += 3 + name.size();
    close_tag(begin);
  }

  void if_directive(Block& out) {
    Node node;
    node.kind = Node::Kind::kIf;
    node.begin = at_;
    const std::vector<std::string> ends = {"elseif", "else", "/if"};
    std::string tag = "if";
    bool had_else = false;
    while (tag != "/if") {
      const auto begin = at_;
      if (had_else) fail("<#" + tag + "> after <#else>", at_, tag.size() + 2, "<#else> comes last");
      had_else = tag == "else";
      at_ += 2 + tag.size();
      Branch branch;
      if (!had_else) branch.condition = tag_expression();
      close_tag(begin);
      branch.body = block(ends);
      node.branches.push_back(std::move(branch));
      tag = tag_name();
      if (at_ >= text_.size()) break;
    }
    end_tag("if", node.begin);
    node.end = at_;
    out.push_back(std::move(node));
  }

  std::string variable(std::string_view after) {
    space();
    const auto start = at_;
    while (at_ < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_'))
      ++at_;
    if (at_ == start)
      fail("a variable name is missing after " + std::string(after), at_, 1,
           "write <#list items as item> or <#assign name = value>");
    return text_.substr(start, at_ - start);
  }

  void list_directive(Block& out) {
    Node node;
    node.kind = Node::Kind::kList;
    node.begin = at_;
    at_ += 6;
    node.expr = tag_expression();
    space();
    if (!looking_at("as") ||
        (at_ + 2 < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_ + 2])) == 0)) {
      fail("expected \"as\" and a variable", at_, 1, "write <#list items as item>");
    }
    at_ += 2;
    node.text = variable("as");
    own_names_.insert({node.text, node.text + "_index", node.text + "_has_next"});
    close_tag(node.begin);
    node.body = block({"else", "/list"});
    if (tag_name() == "else") {
      const auto begin = at_;
      at_ += 6;
      close_tag(begin);
      node.otherwise = block({"/list"});
    }
    end_tag("list", node.begin);
    node.end = at_;
    out.push_back(std::move(node));
  }

  void assign_directive(Block& out) {
    Node node;
    node.kind = Node::Kind::kAssign;
    node.begin = at_;
    at_ += 8;
    node.text = variable("assign");
    own_names_.insert(node.text);
    space();
    if (!looking_at("=")) fail("expected =", at_, 1, "write <#assign name = value>");
    ++at_;
    node.expr = tag_expression();
    close_tag(node.begin);
    node.end = at_;
    out.push_back(std::move(node));
  }

  /// A line with nothing but directives on it leaves nothing behind, not even its line break
  /// (FreeMarker's white-space stripping). Marks what to leave out.
  void strip_directive_lines() {
    dropped_.assign(text_.size(), false);
    std::vector<bool> in_tag(text_.size(), false);
    for (const auto& [begin, end] : tags_)
      std::fill(in_tag.begin() + static_cast<std::ptrdiff_t>(begin),
                in_tag.begin() + static_cast<std::ptrdiff_t>(end), true);
    for (const auto& [begin, end] : tags_) {
      const auto before = begin == 0 ? std::string::npos : text_.rfind('\n', begin - 1);
      const auto line = before == std::string::npos ? 0 : before + 1;
      const auto stop = std::min(text_.find('\n', end), text_.size() - 1) + 1;
      bool alone = true;
      for (auto i = line; i < stop && alone; ++i)
        alone = in_tag[i] || std::isspace(static_cast<unsigned char>(text_[i])) != 0;
      for (auto i = line; i < stop && alone; ++i) dropped_[i] = true;
    }
  }

  void cut(Block& nodes) const {
    for (auto& node : nodes) {
      if (node.kind == Node::Kind::kText) {
        for (auto i = node.begin; i < node.end; ++i) {
          if (!dropped_[i]) node.text += text_[i];
        }
      }
      for (auto& branch : node.branches) cut(branch.body);
      cut(node.body);
      cut(node.otherwise);
    }
    std::erase_if(nodes,
                  [](const Node& n) { return n.kind == Node::Kind::kText && n.text.empty(); });
  }

  Parsed& out_;
  const std::string& text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::vector<std::pair<std::size_t, std::size_t>> tags_;
  std::vector<bool> dropped_;
  std::set<std::string> own_names_;
};

}  // namespace

std::shared_ptr<const Parsed> parse(std::string text, Dialect dialect) {
  auto parsed = std::make_shared<Parsed>();
  parsed->text = std::move(text);
  parsed->dialect = dialect;
  TemplateParser(*parsed).run();
  return parsed;
}

}  // namespace ricochet::match::tpl

#include "match/template/syntax/parser.h"

#include <algorithm>
#include <cctype>

#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "base/text/text.h"
#include "match/template/syntax/directives.h"

namespace ricochet::match::tpl {

using NodeKind = Node::Kind;

TemplateParser::TemplateParser(Parsed& out) : out_(out), text_(out.text) {
  around_.dialect = out.dialect;
  around_.references = &out.references;
  around_.parse_text = parse_string;
}

namespace {

void collect_definitions(const Block& nodes, std::vector<const Node*>& out) {
  for (const auto& node : nodes) {
    if (node.kind == NodeKind::kMacro) out.push_back(&node);
    for (const auto& branch : node.branches) collect_definitions(branch.body, out);
    collect_definitions(node.body, out);
    collect_definitions(node.otherwise, out);
  }
}

}  // namespace

void TemplateParser::run() {
  header();
  out_.nodes = block({});
  strip_white_space(out_, strip_);
  collect_definitions(out_.nodes, out_.definitions);
  std::erase_if(out_.references, [this](const auto& r) { return own_names_.contains(r.name); });
}

void TemplateParser::run_string(const ExpressionParser::Surroundings& around) {
  around_.in_macro = around.in_macro;
  around_.loop_names = around.loop_names;
  std::size_t plain = 0;
  while (at_ < text_.size()) {
    const bool numeric = out_.dialect == Dialect::kMoco && looking_at("#{");
    if (!numeric && !looking_at("${")) {
      ++at_;
      continue;
    }
    add_text(out_.nodes, plain, at_);
    numeric ? numeric_interpolation(out_.nodes) : interpolation(out_.nodes);
    plain = at_;
  }
  add_text(out_.nodes, plain, at_);
}

// ---- tags

/// "#name", "/#name", "@" or "/@" at this place, without the #; empty when there is none.
std::string TemplateParser::tag_name() const {
  if (!looking_at("<")) return {};
  if (looking_at("<@")) return "@";
  if (looking_at("</@")) return "/@";
  const bool end_tag = looking_at("</#");
  if (!end_tag && !looking_at("<#")) return {};
  auto stop = at_ + (end_tag ? 3 : 2);
  const auto start = stop;
  while (stop < text_.size() &&
         (std::isalpha(static_cast<unsigned char>(text_[stop])) != 0 || text_[stop] == '_'))
    ++stop;
  auto name = text_.substr(start, stop - start);
  // FreeMarker's other spelling of some: elseIf, noParse.
  if (name == "elseIf" || name == "noParse" || name == "noEscape") name = base::to_lower(name);
  return name.empty() ? name : (end_tag ? "/" : "") + name;
}

bool TemplateParser::at_end(const std::vector<std::string>& ends) const {
  const auto tag = tag_name();
  return std::find(ends.begin(), ends.end(), tag) != ends.end();
}

/// The rest of a tag.
void TemplateParser::close_tag(bool may_be_empty) {
  space();
  if (may_be_empty && looking_at("/>")) ++at_;
  if (!looking_at(">"))
    fail("the tag is not closed here", at_, 1,
         "it ends with >; a comparison with > needs parentheses");
  ++at_;
}

/// Consumes "</#name>".
void TemplateParser::end_tag(std::string_view name, std::size_t opened_at) {
  if (at_ >= text_.size()) {
    fail("<#" + std::string(name) + "> is never closed", opened_at, name.size() + 2,
         "end it with </#" + std::string(name) + ">");
  }
  at_ += 3 + name.size();
  close_tag(false);
}

ExprPtr TemplateParser::expression_at(bool in_tag, bool argument) {
  around_.in_macro = place_.in_macro || place_.in_function;
  ExpressionParser parser(text_, at_, in_tag, around_);
  if (argument) parser.argument_of_call();
  auto out = parser.expression();
  at_ = parser.at();
  return out;
}

ExprPtr TemplateParser::tag_expression() { return expression_at(true); }

std::string TemplateParser::variable(std::string_view after) {
  space();
  const auto start = at_;
  auto name = scan_name(text_, at_);
  if (name.empty())
    fail("a variable name is missing after " + std::string(after), start, 1,
         "write <#list items as item> or <#assign name = value>");
  own_names_.insert(name);
  return name;
}

Node TemplateParser::begin_node(Node::Kind kind, std::size_t skip) {
  Node node;
  node.kind = kind;
  node.begin = at_;
  at_ += skip;
  return node;
}

// ---- content

/// <#ftl ...> may stand before all else.
void TemplateParser::header() {
  auto at = text_.find_first_not_of(" \t\r\n");
  if (at == std::string::npos || text_.compare(at, 5, "<#ftl") != 0) return;
  if (at + 5 < text_.size() && std::isalpha(static_cast<unsigned char>(text_[at + 5])) != 0) return;
  at_ = at + 5;
  while (true) {
    space();
    if (looking_at(">") || looking_at("/>")) break;
    const auto begin = at_;
    const auto key = scan_name(text_, at_);
    space();
    if (key.empty() || !looking_at("=")) fail("expected name=value in <#ftl>", begin, 1, "");
    ++at_;
    header_option(key, begin);
  }
  close_tag();
  // The header takes its line with it.
  auto rest = text_.find_first_not_of(" \t", at_);
  if (rest != std::string::npos && text_[rest] == '\r') ++rest;
  if (rest != std::string::npos && rest < text_.size() && text_[rest] == '\n') at_ = rest + 1;
}

void TemplateParser::header_option(const std::string& key, std::size_t at) {
  const auto expr = expression_at(true);
  const auto* boolean = expr->literal.boolean();
  if (key == "strip_whitespace") {
    if (boolean == nullptr) fail("strip_whitespace is true or false", at, key.size(), "");
    strip_ = *boolean;
    return;
  }
  const auto* text = expr->literal.text();
  if (key == "encoding" && text != nullptr && base::iequals(*text, "UTF-8")) return;
  if (key == "encoding") fail("a template is UTF-8", at, key.size(), "leave the encoding out");
  fail("<#ftl " + key + "> is not supported", at, key.size(), "known: strip_whitespace, encoding");
}

void TemplateParser::add_text(Block& out, std::size_t begin, std::size_t end) const {
  if (end <= begin) return;
  if (!out.empty() && out.back().kind == NodeKind::kText && !out.back().unparsed) {
    out.back().text.append(text_, begin, end - begin);
    out.back().end = end;
    return;
  }
  Node node;
  node.begin = begin;
  node.end = end;
  node.text = text_.substr(begin, end - begin);
  out.push_back(std::move(node));
}

/// Nodes until one of the tags `ends`, which is left unread; with no ends, until the end of the
/// text.
Block TemplateParser::block(const std::vector<std::string>& ends) {
  if (++depth_ > kMaxTemplateNesting)
    fail("directives are nested too deeply", at_, 1, "make the template simpler");
  Block out;
  std::size_t plain = at_;
  while (at_ < text_.size()) {
    const auto next = std::min(text_.find_first_of("$<#[", at_), text_.size());
    at_ = next;
    if (at_ >= text_.size()) break;
    if (out_.dialect == Dialect::kScenario && looking_at("$${")) {
      add_text(out, plain, at_);
      plain = ++at_;  // the second $ and the brace are text
      at_ += 2;
      continue;
    }
    const bool value = looking_at("${");
    const bool number = out_.dialect == Dialect::kMoco && looking_at("#{");
    const auto tag = value || number ? std::string() : tag_name();
    if (looking_at("[#ftl"))
      fail("the syntax with square brackets is not supported", at_, 5,
           "write <#if x> and <@m/> instead of [#if x] and [@m/]");
    if (!value && !number && tag.empty() && !looking_at("<#--")) {
      ++at_;
      continue;
    }
    add_text(out, plain, at_);
    if (!tag.empty() && std::find(ends.begin(), ends.end(), tag) != ends.end()) {
      --depth_;
      return out;
    }
    if (value)
      interpolation(out);
    else if (number)
      numeric_interpolation(out);
    else
      piece(tag, out);
    plain = at_;
  }
  at_ = text_.size();
  add_text(out, plain, at_);
  --depth_;
  return out;
}

void TemplateParser::piece(const std::string& tag, Block& out) {
  if (looking_at("<#--")) return comment(out);
  if (tag == "noparse" || tag == "comment") return raw(tag, out);
  if (tag == "@") return call_directive(out);
  directive(tag, out);
}

void TemplateParser::interpolation(Block& out) {
  auto node = begin_node(NodeKind::kValue, 2);
  node.expr = expression_at(false);
  node.escape = escape_;
  space();
  if (!looking_at("}")) {
    if (at_ >= text_.size()) fail("${ is never closed", node.begin, 2, "add the missing }");
    fail("expected } or an operator here", at_, 1, "");
  }
  node.end = ++at_;
  out.push_back(std::move(node));
}

/// #{x} and #{x; m1M2}.
void TemplateParser::numeric_interpolation(Block& out) {
  auto node = begin_node(NodeKind::kNumber, 2);
  node.expr = expression_at(false);
  space();
  if (looking_at(";")) {
    ++at_;
    space();
    const auto start = at_;
    const auto format = scan_name(text_, at_);
    for (std::size_t i = 0; i < format.size();) {
      int* slot = format[i] == 'm'   ? &node.min_fraction
                  : format[i] == 'M' ? &node.max_fraction
                                     : nullptr;
      auto stop = i + 1;
      while (stop < format.size() && std::isdigit(static_cast<unsigned char>(format[stop])) != 0)
        ++stop;
      if (slot == nullptr || *slot >= 0 || stop == i + 1 || stop > i + 3)
        fail("a bad format of a number: " + base::in_quotes(format), start, format.size(),
             "write m1M3: at least one digit behind the dot, at most three");
      *slot = std::stoi(format.substr(i + 1, stop - i - 1));
      i = stop;
    }
    if (node.max_fraction < 0) node.max_fraction = node.min_fraction;
    if (node.min_fraction < 0) node.min_fraction = 0;
    constexpr int kMost = 50;
    if (node.max_fraction < node.min_fraction || node.max_fraction > kMost)
      fail("a bad format of a number: " + base::in_quotes(format), start, format.size(),
           "write m1M3: at least one digit behind the dot, at most three; never more than 50");
  }
  space();
  if (!looking_at("}")) fail("#{ is never closed", node.begin, 2, "add the missing }");
  node.end = ++at_;
  out.push_back(std::move(node));
}

void TemplateParser::comment(Block& out) {
  auto node = begin_node(NodeKind::kComment, 0);
  const auto close = text_.find("-->", at_ + 4);
  if (close == std::string::npos)
    fail("the comment is never closed", node.begin, 4, "end it with -->");
  node.end = at_ = close + 3;
  out.push_back(std::move(node));
}

/// <#noparse> and <#comment>: what is inside is not looked at.
void TemplateParser::raw(std::string_view tag, Block& out) {
  const auto begin = at_;
  const auto name = std::string(tag);
  at_ += 2 + name.size();
  close_tag(false);
  auto close = at_;
  while (true) {
    close = text_.find("</#", close);
    if (close == std::string::npos)
      fail("<#" + name + "> is never closed", begin, name.size() + 2,
           "end it with </#" + name + ">");
    if (base::iequals(std::string_view(text_).substr(close + 3, name.size()), name)) break;
    ++close;
  }
  Node node;
  node.begin = begin;
  node.kind = name == "comment" ? NodeKind::kComment : NodeKind::kText;
  node.text = text_.substr(at_, close - at_);
  node.unparsed = true;
  at_ = close + 3 + name.size();
  close_tag(false);
  node.end = at_;
  if (node.kind == NodeKind::kComment) node.text.clear();
  out.push_back(std::move(node));
}

void TemplateParser::directive(const std::string& tag, Block& out) {
  if (const auto reader = reader_of(tag)) return (this->*reader)(out);
  unknown(tag);
}

void TemplateParser::unknown(const std::string& tag) {
  if (tag == "/@") fail("</@> without its beginning", at_, 3, "remove it, or open it before");
  const bool end = tag.starts_with('/');
  const auto name = end ? tag.substr(1) : tag;
  const std::string shown = (end ? "</#" : "<#") + name + ">";
  const auto names = directive_names();
  if (std::find(names.begin(), names.end(), name) != names.end() && name != "ftl")
    fail(shown + " without its beginning", at_, shown.size(),
         "remove it, or open the directive before");
  if (name == "ftl") fail("<#ftl> stands before all else", at_, shown.size(), "move it up");
  if (const auto why = refused_directive(base::to_lower(name)); !why.empty())
    fail(shown + " is not supported", at_, shown.size(), std::string(why));
  fail("unknown directive " + shown, at_, shown.size(), base::did_you_mean(name, names));
}

std::shared_ptr<const Parsed> parse(std::string text, Dialect dialect) {
  auto parsed = std::make_shared<Parsed>();
  parsed->text = std::move(text);
  parsed->dialect = dialect;
  TemplateParser(*parsed).run();
  return parsed;
}

std::shared_ptr<const Parsed> parse_string(std::string text,
                                           const ExpressionParser::Surroundings& around) {
  auto parsed = std::make_shared<Parsed>();
  parsed->text = std::move(text);
  parsed->dialect = around.dialect;
  TemplateParser(*parsed).run_string(around);
  return parsed;
}

}  // namespace ricochet::match::tpl

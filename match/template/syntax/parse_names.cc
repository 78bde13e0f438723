#include <algorithm>

#include "match/template/syntax/parser.h"

namespace ricochet::match::tpl {

using NodeKind = Node::Kind;

namespace {

struct Assigner {
  std::string_view sign;
  Binding::How how;
};
constexpr Assigner kAssigners[] = {
    {"++", Binding::How::kIncrement}, {"--", Binding::How::kDecrement}, {"+=", Binding::How::kAdd},
    {"-=", Binding::How::kSub},       {"*=", Binding::How::kMul},       {"/=", Binding::How::kDiv},
    {"%=", Binding::How::kMod},       {"=", Binding::How::kSet}};

}  // namespace

/// A name, or one in quotes.
std::string TemplateParser::assigned_name() {
  if (looking_at("\"") || looking_at("'")) {
    auto name = scan_string(text_, at_, false);
    own_names_.insert(name);
    return name;
  }
  return variable("assign");
}

/// `name = value`, `name += value`, `name++`; false, and nothing read: there is none.
bool TemplateParser::binding(Node& node) {
  Binding out;
  const auto before = at_;
  space();
  if (!node.bindings.empty() && looking_at(",")) ++at_;
  space();
  out.begin = at_;
  const bool named = looking_at("\"") || looking_at("'") || name_starts(text_, at_);
  if (!node.bindings.empty() && !named) {
    at_ = before;
    return false;
  }
  out.name = assigned_name();
  space();
  for (const auto& assigner : kAssigners) {
    if (!looking_at(assigner.sign)) continue;
    at_ += assigner.sign.size();
    out.how = assigner.how;
    const bool by_one = out.how == Binding::How::kIncrement || out.how == Binding::How::kDecrement;
    if (!by_one) out.expr = tag_expression();
    node.bindings.push_back(std::move(out));
    return true;
  }
  if (node.bindings.empty()) {
    node.text = out.name;
    return false;
  }
  fail("expected =", at_, 1, "write <#assign name = value>");
}

/// <#assign a = 1 b = 2>, or <#assign a> ... </#assign>; <#global> and <#local> likewise.
void TemplateParser::assign_directive(Block& out) {
  const auto tag = tag_name();
  auto node = begin_node(NodeKind::kAssign, 2 + tag.size());
  node.variable_scope = tag == "assign"   ? Node::VariableScope::kTemplate
                        : tag == "global" ? Node::VariableScope::kGlobal
                                          : Node::VariableScope::kLocal;
  if (tag == "local" && !place_.in_macro && !place_.in_function)
    fail("<#local> is for macros and functions", node.begin, 7, "write <#assign>");
  while (binding(node)) {
  }
  space();
  if (word_at(text_, at_) == "in")
    fail("<#assign ... in namespace> is not supported", at_, 2,
         "a template has one namespace: leave it out");
  if (!node.bindings.empty()) {
    close_tag();
    node.end = at_;
    out.push_back(std::move(node));
    return;
  }
  if (!looking_at(">")) fail("expected =", at_, 1, "write <#assign name = value>");
  close_tag(false);
  node.kind = NodeKind::kCapture;
  node.body = block({"/" + tag});
  end_tag(tag, node.begin);
  node.end = at_;
  out.push_back(std::move(node));
}

/// `a b=1 c...`, with or without parentheses and commas.
void TemplateParser::parameters(Node& node) {
  space();
  const bool parenthesis = looking_at("(");
  if (parenthesis) ++at_;
  while (true) {
    space();
    if (!node.catch_all.empty() && name_starts(text_, at_))
      fail("a parameter behind the one that takes all others", at_, 1, "move it before x...");
    if (!name_starts(text_, at_)) break;
    Binding parameter;
    parameter.begin = at_;
    parameter.name = variable(node.function ? "function" : "macro");
    space();
    if (looking_at("...")) {
      at_ += 3;
      node.catch_all = parameter.name;
    } else {
      if (looking_at("=")) {
        ++at_;
        parameter.expr = expression_at(!parenthesis);
      }
      const bool late = !node.bindings.empty() && node.bindings.back().expr && !parameter.expr;
      if (late)
        fail("a parameter without a default behind one with it", parameter.begin,
             parameter.name.size(), "move it forward, or give it a default");
      node.bindings.push_back(std::move(parameter));
    }
    space();
    if (looking_at(",")) ++at_;
  }
  if (parenthesis) {
    if (!looking_at(")")) fail("expected ) after the last parameter", at_, 1, "write ) here");
    ++at_;
  }
}

void TemplateParser::macro_directive(Block& out) {
  const auto tag = tag_name();
  auto node = begin_node(NodeKind::kMacro, 2 + tag.size());
  node.function = tag == "function";
  if (place_.in_macro || place_.in_function)
    fail("a macro or function inside another", node.begin, tag.size() + 2, "move it out");
  space();
  node.text = looking_at("\"") || looking_at("'") ? assigned_name() : variable(tag);
  parameters(node);
  close_tag(false);
  const auto outer = place_;
  const auto loops = std::exchange(around_.loop_names, {});
  const auto escape = escape_;  // stays: it is where the text stands that counts
  place_ = {};
  place_.in_macro = !node.function;
  place_.in_function = node.function;
  node.body = block({"/" + tag});
  place_ = outer;
  escape_ = escape;
  around_.loop_names = loops;
  end_tag(tag, node.begin);
  node.end = at_;
  out.push_back(std::move(node));
}

void TemplateParser::return_directive(Block& out) {
  auto node = begin_node(NodeKind::kReturn, 8);
  space();
  if (!looking_at(">") && !looking_at("/>")) node.expr = tag_expression();
  if (!place_.in_macro && !place_.in_function)
    fail("<#return> is for macros and functions", node.begin, 8, "remove it");
  if (place_.in_macro && node.expr)
    fail("a macro returns nothing", node.begin, 8, "make it a <#function>");
  if (place_.in_function && !node.expr)
    fail("a function returns a value", node.begin, 8, "write <#return x>");
  close_tag();
  node.end = at_;
  out.push_back(std::move(node));
}

void TemplateParser::nested_directive(Block& out) {
  auto node = begin_node(NodeKind::kNested, 8);
  if (!place_.in_macro)
    fail("<#nested> is for macros", node.begin, 8, "write it between <#macro> and </#macro>");
  for (space(); at_ < text_.size() && !looking_at(">") && !looking_at("/>"); space()) {
    node.args.push_back(tag_expression());
    space();
    if (looking_at(",")) ++at_;
  }
  close_tag();
  node.end = at_;
  out.push_back(std::move(node));
}

/// By name (a=1 b=2) or by place (1, 2), then the names of what the content is handed: ; x, y.
void TemplateParser::arguments(Node& node) {
  while (true) {
    space();
    if (at_ >= text_.size() || looking_at(">") || looking_at("/>") || looking_at(";")) break;
    if (!node.args.empty() && looking_at(",")) {
      ++at_;
      continue;
    }
    const auto begin = at_;
    auto name = scan_name(text_, at_);
    space();
    const bool by_name =
        !name.empty() && node.args.empty() && looking_at("=") && text_.compare(at_, 2, "==") != 0;
    if (!by_name) {
      if (!node.bindings.empty())
        fail("an argument without a name behind named ones", begin, 1, "write name=value");
      at_ = begin;
      node.args.push_back(expression_at(true, true));
      continue;
    }
    ++at_;
    Binding argument;
    argument.begin = begin;
    argument.name = std::move(name);
    argument.expr = expression_at(true, true);
    node.bindings.push_back(std::move(argument));
  }
  if (!looking_at(";")) return;
  ++at_;
  for (space(); name_starts(text_, at_); space()) {
    node.names.push_back(variable(";"));
    space();
    if (looking_at(",")) ++at_;
  }
}

/// <@name .../> or <@name ...> ... </@name>.
void TemplateParser::call_directive(Block& out) {
  auto node = begin_node(NodeKind::kCall, 2);
  const auto start = at_;
  if (!name_starts(text_, start) && !looking_at("."))
    fail("the name of a macro is missing", start, 1, "write <@name/>");
  around_.in_macro = place_.in_macro || place_.in_function;
  ExpressionParser parser(text_, at_, true, around_);
  node.expr = parser.callee();
  at_ = parser.at();
  node.text = text_.substr(start, at_ - start);
  if (looking_at("?")) fail("a macro is called by its plain name", at_, 1, "write <@name a=1/>");
  arguments(node);
  space();
  if (looking_at("/>")) {
    close_tag();
    node.end = at_;
    out.push_back(std::move(node));
    return;
  }
  close_tag(false);
  node.has_body = true;
  node.body = block({"/@"});
  end_of_call(node);
  node.end = at_;
  out.push_back(std::move(node));
}

void TemplateParser::end_of_call(const Node& call) {
  if (at_ >= text_.size())
    fail("<@" + call.text + "> is never closed", call.begin, call.text.size() + 2,
         "end it with </@" + call.text + ">, or write <@" + call.text + "/>");
  const auto begin = at_;
  at_ += 3;
  const auto start = at_;
  at_ = std::min(text_.find_first_of(" \t\r\n>", at_), text_.size());
  const auto name = text_.substr(start, at_ - start);
  if (!name.empty() && name != call.text)
    fail("expected </@" + call.text + ">, got </@" + name + ">", begin, name.size() + 3,
         "close what was opened last first");
  close_tag(false);
}

}  // namespace ricochet::match::tpl

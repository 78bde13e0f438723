#include <algorithm>
#include <array>

#include "base/text/printable.h"
#include "base/text/suggest.h"
#include "base/text/text.h"
#include "match/template/format/moment_format.h"
#include "match/template/syntax/directives.h"
#include "match/template/syntax/parser.h"

namespace ricochet::match::tpl {

using NodeKind = Node::Kind;

/// The table: a directive is a row, a function here or in parse_names.cc, and a Kind of Node.
TemplateParser::Reader TemplateParser::reader_of(std::string_view tag) {
  using P = TemplateParser;
  struct Row {
    std::string_view tag;
    Reader read;
  };
  static constexpr std::array kRows = {Row{"assign", &P::assign_directive},
                                       Row{"attempt", &P::attempt_directive},
                                       Row{"break", &P::break_directive},
                                       Row{"compress", &P::compress_directive},
                                       Row{"continue", &P::continue_directive},
                                       Row{"escape", &P::escape_directive},
                                       Row{"flush", &P::flush_directive},
                                       Row{"function", &P::macro_directive},
                                       Row{"global", &P::assign_directive},
                                       Row{"if", &P::if_directive},
                                       Row{"items", &P::items_directive},
                                       Row{"list", &P::list_directive},
                                       Row{"local", &P::assign_directive},
                                       Row{"lt", &P::trim_directive},
                                       Row{"macro", &P::macro_directive},
                                       Row{"nested", &P::nested_directive},
                                       Row{"noescape", &P::noescape_directive},
                                       Row{"nt", &P::trim_directive},
                                       Row{"return", &P::return_directive},
                                       Row{"rt", &P::trim_directive},
                                       Row{"sep", &P::sep_directive},
                                       Row{"setting", &P::setting_directive},
                                       Row{"stop", &P::stop_directive},
                                       Row{"switch", &P::switch_directive},
                                       Row{"t", &P::trim_directive}};
  for (const auto& row : kRows) {
    if (row.tag == tag) return row.read;
  }
  return nullptr;
}

void TemplateParser::if_directive(Block& out) {
  auto node = begin_node(NodeKind::kIf, 0);
  std::string tag = "if";
  bool had_else = false;
  while (tag != "/if") {
    if (had_else) fail("<#" + tag + "> after <#else>", at_, tag.size() + 2, "<#else> comes last");
    had_else = tag == "else";
    Branch branch;
    branch.begin = at_;
    at_ += 2 + tag.size();
    if (!had_else) branch.conditions.push_back(tag_expression());
    close_tag(tag != "if");
    branch.body = block({"elseif", "else", "/if"});
    branch.end = at_;
    node.branches.push_back(std::move(branch));
    tag = tag_name();
    if (at_ >= text_.size()) break;
  }
  end_tag("if", node.begin);
  node.end = at_;
  out.push_back(std::move(node));
}

void TemplateParser::switch_directive(Block& out) {
  auto node = begin_node(NodeKind::kSwitch, 8);
  node.expr = tag_expression();
  close_tag(false);
  const std::vector<std::string> parts = {"case", "on", "default", "/switch"};
  for (const auto& before : block(parts)) {
    const bool nothing = before.kind == NodeKind::kComment ||
                         (before.kind == NodeKind::kText && base::trim(before.text).empty());
    if (!nothing)
      fail("something stands between <#switch> and its first <#case>", before.begin, 1,
           "move it in front of <#switch>");
  }
  std::string first;
  bool had_default = false;
  for (auto tag = tag_name(); at_ < text_.size() && tag != "/switch"; tag = tag_name()) {
    Branch branch;
    branch.begin = at_;
    if (tag == "default" && std::exchange(had_default, true))
      fail("a second <#default>", at_, 9, "remove one of them");
    if (tag != "default" && first.empty()) first = tag;
    if (tag != "default" && tag != first)
      fail("<#case> and <#on> in one <#switch>", at_, tag.size() + 2,
           "write all of them as <#on>, which ends by itself, or all as <#case>");
    at_ += 2 + tag.size();
    if (tag != "default") {
      branch.conditions.push_back(tag_expression());
      for (space(); tag == "on" && looking_at(","); space()) {
        ++at_;
        branch.conditions.push_back(tag_expression());
      }
    }
    close_tag(tag != "default");
    branch.falls_through = tag == "case" || (tag == "default" && first != "on");
    place_.breakable += branch.falls_through ? 1 : 0;
    branch.body = block(parts);
    place_.breakable -= branch.falls_through ? 1 : 0;
    branch.end = at_;
    node.branches.push_back(std::move(branch));
  }
  end_tag("switch", node.begin);
  node.end = at_;
  out.push_back(std::move(node));
}

void TemplateParser::push_loop(const std::vector<std::string>& names) {
  for (const auto& name : names) {
    around_.loop_names.push_back(name);
    own_names_.insert({name + "_index", name + "_has_next"});
  }
}

void TemplateParser::pop_loop(std::size_t names) {
  around_.loop_names.resize(around_.loop_names.size() - names);
}

/// `x`, or `key, value`.
std::vector<std::string> TemplateParser::loop_variables() {
  std::vector<std::string> out = {variable("as")};
  space();
  if (looking_at(",")) {
    ++at_;
    const auto begin = at_;
    out.push_back(variable("the comma"));
    if (out[0] == out[1])
      fail("key and value have the same name", begin, 1, "write <#list object as key, value>");
  }
  return out;
}

void TemplateParser::list_directive(Block& out) {
  auto node = begin_node(NodeKind::kList, 6);
  node.expr = tag_expression();
  space();
  const bool named = word_at(text_, at_) == "as";
  const auto here = at_;
  if (named) {
    at_ += 2;
    node.names = loop_variables();
  }
  close_tag(false);
  const auto outer = place_;
  place_.lists++;
  place_.items_allowed = !named;
  if (named) {
    place_.breakable++;
    place_.loops++;
  }
  push_loop(node.names);
  node.body = block({"else", "/list"});
  pop_loop(node.names.size());
  if (!named && place_.items_allowed)
    fail("expected \"as\" and a variable", here, 1,
         "write <#list items as item>, or put <#items as item> inside");
  place_ = outer;
  if (tag_name() == "else") {
    node.otherwise_begin = at_;
    node.has_otherwise = true;
    at_ += 6;
    close_tag();
    node.otherwise = block({"/list"});
  }
  end_tag("list", node.begin);
  node.end = at_;
  out.push_back(std::move(node));
}

void TemplateParser::items_directive(Block& out) {
  auto node = begin_node(NodeKind::kItems, 7);
  space();
  if (word_at(text_, at_) != "as")
    fail("expected \"as\" and a variable", at_, 1, "write <#items as item>");
  if (!place_.items_allowed)
    fail("<#items> is for a <#list> without \"as\" around it, once", node.begin, 7,
         "write <#list xs> ... <#items as x> ... </#items> ... </#list>");
  at_ += 2;
  node.names = loop_variables();
  close_tag(false);
  auto outer = place_;
  place_.items_allowed = false;
  place_.breakable++;
  place_.loops++;
  push_loop(node.names);
  node.body = block({"/items"});
  pop_loop(node.names.size());
  outer.items_allowed = false;
  place_ = outer;
  end_tag("items", node.begin);
  node.end = at_;
  out.push_back(std::move(node));
}

/// Ends with </#sep>, or with what it stands in.
void TemplateParser::sep_directive(Block& out) {
  if (place_.loops == 0)
    fail("<#sep> is for a <#list> around it", at_, 5, "write it inside of <#list xs as x>");
  auto node = begin_node(NodeKind::kSep, 5);
  close_tag(false);
  node.body = block({"/sep",      "/list",   "/items",    "else",    "elseif",   "/if",
                     "/switch",   "case",    "on",        "default", "/macro",   "/function",
                     "/compress", "/assign", "/global",   "/local",  "/attempt", "recover",
                     "/recover",  "/escape", "/noescape", "/@"});
  if (tag_name() == "/sep") end_tag("sep", node.begin);
  node.end = at_;
  out.push_back(std::move(node));
}

void TemplateParser::break_directive(Block& out) {
  if (place_.breakable == 0)
    fail("<#break> is for a loop or a <#case> around it", at_, 7,
         "write it inside of <#list xs as x>");
  auto node = begin_node(NodeKind::kBreak, 7);
  close_tag();
  node.end = at_;
  out.push_back(std::move(node));
}

void TemplateParser::continue_directive(Block& out) {
  if (place_.loops == 0)
    fail("<#continue> is for a loop around it", at_, 10, "write it inside of <#list xs as x>");
  auto node = begin_node(NodeKind::kContinue, 10);
  close_tag();
  node.end = at_;
  out.push_back(std::move(node));
}

void TemplateParser::attempt_directive(Block& out) {
  auto node = begin_node(NodeKind::kAttempt, 9);
  close_tag(false);
  node.body = block({"recover", "/attempt"});
  if (tag_name() != "recover")
    fail("<#attempt> needs a <#recover>", node.begin, 9,
         "write <#attempt> ... <#recover> ... </#attempt>");
  node.otherwise_begin = at_;
  node.has_otherwise = true;
  at_ += 9;
  close_tag(false);
  node.otherwise = block({"/attempt", "/recover"});
  end_tag(tag_name() == "/recover" ? "recover" : "attempt", node.begin);
  node.end = at_;
  out.push_back(std::move(node));
}

void TemplateParser::compress_directive(Block& out) {
  auto node = begin_node(NodeKind::kCompress, 10);
  close_tag(false);
  node.body = block({"/compress"});
  end_tag("compress", node.begin);
  node.end = at_;
  out.push_back(std::move(node));
}

/// <#escape x as expr>: every ${y} inside is expr with y for x.
void TemplateParser::escape_directive(Block& out) {
  auto node = begin_node(NodeKind::kEscape, 8);
  auto escape = std::make_shared<Escape>();
  escape->name = variable("escape");
  space();
  if (word_at(text_, at_) != "as")
    fail("expected \"as\" and an expression", at_, 1, "write <#escape x as x?html>");
  at_ += 2;
  escape->expr = tag_expression();
  escape->outer = escape_;
  close_tag(false);
  const auto outer = std::exchange(escape_, std::move(escape));
  node.body = block({"/escape"});
  escape_ = outer;
  end_tag("escape", node.begin);
  node.end = at_;
  out.push_back(std::move(node));
}

void TemplateParser::noescape_directive(Block& out) {
  if (!escape_) fail("<#noescape> is for an <#escape> around it", at_, 10, "remove it");
  auto node = begin_node(NodeKind::kEscape, 10);
  close_tag(false);
  const auto outer = std::exchange(escape_, escape_->outer);
  node.body = block({"/noescape"});
  escape_ = outer;
  end_tag("noescape", node.begin);
  node.end = at_;
  out.push_back(std::move(node));
}

void TemplateParser::stop_directive(Block& out) {
  auto node = begin_node(NodeKind::kStop, 6);
  space();
  if (!looking_at(">") && !looking_at("/>")) node.expr = tag_expression();
  close_tag();
  node.end = at_;
  out.push_back(std::move(node));
}

void TemplateParser::setting_directive(Block& out) {
  auto node = begin_node(NodeKind::kSetting, 9);
  space();
  const auto start = at_;
  node.text = scan_name(text_, at_);
  const auto names = setting_names();
  if (std::find(names.begin(), names.end(), node.text) == names.end())
    fail("the setting " + base::in_quotes(node.text) + " is not supported", start, node.text.size(),
         base::did_you_mean(node.text, names));
  space();
  if (!looking_at("=")) fail("expected =", at_, 1, "write <#setting number_format = '0.00'>");
  ++at_;
  node.expr = tag_expression();
  const auto* text = node.expr->literal.text();
  const bool fixed = node.text == "locale" || node.text == "url_escaping_charset";
  const auto* only = node.text == "locale" ? "en_US" : "UTF-8";
  if (fixed && (text == nullptr || *text != only))
    fail("the only " + node.text + " is " + only, start, node.text.size(),
         "leave it out, and write formats where they are needed: ?string('0,00')");
  if (node.text == "time_zone" && text != nullptr) {
    if (const auto zone = zone_of(*text); !zone)
      fail(zone.error().message, start, node.text.size(), zone.error().hint);
  }
  close_tag();
  node.end = at_;
  out.push_back(std::move(node));
}

/// Everything is sent at once.
void TemplateParser::flush_directive(Block& out) {
  auto node = begin_node(NodeKind::kEscape, 7);
  close_tag();
  node.end = at_;
  out.push_back(std::move(node));
}

void TemplateParser::trim_directive(Block& out) {
  const auto tag = tag_name();
  auto node = begin_node(NodeKind::kTrim, 2 + tag.size());
  node.trim_left = tag == "t" || tag == "lt";
  node.trim_right = tag == "t" || tag == "rt";
  close_tag();
  node.end = at_;
  out.push_back(std::move(node));
}

}  // namespace ricochet::match::tpl

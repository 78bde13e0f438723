#pragma once
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "match/template/model/ast.h"
#include "match/template/syntax/expression_parser.h"

namespace ricochet::match::tpl {

/// Throws Failure.
std::shared_ptr<const Parsed> parse(std::string text, Dialect dialect);
/// The content of a string: `${}` and `#{}` only.
std::shared_ptr<const Parsed> parse_string(std::string text,
                                           const ExpressionParser::Surroundings& around);

/// A line that holds nothing but directives leaves nothing behind (strip.cc): FreeMarker's rules,
/// and what <#t>, <#lt>, <#rt> and <#nt> ask for. Drops comments.
void strip_white_space(Parsed& parsed, bool strip);

/// Text and directives. Loops and choices are in parse_flow.cc, variables, macros and calls in
/// parse_names.cc.
class TemplateParser {
 public:
  explicit TemplateParser(Parsed& out);
  void run();
  /// Only text, `${}` and `#{}`.
  void run_string(const ExpressionParser::Surroundings& around);

 private:
  [[noreturn]] void fail(std::string message, std::size_t at, std::size_t length,
                         std::string hint) const {
    fail_syntax(std::move(message), text_, at, length, std::move(hint));
  }
  bool looking_at(std::string_view word) const {
    return text_.compare(at_, word.size(), word) == 0;
  }
  void space() { skip_space(text_, at_); }

  // ---- tags
  std::string tag_name() const;
  std::size_t tag_size() const;
  bool at_end(const std::vector<std::string>& ends) const;
  void close_tag(bool may_be_empty = true);
  void end_tag(std::string_view name, std::size_t opened_at);
  void end_of_call(const Node& call);
  ExprPtr tag_expression();
  ExprPtr expression_at(bool in_tag, bool argument = false);
  std::string variable(std::string_view after);
  std::vector<std::string> loop_variables();

  // ---- content
  Block block(const std::vector<std::string>& ends);
  void piece(const std::string& tag, Block& out);
  void add_text(Block& out, std::size_t begin, std::size_t end) const;
  void header();
  void header_option(const std::string& key, std::size_t at);
  void interpolation(Block& out);
  void numeric_interpolation(Block& out);
  void comment(Block& out);
  void raw(std::string_view tag, Block& out);
  void directive(const std::string& tag, Block& out);
  [[noreturn]] void unknown(const std::string& tag);

  using Reader = void (TemplateParser::*)(Block&);
  static Reader reader_of(std::string_view tag);

  // ---- flow
  void if_directive(Block& out);
  void switch_directive(Block& out);
  void list_directive(Block& out);
  void items_directive(Block& out);
  void sep_directive(Block& out);
  void break_directive(Block& out);
  void continue_directive(Block& out);
  void attempt_directive(Block& out);
  void compress_directive(Block& out);
  void escape_directive(Block& out);
  void noescape_directive(Block& out);
  void stop_directive(Block& out);
  void setting_directive(Block& out);
  void flush_directive(Block& out);
  void trim_directive(Block& out);

  // ---- names
  void assign_directive(Block& out);
  void macro_directive(Block& out);
  void return_directive(Block& out);
  void nested_directive(Block& out);
  void call_directive(Block& out);
  void parameters(Node& node);
  void arguments(Node& node);
  bool binding(Node& node);
  std::string assigned_name();

  Node begin_node(Node::Kind kind, std::size_t skip);
  void push_loop(const std::vector<std::string>& names);
  void pop_loop(std::size_t names);

  Parsed& out_;
  const std::string& text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  bool strip_ = true;
  std::set<std::string> own_names_;
  ExpressionParser::Surroundings around_;
  std::shared_ptr<const Escape> escape_;
  /// What may stand here.
  struct Place {
    std::size_t breakable = 0, loops = 0, lists = 0;
    bool items_allowed = false, in_macro = false, in_function = false;
  } place_;
};

}  // namespace ricochet::match::tpl

#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

#include "match/json/jsonpath_ast.h"
#include "match/json/jsonpath_scanner.h"

namespace ricochet::match::jsonpath {

/// Reads a path; throws a Failure. Segments and selectors are in jsonpath_parser.cc, filters in
/// jsonpath_filter_parser.cc.
class Parser : private Scanner {
 public:
  explicit Parser(std::string_view text) : Scanner(text) {}
  Query whole();

 private:
  void segments(Query& query);
  Segment segment();
  Segment dotted();
  Segment function(std::string_view name, std::size_t start);
  Segment bracketed();
  Selector selector();
  Selector filter();
  void number_or_slice(Selector& out);

  Expr disjunction();
  Expr conjunction();
  Expr chain(std::string_view op, Expr::Kind kind, Expr (Parser::*next)());
  Expr basic();
  Expr group();
  Expr test(Expr expr, std::size_t start);
  Expr comparison(Expr left, std::size_t left_at, Compare op, std::size_t op_at);
  void require_value(const Expr& expr, std::size_t at) const;
  Regex slashed_regex();
  Regex compiled(std::string_view pattern, Regex::Options options, std::size_t at,
                 std::size_t prefix = 0) const;
  Expr list_operand(std::size_t at);
  base::Json literal_list();
  base::Json literal_object();
  Expr operand();
  Expr call(std::string_view name, std::size_t start);
  void check_arguments(Expr& call, const std::vector<std::size_t>& starts) const;

  std::size_t groups_ = 0;                       ///< parentheses around this place
  std::size_t group_begin_ = 0, group_end_ = 0;  ///< of the last one in parentheses
};

}  // namespace ricochet::match::jsonpath

#pragma once
#include <functional>
#include <string>
#include <vector>

#include "match/template/model/ast.h"
#include "match/template/syntax/tokens.h"

namespace ricochet::match::tpl {

/// Expressions, by recursive descent: what binds least comes first. In a tag a `>` outside of all
/// parentheses ends it.
class ExpressionParser {
 public:
  /// What the template around knows.
  struct Surroundings {
    Dialect dialect = Dialect::kMoco;
    bool in_macro = false;  ///< or a function
    std::vector<std::string> loop_names;
    std::vector<TemplateReference>* references = nullptr;
    /// Parses the content of a string with ${} in it.
    std::function<std::shared_ptr<const Parsed>(std::string text, const Surroundings& around)>
        parse_text;
  };

  ExpressionParser(const std::string& text, std::size_t at, bool in_tag, const Surroundings& around)
      : text_(text), at_(at), in_tag_(in_tag), around_(around) {}

  ExprPtr expression();
  std::size_t at() const { return at_; }
  /// What <@...> calls: a name, or a path without blanks: .vars['a b'].
  ExprPtr callee();
  /// In the arguments of `<@name a=x b=y>` blanks end an `x!`.
  void argument_of_call() { blank_ends_default_ = true; }

 private:
  static constexpr std::size_t kMaxSteps = 500;  // operators and accesses in one expression

  struct Nested {
    explicit Nested(ExpressionParser& p);
    Nested(const Nested&) = delete;
    Nested& operator=(const Nested&) = delete;
    ~Nested() { --parser.depth_; }
    ExpressionParser& parser;
  };

  [[noreturn]] void fail(std::string message, std::size_t at, std::string hint = {}) const {
    fail_syntax(std::move(message), text_, at, 1, std::move(hint));
  }
  void count_step();
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool eat(std::string_view word);
  /// A literal of which `has_none` says that it has not what is `wanted` here is an error.
  void no_literal(const Expr& left, std::string_view wanted, bool (*has_none)(const Datum&)) const;
  void space() { skip_space(text_, at_); }
  void expect(char c, std::string_view why);
  std::unique_ptr<Expr> make(Expr::Kind kind, std::size_t begin) const;
  std::unique_ptr<Expr> wrap(Expr::Kind kind, ExprPtr inner);
  ExprPtr binary(Op op, ExprPtr left, ExprPtr right);

  // expression.cc
  ExprPtr conjunction();
  ExprPtr equality();
  ExprPtr relation();
  ExprPtr range();
  ExprPtr sum();
  ExprPtr product();
  ExprPtr unary();
  std::optional<Op> operator_of(OpClass level);
  bool closes_tag() const;
  bool value_starts() const;

  // postfix.cc
  ExprPtr postfix();
  ExprPtr member(ExprPtr left);
  ExprPtr index(ExprPtr left);
  ExprPtr call(ExprPtr left);
  ExprPtr built_in(ExprPtr left);
  void check_built_in(const Expr& call, const Builtin& spec, std::size_t at);
  ExprPtr format_key(const Builtin& spec);
  ExprPtr fallback(ExprPtr left);
  std::vector<ExprPtr> arguments(bool lambdas);
  std::vector<ExprPtr> list_until(char close, bool lambdas);
  ExprPtr lambda();

  // primary.cc
  ExprPtr primary();
  ExprPtr name_or_call();
  ExprPtr special();
  ExprPtr bracketed(char open);
  ExprPtr number();
  ExprPtr string(bool raw);

  const std::string& text_;
  std::size_t at_;
  bool in_tag_;
  const Surroundings& around_;
  std::vector<std::string> lambda_names_;
  std::size_t depth_ = 0;
  std::size_t steps_ = 0;
  std::size_t open_ = 0;  // parentheses and brackets around this place
  bool blank_ends_default_ = false;
};

}  // namespace ricochet::match::tpl

#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "match/template/template.h"

/// The parsed form of a template; shared by its parser and its evaluator, of no use elsewhere.
namespace ricochet::match::tpl {

struct Expr;
struct Node;
struct Builtin;
using ExprPtr = std::unique_ptr<const Expr>;
using Block = std::vector<Node>;

enum class Op { kOr, kAnd, kEq, kNe, kLt, kLe, kGt, kGe, kRange, kAdd, kSub, kMul, kDiv, kMod };

struct Expr {
  enum class Kind {
    kLiteral,  // literal
    kText,     // a string with ${} in it: text
    kName,     // name
    kMember,   // args[0] . name
    kIndex,    // args[0] [ args[1] ]
    kCall,     // name ( args )
    kBuiltin,  // args[0] ? builtin ( args[1..] )
    kDefault,  // args[0] ! args[1], or ! alone
    kExists,   // args[0] ??
    kParen,    // ( args[0] ): forgives a missing step anywhere inside
    kNot,
    kNegate,
    kBinary,  // args[0] op args[1]
    kList,    // [ args ]
    kHash,    // { args[0]: args[1], ... }
  } kind = Kind::kLiteral;
  std::size_t begin = 0, end = 0;  // in the template's text
  std::string name;
  base::Json literal;
  Op op = Op::kAdd;
  const Builtin* builtin = nullptr;
  std::vector<ExprPtr> args;
  std::shared_ptr<const Parsed> text;
};

struct Branch {
  ExprPtr condition;  // null for <#else>
  Block body;
};

struct Node {
  enum class Kind { kText, kValue, kIf, kList, kAssign } kind = Kind::kText;
  std::size_t begin = 0, end = 0;
  std::string text;  // kText; the name for kList and kAssign
  ExprPtr expr;
  std::vector<Branch> branches;  // kIf
  Block body, otherwise;         // kList
};

struct Parsed {
  std::string text;
  Dialect dialect = Dialect::kMoco;
  Block nodes;
  std::vector<Template::Reference> references;
};

/// Thrown by parser and evaluator, caught by Template: none leaves this folder.
struct Failure {
  base::Diag diag;
};

/// Parses an expression that starts at `at` and leaves `at` behind it. In a tag an unparenthesised
/// `>` ends it.
ExprPtr parse_expression(const std::string& text, std::size_t& at, bool in_tag, Dialect dialect,
                         std::vector<Template::Reference>& references);
std::shared_ptr<const Parsed> parse(std::string text, Dialect dialect);
/// The smallest pieces of expressions (template_tokens.cc). Literals: `at` stands on the first
/// character (the quote), and then behind the last.
std::string scan_string(const std::string& text, std::size_t& at, bool raw);
base::Json scan_number(const std::string& text, std::size_t& at);
/// A comparison that stands at `at`, if any. `tag_ends`: a `>` there closes a tag.
enum class OpClass { kEquality, kRelation };
std::optional<Op> scan_operator(const std::string& text, std::size_t& at, OpClass level,
                                bool tag_ends);

std::string render(const Parsed& parsed, const Scope& scope, const RenderLimits& limits);
base::Json evaluate(const Parsed& parsed, const Scope& scope, const RenderLimits& limits);

// ---- built-ins (template_builtins.cc)

/// What a built-in may use.
struct BuiltinContext {
  Dialect dialect;
  std::size_t max_output;
};

/// A problem with the operands of a built-in or an operator; the evaluator adds the place.
struct BuiltinError {
  std::string message, hint;
  std::string code = "template/wrong-type";
};

struct Builtin {
  std::string_view name;
  std::size_t min_args, max_args;
  base::Json (*apply)(const BuiltinContext& context, const base::Json& target,
                      const std::vector<base::Json>& args);
  bool forgives_missing = false;  // the target is null then
};

const Builtin* find_builtin(std::string_view name);
std::vector<std::string> builtin_names();

/// A value as text, or BuiltinError when it is none in that dialect.
std::string to_text(const base::Json& value, Dialect dialect);
/// The result of `a op b`, or BuiltinError (template_operators.cc). Not for && and ||, which may
/// skip b.
base::Json apply_operator(Op op, const base::Json& a, const base::Json& b,
                          const BuiltinContext& context);
/// BuiltinError when a value is larger than a template may make, or nested too deeply. Returns its
/// weight.
std::size_t check_weight(const base::Json& value, const BuiltinContext& context,
                         std::size_t depth = 0);
/// "a string", "a number", ... for messages.
std::string kind_of(const base::Json& value);

}  // namespace ricochet::match::tpl

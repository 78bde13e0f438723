#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "match/template/model/datum.h"
#include "match/template/model/limits.h"

/// The parsed form of a template; shared by its parser and its evaluator, of no use elsewhere.
namespace ricochet::match::tpl {

struct Builtin;
struct Parsed;
using ExprPtr = std::shared_ptr<const Expr>;
using Block = std::vector<Node>;

enum class Op { kOr, kAnd, kEq, kNe, kLt, kLe, kGt, kGe, kAdd, kSub, kMul, kDiv, kMod };
enum class RangeEnd { kInclusive, kExclusive, kCount, kOpen };

struct Expr {
  enum class Kind {
    kLiteral,  // literal
    kText,     // a string with ${} in it: text
    kName,     // name
    kSpecial,  // .name
    kMember,   // args[0] . name
    kIndex,    // args[0] [ args[1] ]
    kCall,     // name ( args )
    kBuiltin,  // args[0] ? builtin ( args[1..] )
    kDefault,  // args[0] ! args[1], or ! alone
    kExists,   // args[0] ??
    kParen,    // ( args[0] ): forgives a missing step anywhere inside
    kNot,
    kNegate,
    kPlus,    // + args[0]: a number stays what it is
    kBinary,  // args[0] op args[1]
    kRange,   // args[0] .. args[1]
    kList,    // [ args ]
    kHash,    // { args[0]: args[1], ... }
    kLambda,  // names -> args[0]
  } kind = Kind::kLiteral;
  std::size_t begin = 0, end = 0;  // in the template's text
  std::string name;
  Datum literal;
  Op op = Op::kAdd;
  RangeEnd range = RangeEnd::kInclusive;
  const Builtin* builtin = nullptr;
  std::vector<std::string> names;
  std::vector<ExprPtr> args;
  std::shared_ptr<const Parsed> text;
};

/// One way to go on: <#if>, <#elseif>, <#else>; <#case>, <#on>, <#default>.
struct Branch {
  std::vector<ExprPtr> conditions;  // none for <#else> and <#default>
  Block body;
  std::size_t begin = 0, end = 0;
  bool falls_through = false;  // <#case>: into what follows
};

/// <#escape name as expr>, and the one around it.
struct Escape {
  std::string name;
  ExprPtr expr;
  std::shared_ptr<const Escape> outer;
};

/// A variable and what it gets: of <#assign>, of the parameters of a macro or of its call.
struct Binding {
  enum class How { kSet, kAdd, kSub, kMul, kDiv, kMod, kIncrement, kDecrement } how = How::kSet;
  std::string name;
  ExprPtr expr;
  std::size_t begin = 0;
};

struct Node {
  enum class Kind {
    kText,
    kValue,   // ${expr}
    kNumber,  // #{expr; m1M2}
    kIf,      // branches
    kSwitch,  // expr, branches
    kList,    // expr, names (none: <#items> inside), body, otherwise
    kItems,   // names, body
    kSep,     // body
    kBreak,
    kContinue,
    kAssign,   // bindings, to variable_scope
    kCapture,  // name, body
    kMacro,    // also functions: name, bindings, catch_all, body
    kReturn,   // expr, maybe
    kNested,   // args
    kCall,     // expr, bindings or args; names: of the body's parameters
    kCompress,
    kEscape,   // body
    kAttempt,  // body, otherwise
    kStop,     // expr, maybe
    kSetting,  // name, expr
    kTrim,     // <#t>, <#lt>, <#rt>, <#nt>: trim_left, trim_right
    kComment,
  } kind = Kind::kText;
  enum class VariableScope { kTemplate, kGlobal, kLocal } variable_scope = VariableScope::kTemplate;
  std::size_t begin = 0, end = 0;
  std::string text;  // kText; a name elsewhere
  ExprPtr expr;
  std::shared_ptr<const Escape> escape;  // kValue
  std::vector<std::string> names;
  std::vector<Binding> bindings;
  std::vector<ExprPtr> args;
  std::string catch_all;
  std::vector<Branch> branches;
  Block body, otherwise;
  std::size_t otherwise_begin = 0;
  int min_fraction = -1, max_fraction = -1;  // kNumber
  bool function = false;
  bool has_body = false;  // kCall: not <@name/>
  bool has_otherwise = false;
  bool trim_left = false, trim_right = false;
  bool unparsed = false;  // kText of <#noparse>
};

struct Parsed {
  std::string text;
  Dialect dialect = Dialect::kMoco;
  Block nodes;
  std::vector<TemplateReference> references;
  std::vector<const Node*> definitions;  // of macros and functions, which exist from the start
};

/// Thrown by parser and evaluator, caught by Template: none leaves this folder.
struct Failure {
  base::Diag diag;
};

/// A problem with the operands of a built-in or an operator; the evaluator adds the place.
struct BuiltinError {
  std::string message, hint;
  std::string code = "template/wrong-type";
  base::Diag::Kind kind = base::Diag::Kind::kInput;
};

/// Error template/syntax at `at`.
[[noreturn]] void fail_syntax(std::string message, const std::string& text, std::size_t at,
                              std::size_t length = 1, std::string hint = {});

}  // namespace ricochet::match::tpl

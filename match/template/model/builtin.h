#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "match/template/model/ast.h"
#include "match/template/model/datum.h"
#include "match/text/regex/regex.h"

namespace ricochet::match::tpl {

/// What <#setting> can change; empty: as it is without.
struct Settings {
  std::string number_format, boolean_format, date_format, time_format, datetime_format, time_zone;
};

/// What built-ins and operators may use of the rendering that they are part of.
class Tools {
 public:
  virtual ~Tools() = default;
  virtual Dialect dialect() const = 0;
  virtual const Settings& settings() const = 0;
  /// Counts bytes of text and of lists (16 an element) that are made or gone through. Throws
  /// BuiltinError template/limit when a rendering has used up its account.
  virtual void charge(std::size_t bytes) = 0;
  /// Calls a lambda or a function of the template.
  virtual Datum call(const Datum& callable, Items args) = 0;
  /// Compiled once a rendering.
  virtual const Regex& regex(const std::string& pattern, bool whole) = 0;
  virtual std::size_t max_output() const = 0;
  /// Milliseconds since 1970 by the scope's clock. Throws BuiltinError when it has none.
  virtual std::int64_t now() const = 0;
};

/// Where a loop stands.
struct LoopState {
  std::size_t index = 0;
  bool has_next = false;
};

/// A built-in at work.
struct BuiltinCall {
  Tools& tools;
  std::string_view name;
  const Datum& target;
  const Items& args;
  const LoopState* loop = nullptr;

  [[noreturn]] void fail(std::string message, std::string hint = {}) const;
  void charge(std::size_t bytes) const { tools.charge(bytes); }
  /// The target as text: numbers and dates are written out as `${}` would.
  std::string text() const;
  const Number& number() const;
  /// A list that ends; what `?join` and the like take.
  std::shared_ptr<const Sequence> list() const;
  const Hash& hash() const;

  std::size_t count() const { return args.size(); }
  const std::string& text_arg(std::size_t i) const;
  /// Numbers and dates become text.
  std::string any_text_arg(std::size_t i) const;
  const Number& number_arg(std::size_t i) const;
  std::int32_t int_arg(std::size_t i) const { return number_arg(i).to_int(); }
  /// Checked against max_output and charged.
  Datum made(std::string text) const;
  Datum made(Items items) const;
};

inline constexpr std::size_t kAnyArgs = SIZE_MAX;

struct Builtin {
  enum class Kind {
    kPlain,
    kForgiving,  ///< the target may be missing anywhere in it
    kLoop,       ///< behind the variable of a loop
    kLambda,     ///< may take x -> ...
    kFormat,     ///< takes a format as (x), [x] or .x
    kLazy,       ///< evaluates the arguments it needs only: eval_builtin.cc
  };
  std::string_view name;
  std::size_t min_args, max_args;
  Datum (*apply)(const BuiltinCall& call);
  Kind kind = Kind::kPlain;
  /// Judges literal arguments when the template is parsed (nullptr: not a literal). Throws
  /// BuiltinError.
  void (*check)(const Builtin& spec, const std::vector<const Datum*>& args) = nullptr;
};

/// The tables, a file each: a new built-in is a row there and a function above it.
std::span<const Builtin> builtins_of_strings();     // builtins_string.cc
std::span<const Builtin> builtins_that_find();      // builtins_find.cc: parts of strings
std::span<const Builtin> builtins_of_regexes();     // builtins_regex.cc
std::span<const Builtin> builtins_that_escape();    // builtins_escape.cc
std::span<const Builtin> builtins_that_truncate();  // builtins_truncate.cc
std::span<const Builtin> builtins_of_numbers();     // builtins_number.cc
std::span<const Builtin> builtins_of_dates();       // builtins_date.cc
std::span<const Builtin> builtins_that_convert();   // builtins_convert.cc: ?string, ?c, ?number ...
std::span<const Builtin> builtins_of_lists();       // builtins_list.cc
std::span<const Builtin> builtins_that_sort();      // builtins_sort.cc
std::span<const Builtin> builtins_with_lambdas();   // builtins_lambda.cc
std::span<const Builtin> builtins_of_types();  // builtins_type.cc: ?is_string, ?has_content ...
std::span<const Builtin> builtins_of_loops();  // builtins_loop.cc

/// By its name in either spelling: left_pad, leftPad.
const Builtin* find_builtin(std::string_view name);
/// Why a built-in of FreeMarker is not there, and what to write instead; empty: it is not one.
std::string_view refused_builtin(std::string_view name);
/// In alphabetical order.
std::vector<std::string> builtin_names();
std::vector<std::string> refused_builtin_names();

/// A value as `${}` writes it, or BuiltinError when it is not text in that dialect.
std::string to_text(const Datum& value, Tools& tools);
/// Null for what is missing; BuiltinError for a macro.
base::Json to_json(const Datum& value, Tools& tools);
/// The result of `a op b`, or BuiltinError (operators.cc). Not for && and ||, which may skip b.
Datum apply_operator(Op op, const Datum& a, const Datum& b, Tools& tools);
/// Whether FreeMarker's == holds; what cannot be compared is not equal when `lenient`, else a
/// BuiltinError.
bool equal(const Datum& a, const Datum& b, bool lenient);
/// `a..b` and its siblings; `b` is null for an open one.
Datum make_range(RangeEnd end, const Datum& a, const Datum* b);
/// `x[1..2]` of a list or a text.
Datum slice(const Datum& value, const Range& range, Tools& tools);

}  // namespace ricochet::match::tpl

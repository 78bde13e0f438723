#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.h"
#include "base/json_reader.h"
#include "base/result.h"
#include "match/template/scope.h"

namespace ricochet::match {

namespace tpl {
struct Parsed;
}

struct RenderLimits {
  std::size_t max_output = 16u << 20;  ///< bytes, also of every string made on the way
  std::size_t max_steps = 1'000'000;   ///< expressions and directives evaluated
};

/// The `${...}` language: the part of FreeMarker that Moco's users rely on, for stubs and scenarios
/// alike.
///
/// Expressions: `a.b`, `a['x']`, `a[0]`, 'text', "text ${x}", r"raw", 1.5, true, [1, 2], {"k":
/// 1}, 1..3, `x!default`, `(a.b)!default`, `x??`, `x?built_in`, f(args), + - * / %, == != < <= > >=
/// (also lt lte gt gte),
/// && || !. Directives: <#if c>..<#elseif c>..<#else>..</#if>, <#list xs as x>..<#else>..</#list>
/// with x_index and x_has_next, <#assign v = e>, <#noparse>..</#noparse>, <#-- comment -->. A line
/// that holds only directives leaves nothing behind. A literal `${` is written ${r"${"} or
/// <#noparse>${</#noparse>, in scenarios also `$${`.
///
/// Immutable, shared between threads. Findings point into the text (text_error.h). Codes:
/// template/syntax when parsing; template/undefined, template/wrong-type, template/bad-argument,
/// template/unknown-function, template/limit when rendering, and template/request for what the
/// request lacks (`req.json` of a body that is not JSON, a query that was not sent): the caller's
/// fault, not the configuration's.
class Template {
 public:
  static constexpr std::size_t kMaxNesting = 64;

  static base::Result<Template> parse(std::string_view text, Dialect dialect);

  base::Result<std::string> render(const Scope& scope, const RenderLimits& limits = {}) const;
  /// The same, but a template that is exactly one `${x}` yields the value with its JSON type.
  base::Result<base::Json> evaluate(const Scope& scope, const RenderLimits& limits = {}) const;

  const std::string& text() const;
  /// True when there is nothing to fill in.
  bool constant() const;

  /// A variable or function that the template names, for checks ahead of time. Its own loop
  /// variables and assignments are not among them.
  struct Reference {
    std::string name;
    std::size_t offset;
    bool function;
  };
  const std::vector<Reference>& references() const;
  /// template/undefined and template/unknown-function for each reference that the scope does not
  /// know.
  std::vector<base::Diag> check(const Scope& scope) const;

 private:
  std::shared_ptr<const tpl::Parsed> parsed_;
};

/// Expands every string in a JSON value, object keys too; a string that is exactly one `${x}` is
/// replaced by the value with its type. An error's `where.pointer` says which string (relative to
/// `value`), the rest of `where` where in it. Two keys that become equal are
/// template/duplicate-key.
base::Result<base::Json> expand_json(const base::Json& value, const Scope& scope, Dialect dialect,
                                     const RenderLimits& limits = {});

/// Hands an error of expand_json(reader.value(), ...) to the reader, at the right place of its
/// document.
void report_expansion(const base::JsonReader& reader, const base::Diag& error);

}  // namespace ricochet::match

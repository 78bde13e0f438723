#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json/fwd.h"
#include "base/json/reader.h"
#include "base/result.h"
#include "match/template/model/limits.h"
#include "match/template/model/scope.h"

namespace ricochet::match {

namespace tpl {
struct Parsed;
}

/// The `${...}` language: FreeMarker's, as far as docs/templates.md lists it, for stubs and
/// scenarios alike. What is not listed is refused when parsing.
///
/// Immutable, shared between threads. Findings point into the text (match/text/error.h). Codes:
/// template/syntax when parsing; template/undefined, template/wrong-type, template/bad-argument,
/// template/unknown-function, template/limit, template/stopped (<#stop>) when rendering, and
/// template/request for what the request lacks (`req.json` of a body that is not JSON, a query that
/// was not sent): the caller's fault, not the configuration's.
class Template {
 public:
  static base::Result<Template> parse(std::string_view text, Dialect dialect);

  base::Result<std::string> render(const NameScope& scope, const RenderLimits& limits = {}) const;
  /// The same, but a template that is exactly one `${x}` yields the value with its JSON type.
  base::Result<base::Json> evaluate(const NameScope& scope, const RenderLimits& limits = {}) const;

  const std::string& text() const;
  /// True when there is nothing to fill in.
  bool constant() const;

  using Reference = TemplateReference;
  const std::vector<Reference>& references() const;
  /// template/undefined (a warning: it may stand where it is never asked for) and
  /// template/unknown-function for each reference that the scope does not know, and what fails
  /// whatever a rendering is given: eval/rehearsal.h.
  std::vector<base::Diag> check(const NameScope& scope) const;

 private:
  std::shared_ptr<const tpl::Parsed> parsed_;
};

/// Expands every string in a JSON value, object keys too; a string that is exactly one `${x}` is
/// replaced by the value with its type. An error's `where.pointer` says which string (relative to
/// `value`), the rest of `where` where in it. Two keys that become equal are
/// template/duplicate-key.
base::Result<base::Json> expand_json(const base::Json& value, const NameScope& scope,
                                     Dialect dialect, const RenderLimits& limits = {});

/// Hands an error of expand_json(reader.value(), ...) to the reader, at the right place of its
/// document.
void report_expansion(const base::JsonReader& reader, const base::Diag& error);

}  // namespace ricochet::match

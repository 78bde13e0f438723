#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/json_reader.h"
#include "match/template/request.h"
#include "match/template/scope.h"
#include "match/template/template.h"
#include "stubserver/model/answer_input.h"
#include "stubserver/values/template_vars.h"

namespace ricochet::stubserver {

/// Everything that a template of a stub can name at one moment: `req`, the variables beside it, and
/// the functions. Refers to all that it was made of.
class StubScope {
 public:
  /// `values` are those of the template's own variables: values_of().
  StubScope(const AnswerInput& input, const base::Json& values);
  StubScope(const StubScope&) = delete;
  StubScope& operator=(const StubScope&) = delete;
  const match::Scope& scope() const { return request_; }

 private:
  match::FunctionScope functions_;
  match::JsonScope variables_;
  match::RequestScope request_;
};

/// An object with a member for each variable; `vars` may be nullptr. Failure: kClientsFault.
base::Result<base::Json> values_of(const TemplateVars* vars, const AnswerInput& input);

/// The failure of a template as the failure of a part: what the request lacks is kClientsFault.
base::Diag for_client_or_us(base::Diag error);

/// Parses the template in a string of a file. Syntax errors are findings at their place, nullopt
/// then; unknown names are warnings, because a name with a default, or one that is never reached,
/// does no harm. `trimmed`: as Moco reads its strings.
std::optional<match::Template> parse_template(const base::JsonReader& source,
                                              const TemplateVars* vars, bool trimmed);

}  // namespace ricochet::stubserver

#include "stubserver/values/stub_scope.h"

#include "base/json/json.h"

namespace ricochet::stubserver {

StubScope::StubScope(const AnswerInput& input, const base::Json& values)
    : functions_(input.world().random, input.world().wall_now, match::Dialect::kMoco),
      variables_(values, &functions_),
      request_(input.subject,
               input.path_variables != nullptr
                   ? *input.path_variables
                   : input.state.rule->matcher->path_variables(input.subject),
               &variables_) {}

base::Result<base::Json> values_of(const TemplateVars* vars, const AnswerInput& input) {
  if (vars == nullptr) return base::Json(base::Json::object());
  return vars->values(input.subject);
}

}  // namespace ricochet::stubserver

#pragma once
#include "base/json/fwd.h"
#include "base/result.h"
#include "match/template/model/scope.h"
#include "match/template/request.h"
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
  const match::NameScope& scope() const { return request_; }

 private:
  match::FunctionScope functions_;
  match::JsonScope variables_;
  match::RequestScope request_;
};

/// An object with a member for each variable; `vars` may be nullptr. Failure: kClientsFault.
base::Result<base::Json> values_of(const TemplateVars* vars, const AnswerInput& input);

}  // namespace ricochet::stubserver

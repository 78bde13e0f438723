#pragma once
#include <vector>

#include "base/result.h"
#include "match/template/model/ast.h"
#include "match/template/model/scope.h"

namespace ricochet::match::tpl {

/// What fails in every rendering that comes to it: expressions that name nothing, `random(-10)`,
/// `1/0`, `'x'?number`, tried out with the functions of `scope`. Not inside of <#attempt>, which is
/// there for what fails, and in a template with <#setting> no built-ins, which may depend on it.
std::vector<base::Diag> rehearse(const Parsed& parsed, const NameScope& scope);

}  // namespace ricochet::match::tpl

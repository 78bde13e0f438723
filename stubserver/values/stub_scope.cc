#include "stubserver/values/stub_scope.h"

#include "base/json.h"
#include "base/text.h"
#include "match/text/error.h"

namespace ricochet::stubserver {

namespace {

void warn_of_unknown_names(const base::JsonReader& source, const match::Template& text,
                           const TemplateVars* vars) {
  const match::Request request;
  const match::Subject subject(request);
  base::Json names = base::Json::object();
  if (vars != nullptr) {
    for (const auto& name : vars->names()) names[name] = "";
  }
  base::Random random(0);
  const match::FunctionScope functions(
      random, [] { return base::WallTime(); }, match::Dialect::kMoco);
  const match::JsonScope with_vars(names, &functions);
  const match::RequestScope scope(subject, {}, &with_vars);
  for (const auto& unknown : text.check(scope))
    source.warning("unknown-name", unknown.message, unknown.hint);
}

}  // namespace

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

base::Diag for_client_or_us(base::Diag error) {
  if (error.code == "template/request") error.code = kClientsFault;
  return error;
}

std::optional<match::Template> parse_template(const base::JsonReader& source,
                                              const TemplateVars* vars, bool trimmed) {
  const auto written = source.string();
  if (!written) return std::nullopt;
  const std::string_view text = trimmed ? base::trim(*written) : std::string_view(*written);
  const auto shift = static_cast<std::size_t>(text.data() - written->data());
  auto parsed = match::Template::parse(text, match::Dialect::kMoco);
  if (!parsed) {
    match::report(source, parsed.error(), shift);
    return std::nullopt;
  }
  warn_of_unknown_names(source, *parsed, vars);
  return std::move(*parsed);
}

}  // namespace ricochet::stubserver

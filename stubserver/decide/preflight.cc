#include "stubserver/decide/preflight.h"

#include <algorithm>

#include "base/text/text.h"
#include "stubserver/response/response.h"
#include "stubserver/rules/index.h"

namespace ricochet::stubserver {

namespace {

bool known_ahead(const match::Condition& condition) {
  return condition.name == "uri" || condition.name == "method" ||
         condition.name.starts_with("query ");
}

bool may_fit(const Rule& rule, const match::Subject& subject) {
  const auto conditions = rule.matcher->explain_unless_path_fails(subject);
  return std::all_of(conditions.begin(), conditions.end(), [](const match::Condition& condition) {
    return condition.ok || !known_ahead(condition);
  });
}

}  // namespace

std::shared_ptr<const Rule> find_preflight(const match::Subject& subject, const RuleSet& rules) {
  const match::Request* request = subject.request();
  if (request == nullptr || !base::iequals(request->method, "OPTIONS")) return nullptr;
  const std::string* method = request->header("Access-Control-Request-Method");
  if (method == nullptr || request->header("Origin") == nullptr) return nullptr;
  match::Request proper = *request;
  proper.method = *method;
  const match::Subject later(proper);
  for (const auto& block : rules.blocks()) {
    for (const auto& rule : block->sessions()) {
      if (rule->response->preflight() != nullptr && may_fit(*rule, later)) return rule;
    }
  }
  return nullptr;
}

}  // namespace ricochet::stubserver

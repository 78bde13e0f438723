#include "stubserver/outgoing/proxy.h"

#include "base/json/json.h"
#include "stubserver/session/extras.h"
#include "stubserver/session/session.h"

namespace ricochet::stubserver {

/// A batch proxy beside no `request`: takes every path below `from`, but not `from` itself (Moco).
void compile_proxy_session(const base::JsonReader& session, const LoadOptions& options,
                           Rules& out) {
  PartContext context{options};
  std::string from;
  std::vector<std::unique_ptr<const ResponsePart>> parts;
  parts.push_back(compile_batch_proxy(*session.find("proxy"), context, from));
  if (parts.front() == nullptr) return;
  auto rule = begin_rule(session, options);
  const base::Json below = {{"uri", {{"startsWith", from}}}};
  rule->matcher = match::Matcher::compile(session.with_value(below));
  complete(*rule, session, context, std::make_shared<const CompiledResponse>(std::move(parts)));
  if (rule->matcher != nullptr && rule->response != nullptr) out.push_back(std::move(rule));
}

}  // namespace ricochet::stubserver

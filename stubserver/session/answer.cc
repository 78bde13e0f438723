#include "base/json/json.h"
#include "stubserver/response/parts.h"
#include "stubserver/response/response.h"
#include "stubserver/session/extras.h"
#include "stubserver/session/request.h"
#include "stubserver/session/session.h"

namespace ricochet::stubserver {

namespace {

std::shared_ptr<const CompiledResponse> compile_response(const base::JsonReader& session,
                                                         PartContext& context) {
  const auto redirect = session.find("redirectTo");
  const auto response = session.find("response");
  if (redirect) {
    if (response) {
      response->warning("ignored", "\"response\" has no effect beside \"redirectTo\"",
                        "remove one of them");
    }
    auto part = compile_redirect_to(*redirect, context);
    if (part == nullptr) return nullptr;
    std::vector<std::unique_ptr<const ResponsePart>> parts;
    parts.push_back(std::move(part));
    return std::make_shared<const CompiledResponse>(std::move(parts));
  }
  if (!response) {
    // What makes another form of session counts, too: with "mont" nobody has forgotten a response.
    if (!session.misspelt({"response", "redirectTo", "mount", "proxy", "resource", "websocket"})) {
      session.error("missing-response", "this session has no \"response\"",
                    R"(add one: "response": { "text": "hello" })");
    }
    return nullptr;
  }
  return CompiledResponse::compile(*response, context);
}

}  // namespace

/// The usual session: `request` (or none: the any-session) with `response` or `redirectTo`.
void compile_answer(const base::JsonReader& session, const LoadOptions& options, Rules& out) {
  auto rule = begin_rule(session, options);
  if (const auto request = session.find("request")) {
    rule->matcher = compile_request(*request, options);
  } else {
    rule->any = true;
    rule->matcher = any_request(options);
    if (session.find("redirectTo") && !session.misspelt({"request"})) {
      session.error("missing-request", "\"redirectTo\" needs a \"request\" beside it",
                    R"(add one: "request": { "uri": "/old" })");
    }
  }
  PartContext context{options};
  complete(*rule, session, context, compile_response(session, context));
  if (rule->matcher != nullptr && rule->response != nullptr) out.push_back(std::move(rule));
}

}  // namespace ricochet::stubserver

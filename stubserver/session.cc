#include "stubserver/session.h"

#include <functional>

#include "base/json.h"
#include "base/text.h"
#include "stubserver/response/response.h"

namespace ricochet::stubserver {

namespace {

const std::vector<std::string> kKeys = {"description", "request", "response", "redirectTo", "on",
                                        "mount",       "proxy",   "resource", "websocket"};
const std::vector<std::string> kNotYet = {"on", "mount", "proxy", "resource", "websocket"};

/// True when the session has a key that we do not know how to serve; reported then.
bool report_keys_not_yet(const base::JsonReader& session) {
  bool found = false;
  for (const auto& key : kNotYet) {
    if (const auto value = session.find(key)) {
      report_not_supported_yet(*value);
      found = true;
    }
  }
  return found;
}

std::shared_ptr<const Response> compile_answer(const base::JsonReader& session,
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
    std::vector<std::unique_ptr<const Part>> parts;
    parts.push_back(std::move(part));
    return std::make_shared<const Response>(std::move(parts));
  }
  if (!response) {
    session.error("missing-response", "this session has no \"response\"",
                  R"(add one: "response": { "text": "hello" })");
    return nullptr;
  }
  return Response::compile(*response, context);
}

}  // namespace

std::shared_ptr<const Rule> compile_session(const base::JsonReader& session,
                                            const LoadOptions& options) {
  const std::size_t errors = session.diags().error_count() + session.diags().suppressed();
  if (!session.object(kKeys)) return nullptr;
  if (report_keys_not_yet(session)) return nullptr;

  auto rule = std::make_shared<Rule>();
  rule->where = session.location();
  rule->where.length = 0;
  rule->owner = options.owner;
  rule->fingerprint = std::hash<std::string>()(session.value().dump());
  if (const auto description = session.find("description");
      description && description->is_string()) {
    rule->description = *description->string();
  }
  const auto request = session.find("request");
  if (request) {
    match::CompileOptions compile;
    compile.file_root = options.file_root;
    rule->matcher = match::Matcher::compile(*request, compile);
  } else {
    rule->any = true;
    rule->matcher = match::Matcher::any();
    if (session.find("redirectTo")) {
      session.error("missing-request", "\"redirectTo\" needs a \"request\" beside it",
                    R"(add one: "request": { "uri": "/old" })");
    }
  }
  PartContext context{options};
  rule->response = compile_answer(session, context);
  rule->cursors = context.cursors;
  const bool clean = session.diags().error_count() + session.diags().suppressed() == errors;
  return clean && rule->matcher != nullptr && rule->response != nullptr ? rule : nullptr;
}

}  // namespace ricochet::stubserver

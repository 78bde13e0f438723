#include "stubserver/session/session.h"

#include <algorithm>

#include "base/error_mark.h"
#include "base/json/json.h"
#include "base/text/printable.h"
#include "stubserver/outgoing/on.h"
#include "stubserver/outgoing/proxy.h"
#include "stubserver/response/response.h"
#include "stubserver/session/quota.h"
#include "stubserver/session/settings_entry.h"
#include "stubserver/session/state.h"
#include "stubserver/values/file_reads.h"
#include "stubserver/websocket/endpoint.h"

namespace ricochet::stubserver {

namespace {

using base::KeyRule;
using base::Shape;

/// Every key that a session may have.
const Shape& session_form() {
  static const Shape kShape = Shape::object(
      {{"description", Shape::any(), "for people"},
       {"request", match::matcher_shape(match::Kind::kRequest), "which requests the session is for",
        "all that no other session takes"},
       {"response", response_shape(), "the answer"},
       {"redirectTo", Shape::any(), "a redirect (302) to this address in place of a response"},
       {"on", on_shape(), "what happens when the answer is complete"},
       {"mount", mount_shape(), "a folder whose files are served"},
       {"proxy", batch_proxy_shape(), "all paths below one are passed on"},
       {"resource", resource_shape(), "a REST resource"},
       {"websocket", WebSocketEndpoint::shape(), "a WebSocket endpoint"},
       {"state", state_shape(), "fits in certain states of a machine, and leads to others"},
       {"quota", quota_shape(), "how many requests it serves in a time"}},
      {KeyRule::some_of({"response", "redirectTo", "mount", "proxy", "resource", "websocket"}),
       KeyRule::needs("redirectTo", {"request", "mount", "proxy", "resource", "websocket"})});
  return kShape;
}

/// The usual session, when no other form is named.
const SessionForm& answer_form() {
  static const SessionForm form = {
      "response", {"request", "response", "redirectTo", "on", "state", "quota"}, compile_answer};
  return form;
}

const SessionForm& form_of(const base::JsonReader& session) {
  for (const auto& form : session_forms()) {
    if (session.find(form.key)) return form;
  }
  return answer_form();
}

/// Moco drops silently what has no meaning beside the form; we say so.
void warn_of_ignored(const base::JsonReader& session, const SessionForm& form) {
  for (const auto& key : session_form().key_names()) {
    const bool known = key == "description" || key == form.key ||
                       std::find(form.beside.begin(), form.beside.end(), key) != form.beside.end();
    if (known) continue;
    if (const auto value = session.find(key)) {
      value->warning("ignored",
                     base::in_quotes(key) + " has no effect beside " + base::in_quotes(form.key),
                     "remove one of them");
    }
  }
}

}  // namespace

bool is_plain(const base::JsonReader& session) { return &form_of(session) == &answer_form(); }

const std::vector<SessionForm>& session_forms() {
  static const std::vector<SessionForm> forms = {
      {"resource", {"on", "state", "quota"}, compile_resource},
      {"websocket", {"on", "state", "quota"}, compile_websocket},
      {"mount", {"on", "state", "quota"}, compile_mount},
      {"proxy", {"on", "state", "quota"}, compile_proxy_session},
  };
  return forms;
}

std::shared_ptr<Rule> begin_rule(const base::JsonReader& session, const LoadOptions& options) {
  auto rule = std::make_shared<Rule>();
  rule->where = session.location();
  rule->where.length = 0;
  rule->where.source_line.clear();  // only file and line are shown of a session
  rule->owner = options.owner;
  rule->source = base::compact_json(session.value());
  rule->fingerprint = fingerprint_of(rule->source + context_of(options));
  if (const auto description = session.find("description");
      description && description->is_string()) {
    rule->description = *description->string();
  }
  return rule;
}

const Shape& session_shape() {
  static const Shape kShape = Shape::named("session", session_form);
  return kShape;
}

Rules compile_session(const base::JsonReader& place, const LoadOptions& options) {
  const base::JsonReader session = place.as(session_shape());
  const base::ErrorMark mark(session.diags());
  if (!session.object()) return {};
  const SessionForm& form = form_of(session);
  Rules rules;
  FilesOfSession::begin();
  warn_of_ignored(session, form);
  form.compile(session, options, rules);
  add_settings_entry(session, options, rules);
  return mark.clean() ? rules : Rules();
}

}  // namespace ricochet::stubserver

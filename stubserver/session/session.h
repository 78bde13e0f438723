#pragma once
#include <memory>
#include <string_view>
#include <vector>

#include "base/json/reader.h"
#include "base/json/shape.h"
#include "stubserver/answer/part.h"
#include "stubserver/model/load_options.h"
#include "stubserver/model/rule.h"

namespace ricochet::stubserver {

/// Compiles one element of a Moco file. Most sessions become one rule; a `resource` becomes
/// several, tried in this order. Findings go to the reader's list; empty when there was an error.
Rules compile_session(const base::JsonReader& place, const LoadOptions& options);
/// What one may be.
const base::Shape& session_shape();

/// One form that a session can take, named by the key that makes it one (Moco's
/// JsonMapper picks the first that is present, in the order of session_forms()).
struct SessionForm {
  std::string_view key;
  /// Keys that have a meaning beside it; `description` always has.
  std::vector<std::string_view> beside;
  /// Adds rules, or reports what is wrong.
  void (*compile)(const base::JsonReader& session, const LoadOptions&, Rules& out);
};
const std::vector<SessionForm>& session_forms();

/// True for the usual session of `request` and `response`, which no other form has taken.
bool is_plain(const base::JsonReader& session);

/// What `mount` may be.
base::Shape mount_shape();
/// What `resource` may be; it may have others in it.
const base::Shape& resource_shape();

// One per file of this folder.
void compile_answer(const base::JsonReader& session, const LoadOptions&, Rules& out);
void compile_mount(const base::JsonReader& session, const LoadOptions&, Rules& out);
void compile_resource(const base::JsonReader& session, const LoadOptions&, Rules& out);
void compile_proxy_session(const base::JsonReader& session, const LoadOptions&, Rules& out);
void compile_websocket(const base::JsonReader& session, const LoadOptions&, Rules& out);

/// A rule with everything filled in that does not depend on the session's form.
std::shared_ptr<Rule> begin_rule(const base::JsonReader& session, const LoadOptions& options);

}  // namespace ricochet::stubserver

#pragma once
#include <memory>
#include <string>

#include "base/json_reader.h"
#include "match/matcher.h"
#include "stubserver/model/rule.h"
#include "stubserver/rules/rule_set.h"

namespace ricochet::stubserver {

class Response;

/// What one entry of a settings file (Moco's -g) adds to every session of the files it includes.
/// Immutable, shared by their rules.
struct Scope {
  std::string context;                            ///< "/foo", or empty: before every uri
  std::shared_ptr<const match::Matcher> request;  ///< must hold too; nullptr: none
  std::shared_ptr<const Response> response;       ///< acts before the session's own; nullptr: none
  std::size_t cursors = 0;                        ///< positions that `response` takes
};

/// The context of the scope, or "". Forms of sessions that name a path themselves (mount, proxy,
/// resource) put it before that.
const std::string& context_of(const LoadOptions& options);

/// What match::Matcher::compile needs to know.
match::CompileOptions matcher_options(const LoadOptions& options);

/// A session's `request`; one that names no `uri` is limited to what lies below the context.
std::shared_ptr<const match::Matcher> compile_request(const base::JsonReader& request,
                                                      const LoadOptions& options);
/// What a session without `request` takes: everything, or what lies below the context.
std::shared_ptr<const match::Matcher> any_request(const LoadOptions& options);

/// Adds the scope's request and response. Reports stub/two-bodies when both responses set one.
void add_scope(const base::JsonReader& session, const LoadOptions& options, Rules& rules);

}  // namespace ricochet::stubserver

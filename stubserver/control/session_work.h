#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "http/message.h"
#include "stubserver/model/load_options.h"
#include "stubserver/serve/server.h"

// What the control API does with sessions and takes long when there are many: none of it looks at
// anything but what it is given, so it runs on any thread.
namespace ricochet::stubserver {

/// Sessions on their way in, one or an array of them.
struct NewSessions {
  std::string body;
  std::string replaces;  ///< the id of a session that they take the place of; empty: they are added
  LoadOptions load;
  bool none = false;  ///< the session is removed; the body is of no matter
};

/// What became of them.
struct SessionChange {
  SessionSets before;  ///< what the change was made of: it holds for these only
  SessionSets after;
  std::shared_ptr<const Rule> gone;  ///< whose place was taken; nullptr: none was
  http::Response answer;  ///< 201, 200 or 204 when `after` is to be taken, else what is wrong
  bool ok = false;
};

/// `all` are the server's sessions, overlays included: their ids are taken.
SessionChange change_sessions(const NewSessions& wanted, const SessionSets& before,
                              const RuleSet& all);

/// GET sessions.
http::Response list_sessions(const RuleSet& rules, const SessionHits& hits, bool unused);

/// POST explain: `body` is a request as JSON, as if it had come when `received` says.
http::Response explain_request(const RuleSet& rules, const SessionHits& hits,
                               const std::string& body, std::optional<base::WallTime> received,
                               std::size_t limit);

/// Of a session that is not there, or belongs to a scenario.
http::Response unknown_session(const std::string& id);

}  // namespace ricochet::stubserver

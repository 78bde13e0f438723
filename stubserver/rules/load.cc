#include <algorithm>
#include <cstdio>
#include <map>

#include "base/error_mark.h"
#include "base/json/json.h"
#include "stubserver/response/response.h"
#include "stubserver/rules/rule_set.h"
#include "stubserver/rules/shadow.h"
#include "stubserver/rules/socket_keys.h"
#include "stubserver/rules/state_check.h"
#include "stubserver/session/session.h"

namespace ricochet::stubserver {

namespace {

/// Collects the sessions of one or several arrays; any-sessions are set apart, wherever they stand.
class Loader {
 public:
  void add(const base::JsonReader& array, const LoadOptions& options) {
    if (array.is_object()) {
      array.error("wrong-type", "a stub file must be an array of sessions, got one object",
                  "put it in [ ]");
      return;
    }
    // Sessions below different contexts do not stand in each other's way.
    ShadowCheck& shadows =
        shadows_[{context_of(options), options.entry ? options.entry->request.get() : nullptr}];
    for (const auto& session : array.elements()) {
      if (session.diags().full()) return;
      if (session.find("include")) {
        session.error("settings-file",
                      "this is an entry of a settings file, not a session of a stub file",
                      "name the file with -g instead of -c");
        return;
      }
      add_session(session, options, shadows);
    }
  }

  void add_one(const base::JsonReader& session, const LoadOptions& options) {
    ShadowCheck shadows;
    add_session(session, options, shadows);
  }

  std::shared_ptr<const RuleSet> finish(base::DiagList& diags) {
    states_.warn(diags);
    std::vector<std::shared_ptr<const RuleBlock>> blocks;
    blocks.push_back(std::make_shared<const RuleBlock>(std::move(sessions_), std::move(any_)));
    return std::make_shared<const RuleSet>(std::move(blocks));
  }

 private:
  void add_session(const base::JsonReader& session, const LoadOptions& options,
                   ShadowCheck& shadows) {
    if (options.socket) warn_of_http_keys(session);
    for (const auto& compiled : compile_session(session, options)) {
      // Those of a scenario may be led on by sessions of another stub: who has all of them looks.
      if (options.owner.empty()) states_.add(*compiled);
      // One that waits for a state leaves the others their turn.
      const bool waits =
          std::any_of(compiled->states.begin(), compiled->states.end(),
                      [](const auto& condition) { return !condition->when.empty(); });
      if (compiled->any) {
        if (!waits) shadows.add_any(session, compiled->response->sets_body());
      } else if (const auto request = session.find("request");
                 request && is_plain(session) && !waits) {
        shadows.add(session, *request);
      }
      auto rule = std::make_shared<Rule>(*compiled);
      rule->id = new_id(rule->fingerprint);
      (rule->any ? any_ : sessions_).push_back(std::move(rule));
    }
  }

  std::string new_id(std::uint64_t fingerprint) {
    char text[20];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(fingerprint));
    const std::size_t nth = ++ids_[fingerprint];
    return nth == 1 ? std::string(text) : std::string(text) + "-" + std::to_string(nth);
  }

  std::map<std::uint64_t, std::size_t> ids_;  ///< how many sessions have that text
  std::map<std::pair<std::string, const void*>, ShadowCheck> shadows_;
  StateCheck states_;
  Rules sessions_;
  Rules any_;
};

constexpr const char* kArea = "stub";

}  // namespace

std::shared_ptr<const RuleSet> RuleSet::parse(const base::JsonReader& array,
                                              const LoadOptions& options) {
  const base::ErrorMark mark(array.diags());
  Loader loader;
  loader.add(array.with_area(kArea), options);
  return mark.clean() ? loader.finish(array.diags()) : nullptr;
}

std::shared_ptr<const RuleSet> RuleSet::parse_session(const base::JsonReader& session,
                                                      const LoadOptions& options) {
  const base::ErrorMark mark(session.diags());
  Loader loader;
  loader.add_one(session.with_area(kArea), options);
  return mark.clean() ? loader.finish(session.diags()) : nullptr;
}

std::shared_ptr<const RuleSet> RuleSet::load(const std::vector<std::string>& files,
                                             const LoadOptions& options, base::DiagList& diags) {
  std::vector<StubFile> all;
  for (const auto& file : files) all.push_back({file, options});
  return load(all, diags);
}

std::shared_ptr<const RuleSet> RuleSet::load(const std::vector<StubFile>& files,
                                             base::DiagList& diags) {
  const base::ErrorMark mark(diags);
  Loader loader;
  for (const auto& file : files) {
    const auto document = base::JsonDocument::load(file.path);
    if (!document) {
      diags.add(document.error());
      continue;
    }
    loader.add(base::JsonReader(*document, diags, kArea), file.options);
  }
  return mark.clean() ? loader.finish(diags) : nullptr;
}

}  // namespace ricochet::stubserver

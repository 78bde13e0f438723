#include "stubserver/control/session_work.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "http/api.h"
#include "match/subject.h"
#include "match/work.h"
#include "stubserver/control/json.h"
#include "stubserver/control/request_json.h"
#include "stubserver/decide/why_not.h"

namespace ricochet::stubserver {

namespace {

constexpr const char* kBodyName = "the body of the request";

/// Sessions from a body: one, or an array of them. nullptr: `diags` says why.
std::shared_ptr<const RuleSet> read_sessions(const NewSessions& wanted, base::DiagList& diags) {
  const auto document = base::JsonDocument::parse(kBodyName, wanted.body);
  if (!document) {
    diags.add(document.error());
    return nullptr;
  }
  const base::JsonReader reader(*document, diags, "stub");
  if (reader.is_array()) return RuleSet::parse(reader, wanted.load);
  return RuleSet::parse_session(reader, wanted.load);
}

/// Hands out ids that no session has.
class FreeIds {
 public:
  explicit FreeIds(const RuleSet& all) {
    for (const auto& rule : all.rules()) taken_.insert(rule->id);
  }
  std::string like(const std::string& id) {
    if (taken_.insert(id).second) return id;
    for (auto& n = next_.try_emplace(id, 2).first->second;; ++n) {
      auto other = id + "-" + std::to_string(n);
      if (taken_.insert(other).second) return other;
    }
  }

 private:
  std::unordered_set<std::string> taken_;
  std::unordered_map<std::string, int> next_;
};

/// The same sessions under ids that no session of the server has; the first one gets `first_id`
/// when there is one.
std::shared_ptr<const RuleSet> with_ids(const RuleSet& rules, const RuleSet& all,
                                        const std::string& first_id) {
  Rules sessions, any;
  FreeIds ids(all);
  bool first = !first_id.empty();
  for (const auto& rule : rules.rules()) {
    auto named = std::make_shared<Rule>(*rule);
    named->id = std::exchange(first, false) ? first_id : ids.like(rule->id);
    (named->any ? any : sessions).push_back(std::move(named));
  }
  std::vector<std::shared_ptr<const RuleBlock>> blocks;
  blocks.push_back(std::make_shared<const RuleBlock>(std::move(sessions), std::move(any)));
  return std::make_shared<const RuleSet>(std::move(blocks));
}

std::uint64_t hits_of(const SessionHits& hits, const Rule& rule) {
  const auto it = hits.find(&rule);
  return it == hits.end() ? 0 : it->second;
}

base::Json candidate_json(const Rule& rule, const match::Subject& subject) {
  base::Json candidate;
  candidate["id"] = rule.id;
  candidate["place"] = rule.place();
  candidate["matches"] = rule.describe();
  candidate["fits"] = rule.matcher->matches(subject);
  candidate["conditions"] = base::Json::array();
  for (const auto& condition : rule.matcher->explain_unless_path_fails(subject))
    candidate["conditions"].push_back(condition_json(condition));
  return candidate;
}

}  // namespace

http::Response unknown_session(const std::string& id) {
  return http::json_error(404, base::Diag(base::Diag::Kind::kNotFound, "stub/unknown-session",
                                          "there is no session " + base::in_quotes(id) +
                                              " that could be shown or changed",
                                          "GET .../sessions lists them; those of scenarios cannot "
                                          "be changed"));
}

SessionChange change_sessions(const NewSessions& wanted, const SessionSets& before,
                              const RuleSet& all) {
  SessionChange out;
  out.before = before;
  base::DiagList diags;
  const auto read = wanted.none ? RuleSet::empty() : read_sessions(wanted, diags);
  if (read == nullptr) {
    out.answer = http::json_error(400, diags);
    return out;
  }
  const auto rules = with_ids(*read, all, wanted.replaces);
  if (wanted.replaces.empty()) {
    out.after = before.with_added(rules);
  } else if (auto after = before.with_replaced(wanted.replaces, *rules, &out.gone)) {
    out.after = std::move(*after);
  } else {
    out.answer = unknown_session(wanted.replaces);
    return out;
  }
  out.ok = true;
  if (wanted.none) {
    out.answer = http::Response(204);
    return out;
  }
  base::Json json;
  json["sessions"] = base::Json::array();
  for (const auto& rule : rules->rules()) json["sessions"].push_back(session_json(*rule, 0));
  out.answer = http::json_response(wanted.replaces.empty() ? 201 : 200, json);
  return out;
}

http::Response list_sessions(const RuleSet& rules, const SessionHits& hits, bool unused) {
  base::Json out;
  out["sessions"] = base::Json::array();
  for (const auto& rule : rules.rules()) {
    const auto count = hits_of(hits, *rule);
    if (unused && (rule->any || count > 0)) continue;
    out["sessions"].push_back(session_json(*rule, count));
  }
  return http::json_response(200, out);
}

http::Response explain_request(const RuleSet& rules, const SessionHits& hits,
                               const std::string& body, std::optional<base::WallTime> received,
                               std::size_t limit) {
  base::DiagList diags;
  const auto document = base::JsonDocument::parse(kBodyName, body);
  if (!document) return http::json_error(400, document.error());
  auto request = read_request(base::JsonReader(*document, diags, "stub"));
  if (!request) return http::json_error(400, diags);
  request->received = received;
  const match::Subject subject(*request);
  const match::Work work;
  base::Json out;
  const auto answering = rules.find(subject);
  out["matched"] =
      answering == nullptr ? base::Json() : session_json(*answering, hits_of(hits, *answering));
  if (answering == nullptr) out["why_not"] = why_not(subject, rules).summary;
  out["candidates"] = base::Json::array();
  const auto all = rules.rules();
  for (std::size_t i = 0; i < std::min(limit, all.size()); ++i)
    out["candidates"].push_back(candidate_json(*all[i], subject));
  out["left_out"] = all.size() - std::min(limit, all.size());
  return http::json_response(200, out);
}

}  // namespace ricochet::stubserver

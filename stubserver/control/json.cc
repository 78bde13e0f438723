#include "stubserver/control/json.h"

#include "base/json/json.h"

namespace ricochet::stubserver {

base::Json session_json(const Rule& rule, std::uint64_t hits) {
  base::Json out;
  out["id"] = rule.id;
  out["place"] = rule.place();
  if (!rule.description.empty()) out["description"] = rule.description;
  if (!rule.owner.empty()) out["owner"] = rule.owner;
  out["matches"] = rule.describe();
  out["any"] = rule.any;
  out["hits"] = hits;
  if (auto source = base::parse_json_body(rule.source)) out["session"] = std::move(*source);
  return out;
}

base::Json stub_json(const StubServer& server, const Reloader* reloader) {
  base::Json out;
  out["name"] = server.name();
  out["url"] = server.url();
  std::uint64_t hits = 0;
  for (const auto& rule : server.rules()->rules()) hits += server.hits(*rule);
  out["sessions"] = server.rules()->size();
  out["hits"] = hits;
  out["unmatched"] = server.unmatched();
  out["open_exchanges"] = server.open_exchanges();
  out["calls"]["under_way"] = server.gate().under_way();
  out["calls"]["refused"] = server.gate().refused();
  out["healthy"] = reloader == nullptr || reloader->status().ok;
  return out;
}

base::Json health_json(const ReloadStatus& status) {
  base::Json out;
  out["healthy"] = status.ok;
  out["loads"] = status.loads;
  out["failures"] = status.failures;
  out["loaded_at"] = base::format_rfc3339(status.at);
  out["watching"] = status.not_watching.empty();
  if (!status.not_watching.empty()) out["why_not_watching"] = status.not_watching;
  base::Json findings = base::Json::array();
  for (const auto& diag : status.found) {
    base::Json one;
    one["severity"] = diag.severity == base::Severity::kError ? "error" : "warning";
    one["code"] = diag.code;
    one["error"] = diag.message;
    if (!diag.hint.empty()) one["hint"] = diag.hint;
    if (!diag.where.str().empty()) one["where"] = diag.where.str();
    one["text"] = base::render(diag);
    findings.push_back(std::move(one));
  }
  out["findings"] = std::move(findings);
  return out;
}

base::Json condition_json(const match::Condition& condition) {
  base::Json out;
  out["name"] = condition.name;
  out["ok"] = condition.ok;
  out["expected"] = condition.expected;
  out["actual"] = condition.actual;
  if (!condition.detail.empty()) out["detail"] = condition.detail;
  return out;
}

}  // namespace ricochet::stubserver

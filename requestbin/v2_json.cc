#include "requestbin/v2_json.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "match/subject.h"
#include "requestbin/wire_text.h"

namespace ricochet::requestbin {

namespace {

using base::Json;

std::int64_t to_us(base::Duration d) {
  return std::chrono::duration_cast<std::chrono::microseconds>(d).count();
}
double to_ms(base::Duration d) { return static_cast<double>(to_us(d)) / 1000.0; }

Json pairs(const std::vector<match::Field>& fields) {
  Json list = Json::array();
  for (const auto& field : fields)
    list.push_back(Json::array({as_text(field.name), as_text(field.value)}));
  return list;
}

Json body_of(const std::string& bytes, bool truncated) {
  Json body;
  const bool text = base::is_utf8(bytes);
  body["size"] = bytes.size();
  body["sha256"] = sha256_hex(bytes);
  body["encoding"] = text ? "utf8" : "base64";
  body["content"] = text ? bytes : base::base64_encode(bytes);
  body["truncated"] = truncated;
  return body;
}

/// The part of the path below the bin: "/abc/x/y" is "/x/y".
std::string path_after_bin(const std::string& path) {
  const auto slash = path.find('/', 1);
  return slash == std::string::npos ? std::string() : path.substr(slash);
}

bool is_preflight(const match::Request& call) {
  return call.method == "OPTIONS" && call.header("origin") != nullptr &&
         call.header("access-control-request-method") != nullptr;
}

Json forwarded_of(const match::Request& call) {
  Json list = Json::array();
  for (const auto& field : call.headers) {
    if (!base::iequals(field.name, "x-forwarded-for")) continue;
    for (const auto part : base::split(field.value, ',')) list.push_back(as_text(base::trim(part)));
  }
  return list;
}

/// trace-id of a W3C traceparent header.
Json correlation_of(const match::Message& message) {
  Json ids = Json::object();
  const auto* parent = message.header("traceparent");
  if (parent == nullptr) return ids;
  const auto parts = base::split(*parent, '-');
  if (parts.size() >= 4) {
    ids["trace_id"] = as_text(parts[1]);
    ids["parent_id"] = as_text(parts[2]);
  }
  return ids;
}

Json head_of(const Record& record, base::TimePoint epoch) {
  Json object;
  object["id"] = record.id;
  object["bin"] = record.bin;
  object["seq"] = record.seq;
  object["gseq"] = record.gseq;
  object["kind"] = record.request() != nullptr ? "call" : "event";
  object["received_at"] = base::format_rfc3339(record.received_wall);
  object["offset_us"] = to_us(record.received - epoch);
  if (const auto* call = record.request()) {
    object["method"] = as_text(call->method);
    object["target"] = as_text(call->target);
    object["path"] = base::repair_utf8(call->path);
  } else {
    const auto& event = *record.event();
    object["topic"] = event.topic;
    object["partition"] = event.partition;
    object["offset"] = event.offset;
    object["key"] = event.key ? Json(as_text(*event.key)) : Json(nullptr);
    object["null_value"] = event.null_value;
  }
  return object;
}

Json answer_of(const Record& record) {
  Json answer;
  answer["status"] = record.answer.status;
  answer["headers"] = pairs(record.answer.headers);
  answer["body"] = body_of(record.answer.body, false);
  answer["delay_ms"] = to_ms(record.answer.delay);
  answer["matched"] = record.matched;
  answer["rule"] = as_text(record.rule);
  answer["rule_owner"] = as_text(record.rule_owner);
  if (!record.why_not.empty()) answer["why_not"] = as_text(record.why_not);
  return answer;
}

const char* outcome_word(const Verdict& verdict) {
  if (verdict.passed()) return "satisfied";
  if (verdict.reason == Reason::kTooFew) return "timeout";
  if (verdict.outcome == Outcome::kInconclusive) return "inconclusive";
  return to_string(verdict.reason);
}

Json near_of(const Verdict& verdict, base::TimePoint epoch) {
  Json list = Json::array();
  for (const auto& miss : verdict.near) {
    Json entry;
    entry["score"] = miss.score;
    Json& conditions = entry["conditions"] = Json::array();
    for (const auto& condition : miss.conditions) {
      Json one;
      one["condition"] = as_text(condition.name);
      one["ok"] = condition.ok;
      one["expected"] = as_text(condition.expected);
      one["actual"] = as_text(condition.actual);
      if (!condition.detail.empty()) one["at"] = as_text(condition.detail);
      conditions.push_back(std::move(one));
    }
    entry["record"] = record_to_v2(*miss.record, epoch);
    list.push_back(std::move(entry));
  }
  return list;
}

Json funnel_of(const Verdict& verdict) {
  Json list = Json::array();
  for (const auto& step : verdict.funnel) {
    Json entry;
    entry["condition"] = as_text(step.condition);
    entry["expected"] = as_text(step.expected);
    entry["passed"] = step.passed;
    Json& seen = entry["seen"] = Json::array();
    for (const auto& [value, count] : step.seen) {
      Json kind;
      kind["value"] = as_text(value);
      kind["count"] = count;
      seen.push_back(std::move(kind));
    }
    if (step.other_kinds > 0) entry["others"] = step.other_kinds;
    list.push_back(std::move(entry));
  }
  return list;
}

Json cursors_of(const std::vector<Source>& sources) {
  Json object = Json::object();
  for (const auto& source : sources) object[source.bin] = source.after;
  return object;
}

/// What came beyond the maximum, each with its gap to the one before.
Json surplus_of(const Verdict& verdict) {
  Json list = Json::array();
  if (verdict.reason != Reason::kTooMany || verdict.matched.empty()) return list;
  const auto& record = *verdict.matched.back();  // the first surplus record decides
  Json entry;
  entry["id"] = record.id;
  entry["seq"] = record.seq;
  if (verdict.matched.size() > 1) {
    const auto& before = *verdict.matched[verdict.matched.size() - 2];
    entry["gap_ms"] = to_ms(record.received - before.received);
    entry["same_body_as_previous"] = record.message().body == before.message().body;
  }
  list.push_back(std::move(entry));
  return list;
}

}  // namespace

Json record_summary_v2(const Record& record, base::TimePoint epoch) {
  auto object = head_of(record, epoch);
  object["size"] = record.message().body.size();
  object["status"] = record.answer.status;
  object["matched"] = record.matched;
  return object;
}

Json record_to_v2(const Record& record, base::TimePoint epoch) {
  auto object = head_of(record, epoch);
  const auto& message = record.message();
  if (const auto* call = record.request()) {
    object["path_after_bin"] = base::repair_utf8(path_after_bin(call->path));
    object["query"] = pairs(call->queries);
    object["version"] = as_text(call->version);
    object["headers"] = pairs(message.headers);
    object["body"] = body_of(message.body, call->body_truncated);
    const match::Subject subject(*call);
    object["form"] = pairs(subject.forms());
    object["peer"]["address"] = call->peer_address;
    object["peer"]["port"] = call->peer_port;
    object["forwarded_for"] = forwarded_of(*call);
    object["connection"] = call->connection;
    object["preflight"] = is_preflight(*call);
    object["answer"] = answer_of(record);
  } else {
    object["headers"] = pairs(message.headers);
    object["body"] = body_of(message.body, false);
  }
  object["correlation"] = correlation_of(message);
  return object;
}

Json bin_to_v2(const BinInfo& bin) {
  Json object;
  object["name"] = bin.name;
  object["kind"] = to_string(bin.kind);
  object["color"] = Json::array({bin.colour[0], bin.colour[1], bin.colour[2]});
  object["private"] = bin.is_private;
  object["created_at"] = base::format_rfc3339(bin.created_wall);
  object["held"] = bin.held;
  object["held_bytes"] = bin.held_bytes;
  object["cursor"] = bin.last;
  object["total"] = bin.last;
  object["evicted"] = bin.evicted;
  object["evicted_through"] = bin.evicted_through;
  object["cleared_through"] = bin.cleared_through;
  object["max_records"] = bin.limits.records;
  object["max_bytes"] = bin.limits.bytes;
  return object;
}

Json pending_to_v2(const PendingAwait& open, base::TimePoint now) {
  Json object;
  object["id"] = open.id;
  object["name"] = as_text(open.name);
  object["expected"] = as_text(open.expected);
  object["after"] = cursors_of(open.sources);
  object["observed"] = open.observed;
  object["waited_ms"] = to_ms(now - open.registered);
  object["left_ms"] = to_ms(open.deadline - now);
  object["settling"] = open.settling;
  return object;
}

Json verdict_to_v2(const Verdict& verdict, base::TimePoint epoch) {
  constexpr std::size_t kWhole = 20;
  std::size_t budget = 4u << 20;  // of bytes of whole records; the rest can be fetched by id
  Json object;
  object["message"] = as_text(verdict.message);
  object["id"] = verdict.id;
  object["name"] = as_text(verdict.name);
  object["outcome"] = outcome_word(verdict);
  object["reason"] = to_string(verdict.reason);
  object["expected"] = as_text(verdict.expected);
  object["observed"] = verdict.observed;
  object["window"] = verdict.window;
  object["waited_ms"] = to_ms(verdict.waited);
  object["settled_ms"] = to_ms(verdict.settled);
  object["evidence"] = as_text(verdict.evidence);
  object["after"] = cursors_of(verdict.sources);
  object["cursors"] = cursors_of(verdict.cursors);
  object["cursor"] =
      verdict.cursors.size() == 1 ? Json(verdict.cursors.front().after) : Json(nullptr);
  Json& matched = object["matched"] = Json::array();
  for (std::size_t i = 0; i < verdict.matched.size(); ++i) {
    const auto& record = *verdict.matched[i];
    const bool whole = i < kWhole && record.cost() <= budget;
    if (whole) budget -= record.cost();
    matched.push_back(whole ? record_to_v2(record, epoch) : record_summary_v2(record, epoch));
  }
  object["surplus"] = surplus_of(verdict);
  Json& spacing = object["spacing"] = Json::array();
  for (const auto& line : verdict.spacing) spacing.push_back(line);
  object["near"] = near_of(verdict, epoch);
  object["funnel"] = funnel_of(verdict);
  Json& hints = object["hints"] = Json::array();
  for (const auto& hint : verdict.hints) hints.push_back(as_text(hint));
  object["text"] = as_text(render_verdict(verdict));
  return object;
}

Json diags_to_v2(const std::vector<base::Diag>& diags) {
  Json object;
  std::string text;
  Json& errors = object["errors"] = Json::array();
  for (const auto& diag : diags) {
    Json entry;
    entry["code"] = diag.code;
    entry["message"] = as_text(diag.message);
    if (diag.where.known()) {
      entry["line"] = diag.where.line;
      entry["column"] = diag.where.column;
      entry["pointer"] = as_text(diag.where.pointer);
    }
    entry["hint"] = as_text(diag.hint);
    errors.push_back(std::move(entry));
    text += (text.empty() ? "" : "\n\n") + base::render(diag);
  }
  object["text"] = as_text(text);
  return object;
}

}  // namespace ricochet::requestbin

#include "journal/record_json.h"

#include "base/json/json.h"
#include "base/text/encoding.h"
#include "base/text/text.h"
#include "base/text/utf8.h"
#include "journal/wire_text.h"
#include "match/multipart.h"
#include "match/subject.h"

namespace ricochet::journal {

namespace {

using base::Json;

std::int64_t to_us(base::Duration d) {
  return std::chrono::duration_cast<std::chrono::microseconds>(d).count();
}

/// The part of the path below the bin: "/abc/x/y" is "/x/y".
std::string path_after_bin(const std::string& path) {
  const auto slash = path.find('/', 1);
  return slash == std::string::npos ? std::string() : path.substr(slash);
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

std::string host_and_port(const match::Request& call) {
  const bool v6 = call.peer_address.find(':') != std::string::npos;
  return (v6 ? "[" + call.peer_address + "]" : call.peer_address) + ":" +
         std::to_string(call.peer_port);
}

Json parts_of(const match::Request& call, bool& cut) {
  Json list = Json::array();
  const auto* type = call.header("content-type");
  if (type == nullptr || !base::to_lower(*type).starts_with("multipart/form-data")) return list;
  for (const auto& part : match::multipart_parts(*type, call.body, &cut)) {
    Json entry;
    entry["name"] = as_text(part.name);
    entry["filename"] = part.is_file ? Json(as_text(part.filename)) : Json(nullptr);
    entry["type"] = part.type.empty() ? Json(nullptr) : Json(as_text(part.type));
    entry["size"] = part.content.size();
    entry["sha256"] = sha256_hex(part.content);
    list.push_back(std::move(entry));
  }
  return list;
}

Json answer_of(const Record& record) {
  Json answer;
  answer["status"] = record.answer.status;
  answer["headers"] = fields_to_v2(record.answer.headers);
  answer["body"] = body_to_v2(record.answer.body, record.answer.body_truncated);
  answer["delay_ms"] = base::to_milliseconds(record.answer.delay);
  if (!record.answer.fault.empty()) answer["fault"] = as_text(record.answer.fault);
  answer["matched"] = record.matched;
  answer["rule"] = as_text(record.rule);
  answer["rule_owner"] = as_text(record.rule_owner);
  if (!record.why_not.empty()) answer["why_not"] = as_text(record.why_not);
  return answer;
}

}  // namespace

Json fields_to_v2(const std::vector<match::Field>& fields) {
  Json list = Json::array();
  for (const auto& field : fields) {
    Json pair = Json::array({as_text(field.name), as_text(field.value)});
    const bool name = base::is_utf8(field.name), value = base::is_utf8(field.value);
    if (!name || !value) pair.push_back(value ? "utf8" : "latin1");
    if (!name) pair.push_back("latin1");
    list.push_back(std::move(pair));
  }
  return list;
}

Json body_to_v2(const std::string& bytes, bool truncated) {
  Json body;
  const bool text = base::is_utf8(bytes);
  body["size"] = bytes.size();
  body["sha256"] = sha256_hex(bytes);
  body["encoding"] = text ? "utf8" : "base64";
  body["content"] = text ? bytes : base::base64_encode(bytes);
  body["truncated"] = truncated;
  return body;
}

Json refused_to_v2(const Record& record) {
  const auto& why = *record.refused;
  Json object;
  object["status"] = record.answer.status;
  object["code"] = why.code;
  object["reason"] = as_text(why.reason);
  object["bound"] = why.bound.empty() ? Json(nullptr) : Json(why.bound);
  object["listener"] = as_text(why.listener);
  object["head"] = as_text(why.head);
  if (!base::is_utf8(why.head)) object["head_encoding"] = "latin1";
  return object;
}

Json record_summary_v2(const Record& record, base::TimePoint epoch) {
  Json object;
  const auto* call = record.request();
  object["id"] = record.id;
  object["bin"] = record.bin;
  object["seq"] = record.seq;
  object["gseq"] = record.gseq;
  object["kind"] = call != nullptr ? "call" : "event";
  object["received_at"] = base::format_rfc3339(record.received_wall);
  object["offset_us"] = to_us(record.received - epoch);
  object["size"] = record.message().body.size();
  const auto* type = record.message().header("content-type");
  object["content_type"] = type != nullptr ? Json(as_text(*type)) : Json(nullptr);
  object["truncated"] = record.truncated();
  if (call != nullptr) {
    object["method"] = as_text(call->method);
    if (!base::is_utf8(call->method)) object["method_encoding"] = "latin1";
    object["target"] = as_text(call->target);
    if (!base::is_utf8(call->target)) object["target_encoding"] = "latin1";
    object["scheme"] = call->secure ? "https" : "http";
    object["path"] = base::repair_utf8(call->path);
    object["status"] = record.answer.status;
    object["matched"] = record.matched;
    object["rule"] = as_text(record.rule);
    object["delay_ms"] = base::to_milliseconds(record.answer.delay);
    object["peer"] = host_and_port(*call);
    object["connection"] = call->connection;
    object["preflight"] = record.is_preflight();
    if (record.refused) object["refused"] = refused_to_v2(record);
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

Json record_to_v2(const Record& record, base::TimePoint epoch) {
  auto object = record_summary_v2(record, epoch);
  const auto& message = record.message();
  if (const auto* call = record.request()) {
    object["path_after_bin"] = base::repair_utf8(path_after_bin(call->path));
    object["query"] = fields_to_v2(call->queries);
    object["version"] = as_text(call->version);
    if (!base::is_utf8(call->version)) object["version_encoding"] = "latin1";
    object["headers"] = fields_to_v2(message.headers);
    object["body"] = body_to_v2(message.body, call->body_truncated);
    const match::Subject subject(*call);
    const auto* type = call->header("content-type");
    const bool form = type != nullptr && is_form(*type);
    object["form"] = form ? fields_to_v2(subject.forms()) : Json::array();
    if (form && subject.is_unsure(match::Reading::kForms)) object["form_truncated"] = true;
    bool parts_cut = false;
    object["parts"] = parts_of(*call, parts_cut);
    if (parts_cut) object["parts_truncated"] = true;
    Json peer;
    peer["address"] = call->peer_address;
    peer["port"] = call->peer_port;
    object["peer"] = std::move(peer);
    object["forwarded_for"] = forwarded_of(*call);
    object["answer"] = answer_of(record);
  } else {
    object["headers"] = fields_to_v2(message.headers);
    object["body"] = body_to_v2(message.body);
  }
  object["correlation"] = correlation_of(message);
  if (!record.origin.empty()) object["origin"] = as_text(record.origin);
  return object;
}

Json bin_to_v2(const BinInfo& bin) {
  Json object;
  object["name"] = bin.name;
  object["kind"] = to_string(bin.kind);
  object["color"] = Json::array({bin.colour[0], bin.colour[1], bin.colour[2]});
  object["private"] = bin.is_private;
  object["created_at"] = base::format_rfc3339(bin.created_wall);
  object["expires_at"] =
      bin.expires ? Json(base::format_rfc3339(bin.created_wall +
                                              std::chrono::duration_cast<base::WallTime::duration>(
                                                  *bin.expires - bin.created)))
                  : Json(nullptr);
  object["held"] = bin.held;
  object["held_bytes"] = bin.held_bytes;
  object["cursor"] = bin.last;
  object["total"] = bin.last;
  object["evicted"] = bin.evicted;
  object["evicted_through"] = bin.evicted_through;
  object["cleared_through"] = bin.cleared_through;
  object["deleted"] = bin.deleted;
  object["max_records"] = bin.limits.records;
  object["max_bytes"] = bin.limits.bytes;
  Json& labels = object["labels"] = Json::object();
  for (const auto& [name, value] : bin.labels) labels[name] = as_text(value);
  object["ttl"] = bin.ttl ? Json(base::format_duration(*bin.ttl)) : Json(nullptr);
  object["ttl_mode"] = bin.ttl_sliding ? "sliding" : "fixed";
  object["group"] = bin.group.empty() ? Json(nullptr) : Json(as_text(bin.group));
  return object;
}

}  // namespace ricochet::journal

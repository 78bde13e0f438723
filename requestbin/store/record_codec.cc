#include "requestbin/store/record_codec.h"

#include "base/json/document.h"
#include "base/json/json.h"
#include "base/text/encoding.h"
#include "base/text/utf8.h"

namespace ricochet::requestbin::store {

namespace {

using base::Json;

Json text(std::string_view bytes) {
  if (base::is_utf8(bytes)) return bytes;
  Json object;
  object["base64"] = base::base64_encode(bytes);
  return object;
}

// These throw Json::exception for what is none of ours; decode_head catches that.
std::string to_bytes(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  auto bytes = base::base64_decode(value.at("base64").get<std::string>());
  return bytes ? *std::move(bytes) : std::string();
}
std::string bytes_at(const Json& object, const char* key) {
  const auto it = object.find(key);
  return it == object.end() ? std::string() : to_bytes(*it);
}

Json fields(const std::vector<match::Field>& list) {
  Json array = Json::array();
  for (const auto& field : list)
    array.push_back(Json::array({text(field.name), text(field.value)}));
  return array;
}
std::vector<match::Field> to_fields(const Json& array) {
  std::vector<match::Field> list;
  list.reserve(array.size());
  for (const auto& pair : array) list.push_back({to_bytes(pair.at(0)), to_bytes(pair.at(1))});
  return list;
}

Json of_call(const match::Request& call) {
  Json object;
  object["method"] = text(call.method);
  object["target"] = text(call.target);
  object["version"] = text(call.version);
  object["headers"] = fields(call.headers);
  object["peer"] = Json::array({text(call.peer_address), call.peer_port});
  object["connection"] = call.connection;
  if (call.body_truncated) object["truncated"] = true;
  if (call.secure) object["secure"] = true;
  return object;
}
match::Request to_call(const Json& object) {
  match::Request call;
  call.method = bytes_at(object, "method");
  call.set_target(bytes_at(object, "target"));
  call.version = bytes_at(object, "version");
  call.headers = to_fields(object.at("headers"));
  call.peer_address = to_bytes(object.at("peer").at(0));
  call.peer_port = object.at("peer").at(1).get<std::uint16_t>();
  call.connection = object.at("connection").get<std::uint64_t>();
  call.body_truncated = object.value("truncated", false);
  call.secure = object.value("secure", false);
  return call;
}

Json of_refused(const http::Refused& why) {
  Json object;
  object["code"] = text(why.code);
  object["reason"] = text(why.reason);
  if (!why.bound.empty()) object["bound"] = text(why.bound);
  object["listener"] = text(why.listener);
  object["head"] = text(why.head);
  return object;
}
std::shared_ptr<const http::Refused> to_refused(const Json& object) {
  auto why = std::make_shared<http::Refused>();
  why->code = bytes_at(object, "code");
  why->reason = bytes_at(object, "reason");
  why->bound = bytes_at(object, "bound");
  why->listener = bytes_at(object, "listener");
  why->head = bytes_at(object, "head");
  return why;
}

Json of_event(const match::Event& event) {
  Json object;
  object["topic"] = text(event.topic);
  object["partition"] = event.partition;
  object["offset"] = event.offset;
  if (event.key) object["key"] = text(*event.key);
  if (event.null_value) object["null_value"] = true;
  object["headers"] = fields(event.headers);
  return object;
}
match::Event to_event(const Json& object) {
  match::Event event;
  event.topic = bytes_at(object, "topic");
  event.partition = object.at("partition").get<std::int32_t>();
  event.offset = object.at("offset").get<std::int64_t>();
  if (object.contains("key")) event.key = to_bytes(object.at("key"));
  event.null_value = object.value("null_value", false);
  event.headers = to_fields(object.at("headers"));
  return event;
}

Json of_answer(const journal::Answer& answer) {
  Json object;
  object["status"] = answer.status;
  object["headers"] = fields(answer.headers);
  if (answer.delay.count() != 0) object["delay_ns"] = answer.delay.count();
  if (!answer.fault.empty()) object["fault"] = text(answer.fault);
  if (answer.body_truncated) object["truncated"] = true;
  return object;
}
void to_answer(const Json& object, journal::Answer& answer) {
  answer.status = object.at("status").get<int>();
  answer.headers = to_fields(object.at("headers"));
  answer.delay = base::Duration(object.value("delay_ns", base::Duration::rep{0}));
  answer.fault = bytes_at(object, "fault");
  answer.body_truncated = object.value("truncated", false);
}

}  // namespace

std::string encode_head(const journal::Record& record) {
  Json object =
      record.request() != nullptr ? of_call(*record.request()) : of_event(*record.event());
  if (record.request() != nullptr) object["answer"] = of_answer(record.answer);
  if (!record.matched) object["matched"] = false;
  if (!record.rule.empty()) object["rule"] = text(record.rule);
  if (!record.rule_owner.empty()) object["rule_owner"] = text(record.rule_owner);
  if (!record.why_not.empty()) object["why_not"] = text(record.why_not);
  if (!record.origin.empty()) object["origin"] = text(record.origin);
  if (record.refused) object["refused"] = of_refused(*record.refused);
  return base::compact_json(object);
}

bool decode_head(std::string_view head, journal::Record& record) {
  const auto object = base::parse_json_body(head);
  if (object == nullptr || !object->is_object()) return false;
  try {
    if (object->contains("method")) {
      record.content = to_call(*object);
      to_answer(object->at("answer"), record.answer);
    } else {
      record.content = to_event(*object);
    }
    record.matched = object->value("matched", true);
    record.rule = bytes_at(*object, "rule");
    record.rule_owner = bytes_at(*object, "rule_owner");
    record.why_not = bytes_at(*object, "why_not");
    record.origin = bytes_at(*object, "origin");
    if (object->contains("refused")) record.refused = to_refused(object->at("refused"));
    return true;
  } catch (const Json::exception&) {
    return false;
  }
}

void set_body(journal::Record& record, std::string body) {
  std::visit([&body](auto& what) { what.body = std::move(body); }, record.content);
}

std::string encode_bin(const journal::BinInfo& info) {
  Json object;
  object["kind"] = to_string(info.kind);
  object["max_records"] = info.limits.records;
  object["max_bytes"] = info.limits.bytes;
  object["color"] = info.colour;
  object["created_us"] = to_us(info.created_wall);
  if (info.ttl) object["ttl_ns"] = info.ttl->count();
  if (info.ttl_sliding) object["ttl_sliding"] = true;
  if (!info.labels.empty()) object["labels"] = info.labels;
  if (!info.group.empty()) object["group"] = info.group;
  if (info.is_private) object["key"] = info.key;
  return base::compact_json(object);
}

bool decode_bin(std::string_view encoded, journal::BinInfo& info) {
  const auto object = base::parse_json_body(encoded);
  if (object == nullptr || !object->is_object()) return false;
  try {
    const auto kind = object->at("kind").get<std::string>();
    for (const auto known : {journal::BinKind::kStub, journal::BinKind::kBin,
                             journal::BinKind::kTopic, journal::BinKind::kListener}) {
      if (kind == to_string(known)) info.kind = known;
    }
    info.limits.records = object->at("max_records").get<std::size_t>();
    info.limits.bytes = object->at("max_bytes").get<std::size_t>();
    info.colour = object->at("color").get<journal::Colour>();
    info.created_wall = from_us(object->at("created_us").get<std::int64_t>());
    info.is_private = object->contains("key");
    if (info.is_private) info.key = object->at("key").get<std::string>();
    if (object->contains("ttl_ns"))
      info.ttl = base::Duration(object->at("ttl_ns").get<base::Duration::rep>());
    info.ttl_sliding = object->value("ttl_sliding", false);
    if (object->contains("labels"))
      info.labels = object->at("labels").get<std::map<std::string, std::string>>();
    info.group = object->value("group", "");
    return true;
  } catch (const Json::exception&) {
    return false;
  }
}

std::int64_t to_us(base::WallTime time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
}
base::WallTime from_us(std::int64_t us) {
  return base::WallTime(
      std::chrono::duration_cast<base::WallTime::duration>(std::chrono::microseconds(us)));
}

}  // namespace ricochet::requestbin::store

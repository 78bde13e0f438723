#include <chrono>
#include <string_view>

#include "base/json/json.h"
#include "base/rfc3339.h"
#include "base/text/encoding.h"
#include "base/text/text.h"
#include "base/text/utf8.h"
#include "http/message.h"
#include "http/url.h"
#include "journal/record_json.h"
#include "journal/wire_text.h"
#include "match/subject.h"
#include "requestbin/transfer/formats/formats.h"
#include "requestbin/transfer/formats/set_cookies.h"

namespace ricochet::requestbin {

namespace {

using base::Json;

Json named(const std::vector<match::Field>& fields) {
  Json list = Json::array();
  for (const auto& field : fields) {
    Json entry;
    entry["name"] = journal::as_text(field.name);
    entry["value"] = journal::as_text(field.value);
    if (!base::is_utf8(field.value)) entry["_encoding"] = "latin1";
    if (!base::is_utf8(field.name)) entry["_name_encoding"] = "latin1";
    list.push_back(std::move(entry));
  }
  return list;
}

/// HAR has `encoding` for what was answered; for what was posted it is an addition of ours.
void put_text(Json& object, const std::string& body, const char* encoding_key) {
  const bool text = base::is_utf8(body);
  object["text"] = text ? body : base::base64_encode(body);
  if (!text) object[encoding_key] = "base64";
}

Json har_request(const match::Request& call, const std::string& origin) {
  Json request;
  request["method"] = journal::as_text(call.method);
  request["url"] = http::ascii_url(journal::as_text(sent_url(call, origin)));
  request["httpVersion"] = journal::as_text(call.version);
  if (!base::is_utf8(call.method)) request["_method_encoding"] = "latin1";
  if (!base::is_utf8(call.version)) request["_httpVersion_encoding"] = "latin1";
  const match::Subject subject(call);
  request["cookies"] = named(subject.cookies());
  request["headers"] = named(call.headers);
  request["queryString"] = named(call.queries);
  request["headersSize"] = -1;
  request["bodySize"] = call.body.size();
  request["_target"] = journal::as_text(call.target);
  if (!base::is_utf8(call.target)) request["_target_encoding"] = "latin1";
  if (call.body_truncated) request["_truncated"] = true;
  if (call.body.empty()) return request;
  const auto* type = call.header("content-type");
  Json& data = request["postData"];
  data["mimeType"] = type == nullptr ? std::string() : journal::as_text(*type);
  put_text(data, call.body, "_encoding");
  if (type != nullptr && journal::is_form(*type)) {
    data["params"] = named(subject.forms());
    if (subject.is_unsure(match::Reading::kForms))
      data["comment"] = "the list is not whole, the text is: " +
                        journal::as_text(subject.why_unsure(match::Reading::kForms));
  }
  return request;
}

Json har_response(const journal::Record& record) {
  const auto& answer = record.answer;
  const auto find = [&answer](std::string_view name) -> std::string {
    for (const auto& field : answer.headers) {
      if (base::iequals(field.name, name)) return journal::as_text(field.value);
    }
    return {};
  };
  Json response;
  response["status"] = answer.status;
  response["statusText"] =
      answer.status == 0 ? std::string() : std::string(http::reason_phrase(answer.status));
  response["httpVersion"] = journal::as_text(record.request()->version);
  response["cookies"] = har_set_cookies(answer.headers);
  response["headers"] = named(answer.headers);
  Json& content = response["content"];
  content["size"] = answer.body.size();
  content["mimeType"] = find("content-type");
  if (answer.body_truncated) content["_truncated"] = true;
  put_text(content, answer.body, "encoding");
  response["redirectURL"] = find("location");
  response["headersSize"] = -1;
  response["bodySize"] = answer.body.size();
  return response;
}

}  // namespace

std::string har_head() {
  Json creator;
  creator["name"] = "ricochet";
  creator["version"] = "1";
  return R"({"log":{"version":"1.2","creator":)" + base::compact_json(creator) + R"(,"entries":[)";
}

std::string to_har(const journal::Record& record, const ExportPlace& place) {
  const auto* call = record.request();
  if (call == nullptr) return {};
  const auto delay_ms =
      std::chrono::duration<double, std::milli>(
          std::chrono::duration_cast<std::chrono::microseconds>(record.answer.delay))
          .count();
  Json entry;
  entry["startedDateTime"] = base::format_rfc3339(record.received_wall);
  entry["time"] = delay_ms;
  entry["request"] = har_request(*call, place.origin);
  entry["response"] = har_response(record);
  entry["cache"] = Json::object();
  Json& timings = entry["timings"];
  timings["send"] = 0;
  timings["wait"] = delay_ms;
  timings["receive"] = 0;
  entry["connection"] = std::to_string(call->connection);
  entry["_bin"] = record.bin;
  entry["_seq"] = record.seq;
  entry["_id"] = record.id;
  Json& peer = entry["_peer"];
  peer["address"] = call->peer_address;
  peer["port"] = call->peer_port;
  entry["_matched"] = record.matched;
  if (!record.answer.fault.empty()) entry["_fault"] = journal::as_text(record.answer.fault);
  if (!record.rule.empty()) entry["_rule"] = journal::as_text(record.rule);
  if (!record.rule_owner.empty()) entry["_rule_owner"] = journal::as_text(record.rule_owner);
  if (record.refused) entry["_refused"] = journal::refused_to_v2(record);
  if (!record.why_not.empty()) entry["_why_not"] = journal::as_text(record.why_not);
  return (place.first ? "\n" : ",\n") + base::compact_json(entry);
}

std::string har_tail() { return "]}}\n"; }
std::string har_cut(const std::string& why) { return "\n" + why + "\n"; }  // not JSON any more

}  // namespace ricochet::requestbin

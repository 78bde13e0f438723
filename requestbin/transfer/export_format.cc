#include "requestbin/transfer/export_format.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "http/message.h"
#include "journal/record_json.h"
#include "journal/wire_text.h"
#include "match/subject.h"

namespace ricochet::requestbin {

namespace {

using base::Json;

std::string url_of(const match::Request& call) {
  if (!call.target.starts_with('/')) return call.target;
  const auto* host = call.header("host");
  return "http://" + (host == nullptr ? std::string("localhost") : *host) + call.target;
}

Json named(const std::vector<match::Field>& fields) {
  Json list = Json::array();
  for (const auto& field : fields) {
    Json entry;
    entry["name"] = journal::as_text(field.name);
    entry["value"] = journal::as_text(field.value);
    list.push_back(std::move(entry));
  }
  return list;
}

void put_text(Json& object, const std::string& body, const char* encoding_key) {
  const bool text = base::is_utf8(body);
  object["text"] = text ? body : base::base64_encode(body);
  if (!text) object[encoding_key] = "base64";
}

Json har_request(const match::Request& call) {
  Json request;
  request["method"] = journal::as_text(call.method);
  request["url"] = journal::as_text(url_of(call));
  request["httpVersion"] = journal::as_text(call.version);
  const match::Subject subject(call);
  request["cookies"] = named(subject.cookies());
  request["headers"] = named(call.headers);
  request["queryString"] = named(call.queries);
  request["headersSize"] = -1;
  request["bodySize"] = call.body.size();
  request["_target"] = journal::as_text(call.target);
  if (call.body_truncated) request["_truncated"] = true;
  if (call.body.empty()) return request;
  const auto* type = call.header("content-type");
  Json& data = request["postData"];
  data["mimeType"] = type == nullptr ? std::string() : journal::as_text(*type);
  put_text(data, call.body, "_encoding");
  if (type != nullptr && journal::is_form(*type)) data["params"] = named(subject.forms());
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
  response["httpVersion"] = "HTTP/1.1";
  response["cookies"] = Json::array();
  response["headers"] = named(answer.headers);
  Json& content = response["content"];
  content["size"] = answer.body.size();
  content["mimeType"] = find("content-type");
  put_text(content, answer.body, "encoding");
  response["redirectURL"] = find("location");
  response["headersSize"] = -1;
  response["bodySize"] = answer.body.size();
  return response;
}

/// Text that a terminal and an editor keep as it is.
bool is_plain(std::string_view text) {
  return base::is_utf8(text) && std::all_of(text.begin(), text.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return (byte >= 0x20 && byte != 0x7f) || c == '\n' || c == '\t';
         });
}

/// Each byte as an octal escape of printf(1), which takes NUL as well.
std::string octal(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 4);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += '\\';
    out += static_cast<char>('0' + (byte >> 6));
    out += static_cast<char>('0' + ((byte >> 3) & 7));
    out += static_cast<char>('0' + (byte & 7));
  }
  return out;
}

bool is_curls_business(std::string_view name) {
  constexpr std::string_view kNames[] = {
      "content-length", "transfer-encoding", "connection", "expect", "host", "te",
      "trailer",        "upgrade",           "keep-alive"};
  return std::any_of(std::begin(kNames), std::end(kNames),
                     [name](auto known) { return base::iequals(name, known); });
}

}  // namespace

std::string to_ndjson(const journal::Record& record, base::TimePoint epoch) {
  return base::compact_json(journal::record_to_v2(record, epoch)) + "\n";
}

std::string har_head(std::string_view version) {
  Json creator;
  creator["name"] = "ricochet";
  creator["version"] = version;
  return R"({"log":{"version":"1.2","creator":)" + base::compact_json(creator) + R"(,"entries":[)";
}

std::string to_har_entry(const journal::Record& record) {
  const auto* call = record.request();
  if (call == nullptr) return {};
  const auto delay_ms =
      std::chrono::duration<double, std::milli>(
          std::chrono::duration_cast<std::chrono::microseconds>(record.answer.delay))
          .count();
  Json entry;
  entry["startedDateTime"] = base::format_rfc3339(record.received_wall);
  entry["time"] = delay_ms;
  entry["request"] = har_request(*call);
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
  if (!record.why_not.empty()) entry["_why_not"] = journal::as_text(record.why_not);
  return base::compact_json(entry);
}

std::string to_http(const journal::Record& record) {
  const auto* call = record.request();
  if (call == nullptr) return {};
  std::string out = "### #" + std::to_string(record.seq) + " of " + record.bin + ", " +
                    base::format_rfc3339(record.received_wall) + "\r\n";
  out += call->method + " " + call->target + " " + call->version + "\r\n";
  for (const auto& field : call->headers) out += field.name + ": " + field.value + "\r\n";
  return out + "\r\n" + call->body + (call->body.empty() ? "" : "\r\n") + "\r\n";
}

std::string shell_quote(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else if (c != '\0') {
      out += c;
    }
  }
  return out + "'";
}

std::string to_curl(const journal::Record& record) {
  const auto* call = record.request();
  if (call == nullptr) return {};
  const bool binary = !is_plain(call->body);
  std::string out;
  if (binary) out += "printf " + shell_quote(octal(call->body)) + " | ";
  // --globoff and --path-as-is: brackets and dots in the target mean themselves.
  out += "curl --globoff --path-as-is";
  out += call->method == "HEAD" ? " --head" : " --request " + shell_quote(call->method);
  for (const auto& field : call->headers) {
    if (is_curls_business(field.name)) continue;
    // "Name;" is how curl is told to send an empty header.
    out += " --header " +
           shell_quote(field.value.empty() ? field.name + ";" : field.name + ": " + field.value);
  }
  if (binary) {
    out += " --data-binary @-";
  } else if (!call->body.empty()) {
    out += " --data-raw " + shell_quote(call->body);  // raw: a leading @ names no file
  }
  const auto* type = call->header("content-type");
  if (!call->body.empty() && type == nullptr) out += " --header 'Content-Type:'";  // none was sent
  return out + " " + shell_quote(url_of(*call)) + "\n";
}

}  // namespace ricochet::requestbin

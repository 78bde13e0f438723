#include "requestbin/v1/api.h"

#include <algorithm>

#include "base/json/document.h"
#include "base/json/json.h"
#include "base/text/text.h"
#include "http/api.h"
#include "match/subject.h"
#include "requestbin/answers.h"
#include "requestbin/v1/json.h"
#include "requestbin/web_text.h"

namespace ricochet::requestbin {

namespace {

/// Empty: none is asked for.
std::string callback_of(const match::Request& request) {
  const auto* callback = http::query(request, "jsonp");
  return callback == nullptr ? std::string() : *callback;
}

/// RequestBin took any text here, and with it any script; ours are names with dots.
bool is_callback(std::string_view text) {
  return !text.empty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || c == '.';
  });
}

/// RequestBin counts what came to bins: not what a listener refused, nor what others may not see.
bool is_hidden(const journal::BinInfo& bin) {
  return bin.is_private || bin.kind == journal::BinKind::kListener;
}

}  // namespace

NewBin read_new_bin(const match::Request& request) {
  NewBin wanted;
  const auto* type = request.header("content-type");
  if (type != nullptr && base::to_lower(*type).starts_with("application/json")) {
    const auto body = base::parse_json_body(request.body);
    if (body == nullptr || !body->is_object()) return wanted;
    wanted.is_private = body->value("private", base::Json()) == base::Json(true);
    const auto name = body->value("custom_name", base::Json());
    if (name.is_string()) wanted.name = name.get<std::string>();
    return wanted;
  }
  const match::Subject subject(request);
  bool seen_private = false;
  for (const auto& field : subject.forms()) {
    if (field.name == "private" && !std::exchange(seen_private, true))
      wanted.is_private = field.value == "true" || field.value == "on";
    if (field.name == "custom_name" && wanted.name.empty()) wanted.name = field.value;
  }
  return wanted;
}

journal::BinOptions bin_defaults(const BinServerOptions& options) {
  journal::BinOptions bin;
  bin.limits.records = options.max_requests;
  bin.limits.bytes = options.max_bytes;
  bin.ttl = options.bin_ttl;
  return bin;
}

base::Result<journal::BinInfo> make_bin(journal::CaptureLog& log, const BinServerOptions& options,
                                        const NewBin& wanted) {
  return make_bin(log, options, wanted, bin_defaults(options));
}

base::Result<journal::BinInfo> make_bin(journal::CaptureLog& log, const BinServerOptions& options,
                                        const NewBin& wanted, journal::BinOptions bin) {
  if (log.bin_count() >= options.max_bins) {
    return base::Diag(base::Diag::Kind::kEnvironment, "bin/too-many",
                      "there are " + std::to_string(options.max_bins) + " bins already",
                      "delete some, or wait until they expire");
  }
  bin.is_private = wanted.is_private;
  if (wanted.name.empty()) return log.create_bin_any_name(std::move(bin));
  return log.create_bin(wanted.name, std::move(bin));
}

std::string session_cookie(const journal::BinInfo& bin) {
  return "session=" + bin.key + "; HttpOnly; Path=/" + bin.name + "; SameSite=Lax";
}

bool may_see_page(const journal::BinInfo& bin, const match::Request& request) {
  if (!bin.is_private) return true;
  const match::Subject subject(request);
  const auto& cookies = subject.cookies();
  return std::any_of(cookies.begin(), cookies.end(), [&bin](const match::Field& cookie) {
    return cookie.name == "session" && same_secret(cookie.value, bin.key);
  });
}

std::optional<journal::BinInfo> look_up(const journal::CaptureLog& log, std::string_view segment) {
  if (auto exact = log.bin(segment)) return exact;
  return log.bin(segment.substr(0, segment.find('.')));
}

V1Api::V1Api(journal::CaptureLog& log, const BinServerOptions& options, RecordAnswers& answers)
    : log_(log), options_(options), answers_(answers) {
  for (const auto& bin : log_.bins()) {
    if (is_hidden(bin)) hidden_ += bin.last;  // of a store
  }
  log_.add_observer(*this);
}
V1Api::~V1Api() { log_.remove_observer(*this); }

void V1Api::handle(const match::Request& request,
                   const std::shared_ptr<http::Responder>& responder) {
  auto parts = base::split(std::string_view(request.path).substr(1), '/');  // api, v1, ...
  parts.erase(parts.begin(), parts.begin() + 2);
  const bool reading = request.method == "GET" || request.method == "HEAD";
  const bool bins = !parts.empty() && parts[0] == "bins";
  const bool known = (bins && (parts.size() == 1 || parts.size() == 2 ||
                               (parts.size() <= 4 && parts[2] == "requests"))) ||
                     (parts.size() == 1 && parts[0] == "stats");
  if (!known) return responder->send(not_found());
  if (request.method == "OPTIONS") {
    auto answer = html_answer(200, "");
    answer.set_header("Allow", kBinMethods);
    return responder->send(std::move(answer));
  }
  if (bins && parts.size() == 1)
    return responder->send(request.method == "POST" ? create(request) : not_found());
  // RequestBin's catch-all takes these for a bin named "api".
  if (!reading) return responder->send(not_found());
  if (!bins) return responder->send(v1_answer(200, stats()));
  std::vector<journal::RecordPtr> records;
  auto read = read_bins(parts, records);
  answers_.answer(
      records,
      [callback = callback_of(request), read = std::move(read)] { return wrap(callback, read()); },
      responder);
}

std::function<V1Api::Found()> V1Api::read_bins(const std::vector<std::string_view>& parts,
                                               std::vector<journal::RecordPtr>& records) const {
  const auto bin = look_up(log_, parts[1]);
  if (!bin) return [] { return Found{404, v1_error("Bin not found")}; };
  if (parts.size() == 2) return [json = dump_v1(bin_to_v1(*bin))] { return Found{200, json}; };
  if (parts.size() == 3) {
    records = log_.read(bin->name);
    return [records, max_raw = options_.max_raw_size, ignored = options_.ignore_headers] {
      auto list = base::Json::array();
      for (auto it = records.rbegin(); it != records.rend(); ++it)
        list.push_back(record_to_v1(**it, max_raw, ignored));
      return Found{200, dump_v1(list)};
    };
  }
  const auto record = log_.find(bin->name, parts[3]);
  if (!record) return [] { return Found{404, v1_error("Request not found")}; };
  records = {record};
  return [record, max_raw = options_.max_raw_size, ignored = options_.ignore_headers] {
    return Found{200, dump_v1(record_to_v1(*record, max_raw, ignored))};
  };
}

http::Response V1Api::create(const match::Request& request) {
  const auto callback = callback_of(request);
  const auto bin = make_bin(log_, options_, read_new_bin(request));
  if (!bin) {
    return wrap(callback, {http::status_of(bin.error().kind), v1_error(bin.error().message)});
  }
  auto answer = wrap(callback, {200, dump_v1(bin_to_v1(*bin))});
  if (bin->is_private) answer.headers.push_back({"Set-Cookie", session_cookie(*bin)});
  return answer;
}

http::Response V1Api::wrap(const std::string& callback, const Found& found) {
  if (callback.empty()) return v1_answer(found.status, found.json);
  if (!is_callback(callback)) return v1_answer(400, v1_error("Bad jsonp callback"));
  http::Response answer(200, "text/javascript",
                        callback + "(" + found.json + ")");  // 200 for errors as well
  answer.set_header("X-Content-Type-Options", "nosniff");
  return answer;
}

void V1Api::on_append(const journal::RecordPtr& record) {
  const auto* bin = log_.info(record->bin);
  if (bin != nullptr && is_hidden(*bin)) ++hidden_;
}

std::string V1Api::stats() const {
  std::size_t count = 0, held = 0, bytes = 0;
  for (const auto& bin : log_.bins()) {
    if (is_hidden(bin)) continue;
    ++count;
    held += bin.held;
    bytes += bin.held_bytes;
  }
  base::Json object;
  object["bin_count"] = count;
  object["avg_req_size_kb"] = held == 0 ? base::Json(nullptr) : base::Json(bytes / held / 1024);
  object["request_count"] = log_.numbered() - log_.elsewhere() - hidden_;
  return dump_v1(object);
}

}  // namespace ricochet::requestbin

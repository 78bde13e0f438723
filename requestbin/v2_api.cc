#include "requestbin/v2_api.h"

#include <algorithm>
#include <charconv>

#include "base/json.h"
#include "base/text.h"
#include "requestbin/answers.h"
#include "requestbin/await_request.h"
#include "requestbin/v1_api.h"
#include "requestbin/v2_json.h"

namespace ricochet::requestbin {

namespace {

/// A number in the query: absent is `fallback`, anything else than a number in range is an error.
base::Result<std::uint64_t> query_number(const match::Request& request, std::string_view name,
                                         std::uint64_t fallback, std::uint64_t max) {
  for (const auto& field : request.queries) {
    if (field.name != name) continue;
    std::uint64_t value = 0;
    const auto* end = field.value.data() + field.value.size();
    const auto [stop, problem] = std::from_chars(field.value.data(), end, value);
    if (problem != std::errc() || stop != end || value > max) {
      return base::Diag(
          "await/bad-query",
          std::string(name) + " is " + base::in_quotes(base::shorten(field.value, 40)),
          "give a whole number from 0 to " + std::to_string(max));
    }
    return value;
  }
  return fallback;
}

base::Diag too_many(std::size_t limit) {
  return {"await/too-many", std::to_string(limit) + " waits are open already",
          "let some end, or wait less often"};
}

}  // namespace

V2Api::V2Api(base::Loop& loop, CaptureLog& log, AwaitDriver& awaits,
             const BinServerOptions& options)
    : loop_(loop), log_(log), awaits_(awaits), options_(options), polls_(loop, log) {}

base::Diag V2Api::no_bin(std::string_view name) const {
  std::vector<std::string> names;
  for (const auto& bin : log_.bins()) {
    if (!bin.is_private) names.push_back(bin.name);
  }
  return {"await/no-bin", "there is no bin " + base::in_quotes(base::shorten(name, 80)),
          base::did_you_mean(name, names)};
}

void V2Api::handle(const match::Request& request, std::shared_ptr<http::Responder> responder) {
  Parts parts;
  for (const auto part : base::split(std::string_view(request.path).substr(1), '/'))
    parts.emplace_back(part);
  parts.erase(parts.begin(), parts.begin() + 2);  // api, v2
  const bool reading = request.method == "GET" || request.method == "HEAD";
  if (parts.empty()) return responder->send(not_found());
  if (parts[0] == "awaits" && parts.size() <= 2)
    return responder->send(awaits_route(request, parts));
  if (parts[0] != "bins" || parts.size() > 4) return responder->send(not_found());
  if (parts.size() == 1) {
    if (!reading) return responder->send(method_not_allowed("GET, HEAD"));
    base::Json object;
    base::Json& list = object["bins"] = base::Json::array();
    for (const auto& bin : log_.bins()) {
      if (!bin.is_private)
        list.push_back(bin_to_v2(bin));  // who knows the name of a private one may ask for it
    }
    return responder->send(v2_answer(200, object));
  }
  const auto bin = look_up(log_, parts[1]);
  if (!bin) return responder->send(v2_error(404, no_bin(parts[1])));
  bin_route(request, *bin, parts, std::move(responder));
}

void V2Api::bin_route(const match::Request& request, const BinInfo& bin, const Parts& parts,
                      std::shared_ptr<http::Responder> responder) {
  const bool reading = request.method == "GET" || request.method == "HEAD";
  if (parts.size() == 2) {
    return responder->send(reading ? v2_answer(200, bin_to_v2(bin))
                                   : method_not_allowed("GET, HEAD"));
  }
  if (parts[2] == "await" && parts.size() == 3) {
    if (request.method != "POST") return responder->send(method_not_allowed("POST"));
    return await(request, bin, std::move(responder));
  }
  if (parts[2] != "requests") return responder->send(not_found());
  if (parts.size() == 4) {
    if (!reading) return responder->send(method_not_allowed("GET, HEAD"));
    const auto record = log_.find(bin.name, std::string_view(parts[3]));
    if (record) return responder->send(v2_answer(200, record_to_v2(*record, log_.started())));
    return responder->send(
        v2_error(404, {"bin/no-record",
                       "the bin " + base::in_quotes(bin.name) + " holds no record " +
                           base::in_quotes(base::shorten(parts[3], 40)),
                       "it may have been dropped for room or cleared; list the requests"}));
  }
  if (request.method == "DELETE") {
    base::Json object;
    object["cleared"] = log_.clear(bin.name);
    object["cursor"] = log_.cursor(bin.name);
    return responder->send(v2_answer(200, object));
  }
  if (!reading) return responder->send(method_not_allowed("GET, HEAD, DELETE"));
  list(request, bin.name, std::move(responder));
}

http::Response V2Api::listing(const std::string& bin, Seq after, std::size_t limit) const {
  const auto info = log_.bin(bin);
  if (!info) return v2_error(404, no_bin(bin));
  const auto records = log_.read(bin, after, limit);
  base::Json object;
  object["bin"] = bin;
  object["cursor"] = records.empty() ? after : records.back()->seq;
  object["newest"] = info->last;
  // What lies between the asked cursor and here is gone: whoever reads a gap-free story must know.
  object["gone_through"] = std::max(info->evicted_through, info->cleared_through);
  base::Json& list = object["requests"] = base::Json::array();
  for (const auto& record : records) list.push_back(record_to_v2(*record, log_.started()));
  return v2_answer(200, object);
}

void V2Api::list(const match::Request& request, const std::string& bin,
                 std::shared_ptr<http::Responder> responder) {
  const auto after = query_number(request, "after", 0, INT64_MAX);
  const auto wait_ms = query_number(request, "wait_ms", 0, kMaxWaitMs);
  const auto limit = query_number(request, "limit", kDefaultLimit, kMaxLimit);
  for (const auto* number : {&after, &wait_ms, &limit}) {
    if (!*number) return responder->send(v2_error(400, number->error()));
  }
  const auto count = static_cast<std::size_t>(*limit);
  if (*wait_ms == 0 || log_.cursor(bin) > *after)
    return responder->send(listing(bin, *after, count));
  if (polls_.size() >= options_.max_waits)
    return responder->send(v2_error(503, too_many(options_.max_waits)));
  // The poll holds the responder and the responder the way to cancel it; waking or leaving breaks
  // the ring.
  const auto id = polls_.wait(
      bin, std::chrono::milliseconds(*wait_ms),
      [this, responder, bin, seq = *after, count] { responder->send(listing(bin, seq, count)); });
  responder->on_disconnect([this, id] { polls_.cancel(id); });
}

void V2Api::await(const match::Request& request, const BinInfo& bin,
                  std::shared_ptr<http::Responder> responder) {
  base::DiagList diags;
  Expectation expectation;
  if (!read_await_request(request.body, bin, diags, expectation)) {
    return responder->send(v2_answer(400, diags_to_v2(diags.all())));
  }
  if (awaits_.open() >= options_.max_waits)
    return responder->send(v2_error(503, too_many(options_.max_waits)));
  const auto always200 = query_number(request, "always200", 0, 1);
  if (!always200) return responder->send(v2_error(400, always200.error()));
  const auto id = awaits_.start(std::move(expectation), [responder, epoch = log_.started(),
                                                         calm = *always200 ==
                                                                1](const Verdict& verdict) {
    responder->send(v2_answer(verdict.passed() || calm ? 200 : 412, verdict_to_v2(verdict, epoch)));
  });
  if (!id) return responder->send(v2_error(400, id.error()));
  responder->on_disconnect([this, wait = *id] { awaits_.cancel(wait, "the client went away"); });
}

http::Response V2Api::awaits_route(const match::Request& request, const Parts& parts) const {
  if (request.method != "GET" && request.method != "HEAD") return method_not_allowed("GET, HEAD");
  const auto pending = awaits_.pending();
  if (parts.size() == 1) {
    base::Json object;
    base::Json& list = object["awaits"] = base::Json::array();
    for (const auto& open : pending) list.push_back(pending_to_v2(open, loop_.now()));
    return v2_answer(200, object);
  }
  AwaitId id = 0;
  const auto& text = parts[1];
  const auto [stop, problem] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (problem == std::errc() && stop == text.data() + text.size()) {
    if (const auto* verdict = awaits_.verdict(id))
      return v2_answer(200, verdict_to_v2(*verdict, log_.started()));
    for (const auto& open : pending) {
      if (open.id != id) continue;
      auto object = pending_to_v2(open, loop_.now());
      object["outcome"] = "pending";
      return v2_answer(200, object);
    }
  }
  return v2_error(404,
                  {"await/unknown", "there is no await " + base::in_quotes(base::shorten(text, 40)),
                   "verdicts are kept for a while only; GET /api/v2/awaits lists the open ones"});
}

}  // namespace ricochet::requestbin

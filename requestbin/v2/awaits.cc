#include "requestbin/v2/awaits.h"

#include <algorithm>
#include <charconv>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "http/api.h"
#include "journal/wire_text.h"
#include "requestbin/answers.h"
#include "requestbin/v2/await_request.h"
#include "requestbin/v2/privacy.h"

namespace ricochet::requestbin {

V2Awaits::V2Awaits(const V2Context& context, http::Router& router)
    : context_(context), answers_(context.loop) {
  for (const bool verify : {false, true}) {
    const std::string word = verify ? "verify" : "await";
    router.add("POST", "/api/v2/bins/{bin}/" + word, [this, verify](const http::RouteCall& call) {
      if (const auto* bin = context_.bin_of(call)) judge(call, bin, verify);
    });
    router.add("POST", "/api/v2/" + word,
               [this, verify](const http::RouteCall& call) { judge(call, nullptr, verify); });
  }
  router.add("GET", "/api/v2/awaits", [this](const http::RouteCall& call) { list(call); });
  router.add("GET", "/api/v2/awaits/{id}", [this](const http::RouteCall& call) { one(call); });
}

void V2Awaits::judge(const http::RouteCall& call, const journal::BinInfo* bin, bool verify) {
  const auto responder = call.responder;
  const auto known = http::check_queries(call.request, {"always200"});
  if (!known) return responder->send(v2_error(known.error()));
  const auto always200 = http::query_bool(call.request, "always200", false);
  if (!always200) return responder->send(v2_error(always200.error()));
  base::DiagList diags;
  AwaitRequest asked;
  if (!read_await_request(call.request.body, context_.log, bin, verify, diags, asked)) {
    return responder->send(v2_error(diags));
  }
  std::string key;
  if (asked.anchored && !asked.expectation.name.empty() && !verify) {
    key = (bin != nullptr ? bin->name : "") + " " + journal::sha256_hex(call.request.body);
    if (join(key, responder, *always200)) return;
  }
  if (context_.awaits.open() >= context_.options.max_waits) {
    return responder->send(
        v2_error({base::Diag::Kind::kEnvironment, "await/too-many",
                  std::to_string(context_.options.max_waits) + " waits are open already",
                  "let some end, or wait less often"}));
  }
  // The verdict is called back from the loop, so after the askers are in place.
  const auto id = context_.awaits.start(std::move(asked.expectation),
                                        alive_.guarded([this](const awaits::Verdict& verdict) {
                                          const auto node = askers_.extract(verdict.id);
                                          if (node.empty()) return;
                                          for (const auto& asker : node.mapped().all)
                                            send_verdict(asker.responder, verdict, asker.always200);
                                        }));
  if (!id) return responder->send(v2_error(id.error()));
  attach(*id, responder, *always200);
  if (key.empty()) return;
  const bool is_new = retries_.insert_or_assign(key, *id).second;
  if (!is_new) return;
  retry_order_.push_back(key);
  if (retry_order_.size() > kRetries) {
    retries_.erase(retry_order_.front());
    retry_order_.pop_front();
  }
}

/// The same named request from the same cursor means the same wait: it may be sent again when its
/// connection broke, and finds the wait that goes on, or its verdict.
bool V2Awaits::join(const std::string& key, const std::shared_ptr<http::Responder>& responder,
                    bool always200) {
  const auto known = retries_.find(key);
  if (known == retries_.end()) return false;
  if (askers_.contains(known->second)) {
    attach(known->second, responder, always200);
    return true;
  }
  const auto* verdict = context_.awaits.verdict(known->second);
  if (verdict == nullptr || verdict->kind == awaits::VerdictKind::kCancelled) return false;
  send_verdict(responder, *verdict, always200);
  return true;
}

void V2Awaits::send_verdict(const std::shared_ptr<http::Responder>& responder,
                            const awaits::Verdict& verdict, bool always200) {
  const int status = verdict.passed() || always200 ? 200 : 412;
  answers_.answer_later(
      shown_whole(verdict),
      [status, verdict, start = context_.start()] {
        return v2_answer(status, verdict_to_v2(verdict, start));
      },
      responder);
}

void V2Awaits::attach(awaits::AwaitId id, const std::shared_ptr<http::Responder>& responder,
                      bool always200) {
  const auto number = next_asker_++;
  askers_[id].all.push_back({number, responder, always200});
  responder->on_disconnect([this, id, number] {
    const auto it = askers_.find(id);
    if (it == askers_.end()) return;
    std::erase_if(it->second.all, [number](const auto& asker) { return asker.number == number; });
    if (!it->second.all.empty()) return;
    askers_.erase(it);
    context_.awaits.cancel(id, "the client went away");
  });
}

void V2Awaits::stop() {
  std::vector<awaits::AwaitId> ids;
  for (const auto& [id, askers] : askers_) ids.push_back(id);
  for (const auto id : ids) context_.awaits.cancel(id, "the server is stopping");
}

void V2Awaits::list(const http::RouteCall& call) const {
  if (const auto known = http::check_queries(call.request, {"bins"}); !known)
    return call.responder->send(v2_error(known.error()));
  const auto named = NamedBins::of(call.request);
  base::Json object;
  base::Json& list = object["awaits"] = base::Json::array();
  for (const auto& open : context_.awaits.pending()) {
    if (named.may_see(open.sources))
      list.push_back(await_to_v2(open, context_.start(), context_.loop.now()));
  }
  std::size_t listed = 0;
  for (const auto* verdict : context_.awaits.decided(SIZE_MAX)) {
    if (!named.may_see(verdict->sources)) continue;
    if (++listed > kListed) break;
    list.push_back(await_to_v2(*verdict, context_.start()));
  }
  call.responder->send(v2_answer(200, object));
}

void V2Awaits::one(const http::RouteCall& call) {
  if (const auto known = http::check_queries(call.request, {"bins"}); !known)
    return call.responder->send(v2_error(known.error()));
  const auto named = NamedBins::of(call.request);
  awaits::AwaitId id = 0;
  const auto& text = call.param("id");
  const auto [stop, problem] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (problem == std::errc() && stop == text.data() + text.size()) {
    const auto* verdict = context_.awaits.verdict(id);
    if (verdict != nullptr && named.may_see(verdict->sources))
      return send_verdict(call.responder, *verdict, true);
    if (const auto open = context_.awaits.pending(id); open && named.may_see(open->sources)) {
      return call.responder->send(
          v2_answer(200, await_to_v2(*open, context_.start(), context_.loop.now())));
    }
  }
  call.responder->send(
      v2_error({base::Diag::Kind::kNotFound, "await/unknown",
                "there is no await " + base::in_quotes(base::shorten(text, 40)),
                "verdicts are kept for a while only; GET /api/v2/awaits lists them (those of a "
                "private bin by ?bins=NAME)"}));
}

}  // namespace ricochet::requestbin

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
#include "requestbin/v2/record_looks.h"

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
  auto asked = std::make_shared<Asked>();
  asked->body = call.request.body;
  asked->verify = verify;
  asked->always200 = *always200;
  asked->responder = responder;
  if (bin != nullptr) asked->bin = std::pair(bin->name, bin->created);
  if (asked->body.size() < kLong)
    return begin(*asked, read_await_body(asked->body, bin != nullptr, verify));
  responder->on_disconnect([waiting = std::weak_ptr(asked)] {
    if (const auto gone = waiting.lock()) gone->gone = true;
  });
  read_later(asked);
}

/// A selector of so many conditions takes a while to compile, and to let go of.
void V2Awaits::read_later(const std::shared_ptr<Asked>& asked) {
  work_.run(
      context_.loop.pool(), asked->body.size(),
      [asked]() -> base::Result<std::shared_ptr<AwaitBody>> {
        return std::make_shared<AwaitBody>(
            read_await_body(asked->body, asked->bin.has_value(), asked->verify));
      },
      [this, asked](base::Result<std::shared_ptr<AwaitBody>> body) {
        if (asked->gone) return;
        if (!body) {
          context_.loop.call_after(RecordLooks::kAgain,
                                   alive_.guarded([this, asked] { read_later(asked); }));
          return;
        }
        for (auto& [pointer, selector] : (*body)->selectors)
          selector.matcher = let_go_elsewhere(std::move(selector.matcher));
        begin(*asked, **body);
        context_.loop.pool().discard(*std::move(body));
      });
}

std::shared_ptr<const match::Matcher> V2Awaits::let_go_elsewhere(
    std::shared_ptr<const match::Matcher> matcher) {
  if (matcher == nullptr) return matcher;
  const auto* shown = matcher.get();
  return {shown, [&loop = context_.loop, matcher = std::move(matcher)](const auto*) mutable {
            loop.pool().discard(std::const_pointer_cast<match::Matcher>(std::move(matcher)));
          }};
}

void V2Awaits::begin(const Asked& asked, const AwaitBody& body) {
  const auto& responder = asked.responder;
  const journal::BinInfo* bin = nullptr;
  if (asked.bin) {
    bin = context_.log.info(asked.bin->first);
    if (bin == nullptr || bin->created != asked.bin->second)
      return responder->send(v2_error(context_.no_bin(asked.bin->first)));
  }
  base::DiagList diags;
  AwaitRequest request;
  if (!read_await_request(body, context_.log, bin, asked.verify, diags, request))
    return responder->send(v2_error(diags));
  std::string key;
  if (request.anchored && !request.expectation.name.empty() && !asked.verify) {
    key = (bin != nullptr ? bin->name : "") + " " + journal::sha256_hex(asked.body);
    if (join(key, responder, asked.always200)) return;
  }
  if (context_.awaits.open() >= context_.options.max_waits) {
    return responder->send(
        v2_error({base::Diag::Kind::kEnvironment, "await/too-many",
                  std::to_string(context_.options.max_waits) + " waits are open already",
                  "let some end, or wait less often"}));
  }
  // The verdict is called back from the loop, so after the askers are in place.
  const auto id = context_.awaits.start(std::move(request.expectation),
                                        alive_.guarded([this](const awaits::Verdict& verdict) {
                                          const auto node = askers_.extract(verdict.id);
                                          if (node.empty()) return;
                                          for (const auto& asker : node.mapped().all)
                                            send_verdict(asker.responder, verdict, asker.always200);
                                        }));
  if (!id) return responder->send(v2_error(id.error()));
  attach(*id, responder, asked.always200);
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

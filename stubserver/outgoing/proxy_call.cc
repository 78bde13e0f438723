#include "stubserver/outgoing/proxy_call.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/text/text.h"
#include "stubserver/answer/traffic_log.h"
#include "stubserver/outgoing/call_gate.h"
#include "stubserver/outgoing/forwarding.h"
#include "stubserver/outgoing/relay.h"

namespace ricochet::stubserver {

namespace {

constexpr const char* kFailed = "stub/proxy-failed";

bool is_event_stream(const http::Response& head) {
  const std::string* type = head.header("Content-Type");
  return type != nullptr &&
         base::iequals(base::trim(base::split(*type, ';').front()), "text/event-stream");
}

}  // namespace

void ProxyCall::start(ErrandContext context, std::function<void(base::Status)> done) {
  context_.emplace(context);
  done_ = std::move(done);
  timeout_.emplace(context.loop);
  if (plan_->file_first) return use_stored([this] { call(); });
  call();
}

void ProxyCall::call() {
  const auto passage =
      context_->gate.admit({.url = to_.url, .named = to_.named, .depth = context_->depth});
  if (!passage) return finish_later(passage.error());
  http::ClientRequest request;
  request.method = context_->request.method;
  request.url = to_.url;
  request.headers = forwarded_headers(context_->request);
  request.body = context_->request.body;
  request.timeout = plan_->call.timeout;
  request.tls = plan_->call.tls;
  // Undone by a worker, when it is there, and not by the client on the loop.
  request.headers.push_back({"Accept-Encoding", "gzip, deflate"});
  CallGate::watch(*passage, request);
  http::StreamReader reader;
  reader.on_head = [this](http::Response head) { on_head(std::move(head)); };
  reader.on_piece = [this](std::string_view piece) { on_piece(piece); };
  reader.done = [this](const base::Status& status) { on_end(status); };
  // The client's own limit ends with the head; this one is for the whole answer.
  timeout_->after(plan_->call.timeout, [this] {
    stream_ = nullptr;
    fall_back(
        base::Diag(kFailed, "no complete answer within " + base::humanize(plan_->call.timeout)));
  });
  stream_ = http::fetch_stream(context_->loop, std::move(request), std::move(reader));
}

void ProxyCall::on_head(http::Response head) {
  coming_ = std::make_shared<Gathered>(std::move(head));
  // A fault beside the proxy wants the answer as a whole.
  if (!is_event_stream(coming_->head) || context_->delivery != nullptr) return;
  timeout_->cancel();
  relay_ = std::make_shared<Relay>();
  relay_->attach(stream_);
  if (!coming_->coding.empty())
    inflater_ =
        std::make_unique<base::Inflater>(coming_->coding, std::numeric_limits<std::size_t>::max());
  take_over(context_->response, std::move(coming_->head), context_->request);
  context_->delivery = std::make_unique<RelayDelivery>(relay_);
  finish_later({});
}

void ProxyCall::on_piece(std::string_view piece) {
  if (stream_ == nullptr) return;  // given up already, with what else came in the same read
  if (relay_ != nullptr && inflater_ == nullptr) return relay_->piece(piece);
  if (relay_ != nullptr) {
    auto plain = inflater_->put(piece);
    if (plain) return relay_->piece(*plain);
    context_->loop.destroy_later(std::exchange(stream_, nullptr));
    return relay_->ended(plain.error());
  }
  if (coming_->bytes + piece.size() > kMaxProxiedBytes) {
    timeout_->cancel();
    context_->loop.destroy_later(std::exchange(stream_, nullptr));
    return fall_back(
        base::Diag(kFailed, "the answer is larger than " + base::format_bytes(kMaxProxiedBytes)));
  }
  coming_->add(piece);
}

void ProxyCall::on_end(const base::Status& status) {
  if (stream_ == nullptr) return;
  if (relay_ != nullptr)
    return relay_->ended(status && inflater_ != nullptr ? inflater_->end() : status);
  timeout_->cancel();
  if (!status) return fall_back(status.error());
  gathered();
}

void ProxyCall::gathered() {
  if (coming_->is_quick()) return on_whole(coming_->whole(kMaxProxiedBytes));
  auto begun = std::make_shared<bool>(false);
  inflated_ = context_->loop.pool().run(
      coming_->bytes,
      [coming = coming_, begun] {
        *begun = true;
        return coming->whole(kMaxProxiedBytes);
      },
      [this, begun](base::Result<http::Response> whole) {
        // Where the workers have no room, here: the answer has come, and is not lost for that.
        on_whole(*begun ? std::move(whole) : coming_->whole(kMaxProxiedBytes));
      });
}

void ProxyCall::on_whole(base::Result<http::Response> whole) {
  coming_ = nullptr;
  if (!whole) return fall_back(whole.error());
  target_ = std::move(*whole);
  answered();
}

void ProxyCall::answered() {
  const auto& failures = plan_->failures;
  if (std::find(failures.begin(), failures.end(), target_.status) != failures.end()) {
    // Without a stored answer the target's own is passed on, whatever it is.
    if (plan_->file && !plan_->file_first) return use_stored([this] { pass_on(); });
  } else if (plan_->file) {
    return store();
  }
  pass_on();
}

void ProxyCall::pass_on() {
  take_over(context_->response, std::move(target_), context_->request);
  finish({});
}

void ProxyCall::fall_back(const base::Diag& why) {
  base::Diag failure(kFailed, "the proxy's target " + to_.url + " did not answer: " + why.message,
                     why.hint);
  if (plan_->file) failure.message += ", and no stored answer in " + plan_->file->path() + " fits";
  if (!plan_->file || plan_->file_first) return finish(std::move(failure));
  use_stored([this, failure = std::move(failure)] { finish(failure); });
}

void ProxyCall::use_stored(std::function<void()> otherwise) {
  on_disk_ = context_->loop.worker().run(
      context_->request.body.size(),
      [file = *plan_->file, request = context_->request] { return file.find(request); },
      [this, otherwise = std::move(otherwise)](base::Result<std::optional<http::Response>> stored) {
        if (!stored) return finish(stored.error());
        if (!*stored) return otherwise();
        take_over(context_->response, std::move(**stored), context_->request);
        finish({});
      });
}

/// Lent to the worker meanwhile: a copy of a large one would take a while, too.
void ProxyCall::store() {
  const auto bytes = context_->request.body.size() + target_.body.size();
  auto lent = std::make_shared<http::Response>(std::move(target_));
  on_disk_ = context_->loop.worker().run(
      bytes,
      [file = *plan_->file, request = context_->request, lent] {
        return file.store(request, *lent);
      },
      [this, lent](const base::Result<ExchangeFile::Stored>& stored) {
        if (!stored) return finish(stored.error());
        warn_of(*stored);
        target_ = std::move(*lent);
        pass_on();
      });
}

/// The target has answered: that goes on, whatever can be kept of it.
void ProxyCall::warn_of(const ExchangeFile::Stored& stored) const {
  if (context_->log == nullptr) return;
  const auto& path = plan_->file->path();
  const auto bound = base::format_bytes(base::kMaxFileBytes);
  if (!stored.kept) {
    context_->log->on_warning("an answer of " + to_.url + " is not kept: with it alone " + path +
                              " would be larger than " + bound);
  } else if (stored.dropped > 0) {
    context_->log->on_warning(base::plural(stored.dropped, "stored answer") + " of " + path +
                              " dropped, the oldest: it would be larger than " + bound);
  }
}

void ProxyCall::finish(base::Status status) {
  if (const auto done = std::exchange(done_, nullptr)) done(std::move(status));
}

void ProxyCall::finish_later(base::Status status) {
  // A timer of ours, so that it ends with us.
  timeout_->after(base::Duration::zero(), [this, status = std::move(status)] { finish(status); });
}

}  // namespace ricochet::stubserver

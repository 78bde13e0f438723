#include "requestbin/transfer/import_routes.h"

#include <utility>

#include "base/json/json.h"
#include "http/api.h"
#include "requestbin/answers.h"
#include "requestbin/transfer/har_reader.h"
#include "requestbin/transfer/import_reader.h"

namespace ricochet::requestbin {

struct V2Import::Job {
  Job(const journal::BinInfo& into, std::string text, bool har, std::shared_ptr<std::size_t> count,
      std::shared_ptr<http::Responder> to)
      : bin(into.name),
        created(into.created),
        reader(std::make_shared<ImportReader>(std::move(text), har)),
        under_way(std::move(count)),
        responder(std::move(to)) {
    ++*under_way;
  }
  ~Job() { --*under_way; }
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  const std::string bin;
  const base::TimePoint created;         // of the bin: another one of its name is not meant
  std::shared_ptr<ImportReader> reader;  // while a worker reads, its alone
  std::vector<http::Exchange> calls;
  std::size_t put = 0;
  std::shared_ptr<std::size_t> under_way;
  std::shared_ptr<http::Responder> responder;
};

V2Import::V2Import(const V2Context& context, http::Router& router) : context_(context) {
  router.add("POST", "/api/v2/bins/{bin}/import",
             [this](http::RouteCall call) { start(std::move(call)); });
}

void V2Import::start(http::RouteCall call) {
  const auto* bin = context_.bin_of(call);
  if (bin == nullptr) return;
  const auto fail = [&call](const base::Diag& diag) { call.responder->send(v2_error(diag)); };
  if (bin->kind == journal::BinKind::kTopic)
    return fail({base::Diag::Kind::kConflict, "bin/no-calls",
                 "calls cannot be put into the bin of a topic", "use another bin"});
  if (const auto known = http::check_queries(call.request, {"format"}); !known)
    return fail(known.error());
  auto& body = call.request.body;
  const auto format = http::query_word(call.request, "format",
                                       looks_like_har(body) ? "har" : "ndjson", {"har", "ndjson"});
  if (!format) return fail(format.error());
  if (*under_way_ >= kMaxUnderWay)
    return fail({base::Diag::Kind::kEnvironment, "bin/too-many-imports",
                 std::to_string(kMaxUnderWay) + " imports are under way already",
                 "wait for one to end"});
  read_on(
      std::make_shared<Job>(*bin, std::move(body), *format == "har", under_way_, call.responder));
}

/// All of it is read before anything of it is put in: by workers, each slice behind what others
/// wait for. What is held is bounded by --max-import already, so it does not count there.
void V2Import::read_on(const std::shared_ptr<Job>& job) {
  calls_.run(
      context_.loop.pool(), 0,
      [reader = job->reader]() -> base::Result<bool> { return reader->read(kSliceBytes); },
      [this, job](const base::Result<bool>& more) {
        if (!more) {
          context_.loop.call_after(kAgain, alive_.guarded([this, job] { read_on(job); }));
          return;
        }
        if (*more) return read_on(job);
        const auto& diags = job->reader->diags();
        if (diags.has_errors()) return job->responder->send(v2_error(diags));
        job->calls = job->reader->take_calls();
        context_.loop.pool().discard(std::move(job->reader));
        put_in(job);
      });
}

void V2Import::put_in(const std::shared_ptr<Job>& job) {
  const auto* bin = context_.log.info(job->bin);
  if (bin == nullptr || bin->created != job->created)
    return job->responder->send(v2_error(context_.no_bin(job->bin)));
  std::size_t bytes = 0;
  const auto end = std::min(job->put + kSliceCalls, job->calls.size());
  for (; job->put < end && bytes < kSliceBytes; ++job->put) {
    auto& exchange = job->calls[job->put];
    bytes += exchange.request.body.size() + exchange.response_body.size();
    exchange.bin = job->bin;
    exchange.received = context_.loop.now();
    if (exchange.received_wall == base::WallTime())
      exchange.received_wall = context_.loop.wall_now();
    context_.log.append(std::move(exchange));
  }
  if (job->put < job->calls.size())
    return context_.loop.post(alive_.guarded([this, job] { put_in(job); }));
  base::Json object;
  object["imported"] = job->calls.size();
  object["cursor"] = context_.log.cursor(job->bin);
  job->responder->send(v2_answer(200, object));
}

}  // namespace ricochet::requestbin

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
        reader(std::move(text), har),
        under_way(std::move(count)),
        responder(std::move(to)) {
    ++*under_way;
  }
  ~Job() { --*under_way; }
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  const std::string bin;
  const base::TimePoint created;  // of the bin: another one of its name is not meant
  ImportReader reader;
  std::vector<http::Exchange> calls;
  std::size_t put = 0;
  std::shared_ptr<std::size_t> under_way;
  std::shared_ptr<http::Responder> responder;
};

V2Import::V2Import(const V2Context& context, http::Router& router) : context_(context) {
  router.add("POST", "/api/v2/bins/{bin}/import",
             [this](const http::RouteCall& call) { start(call); });
}

void V2Import::start(const http::RouteCall& call) {
  const auto* bin = context_.bin_of(call);
  if (bin == nullptr) return;
  const auto fail = [&call](const base::Diag& diag) { call.responder->send(v2_error(diag)); };
  if (bin->kind == journal::BinKind::kTopic)
    return fail({base::Diag::Kind::kConflict, "bin/no-calls",
                 "calls cannot be put into the bin of a topic", "use another bin"});
  if (const auto known = http::check_queries(call.request, {"format"}); !known)
    return fail(known.error());
  const auto& body = call.request.body;
  const auto format = http::query_word(call.request, "format",
                                       looks_like_har(body) ? "har" : "ndjson", {"har", "ndjson"});
  if (!format) return fail(format.error());
  if (*under_way_ >= kMaxUnderWay)
    return fail({base::Diag::Kind::kEnvironment, "bin/too-many-imports",
                 std::to_string(kMaxUnderWay) + " imports are under way already",
                 "wait for one to end"});
  read_on(std::make_shared<Job>(*bin, body, *format == "har", under_way_, call.responder));
}

void V2Import::next(const std::shared_ptr<Job>& job,
                    void (V2Import::*step)(const std::shared_ptr<Job>&)) {
  context_.loop.post(alive_.guarded([this, job, step] { (this->*step)(job); }));
}

/// All of it is read before anything of it is put in.
void V2Import::read_on(const std::shared_ptr<Job>& job) {
  if (job->reader.read(kSliceBytes)) return next(job, &V2Import::read_on);
  if (job->reader.diags().has_errors()) return job->responder->send(v2_error(job->reader.diags()));
  job->calls = job->reader.take_calls();
  put_in(job);
}

void V2Import::put_in(const std::shared_ptr<Job>& job) {
  const auto* bin = context_.log.info(job->bin);
  if (bin == nullptr || bin->created != job->created)
    return job->responder->send(v2_error(context_.no_bin(job->bin)));
  const auto end = std::min(job->put + kSliceCalls, job->calls.size());
  for (; job->put < end; ++job->put) {
    auto& exchange = job->calls[job->put];
    exchange.bin = job->bin;
    exchange.received = context_.loop.now();
    if (exchange.received_wall == base::WallTime())
      exchange.received_wall = context_.loop.wall_now();
    context_.log.append(std::move(exchange));
  }
  if (job->put < job->calls.size()) return next(job, &V2Import::put_in);
  base::Json object;
  object["imported"] = job->calls.size();
  object["cursor"] = context_.log.cursor(job->bin);
  job->responder->send(v2_answer(200, object));
}

}  // namespace ricochet::requestbin

#include "requestbin/v2/requests.h"

#include <algorithm>
#include <utility>

#include "base/json/json.h"
#include "http/api.h"
#include "journal/record_json.h"
#include "journal/wire_text.h"
#include "requestbin/answers.h"
#include "requestbin/v2/await_request.h"
#include "requestbin/v2/privacy.h"
#include "requestbin/v2/selector.h"

namespace ricochet::requestbin {

struct V2Requests::Page {
  std::vector<journal::RecordPtr> records;
  journal::Seq cursor = 0;
  bool more = false;
  std::size_t scanned = 0;
  std::vector<journal::Seq> unknown;  ///< on which the filter gave up
  journal::RecordPtr dear;            ///< it ends before this one, which takes long to look at
};

/// A reader that waits for something newer.
struct V2Requests::Poll {
  Query query;
  base::TimePoint deadline;
  std::shared_ptr<http::Responder> responder;
  LongPolls::Id id = 0;
  std::vector<journal::Seq> unknown;  ///< of pages that had nothing to show
  bool looked = false;  ///< a worker has looked at a record for this page: the next one ends it
};

/// A deletion by filter, slice by slice.
struct V2Requests::Removal {
  Query query;
  journal::Seq through = 0;
  std::size_t removed = 0;
  std::vector<journal::Seq> unknown;
  std::shared_ptr<http::Responder> responder;
};

V2Requests::V2Requests(const V2Context& context, http::Router& router)
    : context_(context),
      polls_(context.loop, context.log),
      looks_(context.loop),
      answers_(context.loop) {
  const auto add = [this, &router](const char* method, const char* pattern,
                                   void (V2Requests::*handle)(const http::RouteCall&)) {
    router.add(method, pattern,
               [this, handle](const http::RouteCall& call) { (this->*handle)(call); });
  };
  add("GET", "/api/v2/bins/{bin}/requests", &V2Requests::list);
  add("DELETE", "/api/v2/bins/{bin}/requests", &V2Requests::remove);
  add("GET", "/api/v2/bins/{bin}/requests/{id}", &V2Requests::one);
  add("DELETE", "/api/v2/bins/{bin}/requests/{id}", &V2Requests::remove_one);
  add("GET", "/api/v2/bins/{bin}/requests/{id}/body", &V2Requests::body);
}

V2Requests::Page V2Requests::page_of(const Query& query) const {
  Page page;
  page.cursor = query.newest_first ? query.before : query.after;
  std::size_t bytes = 0;
  std::size_t shown = 0;
  std::uint64_t spent_work = 0;
  const auto visit = [&](const journal::RecordPtr& record) {
    const bool beyond = query.newest_first ? record->seq <= query.after
                                           : query.before != 0 && record->seq >= query.before;
    if (beyond) return false;
    const bool spent = query.filter && (page.scanned == kScanRecords || bytes > kScanBytes ||
                                        spent_work > kScanWork);
    if (page.records.size() == query.limit || spent || shown > kPageBytes) {
      page.more = true;
      return false;
    }
    const auto fit = query.known.gseq == record->gseq
                         ? std::optional(query.known.fit)
                         : fits_in_passing(query.filter.get(), *record, spent_work);
    if (!fit) {
      page.dear = record;
      page.more = true;
      return false;
    }
    ++page.scanned;
    bytes += record->message().body.size();
    page.cursor = record->seq;
    if (*fit == Fit::kUnknown) page.unknown.push_back(record->seq);
    if (*fit != Fit::kYes) return true;
    if (!query.summary) shown += record->cost();
    page.records.push_back(record);
    return true;
  };
  if (query.newest_first) {
    context_.log.for_each_back(query.bin, query.before == 0 ? INT64_MAX : query.before, visit);
  } else {
    context_.log.for_each(query.bin, query.after, visit);
  }
  return page;
}

void V2Requests::answer(const Poll& poll, Page&& page) {
  const auto& query = poll.query;
  const auto* bin = context_.log.info(query.bin);
  if (bin == nullptr) return poll.responder->send(v2_error(context_.no_bin(query.bin)));
  base::Json object;
  object["bin"] = query.bin;
  object["cursor"] = page.cursor;
  object["newest"] = bin->last;
  // What lies between the asked cursor and here is gone: whoever reads a gap-free story must know.
  object["gone_through"] = std::max(bin->evicted_through, bin->cleared_through);
  object["more"] = page.more;
  object["scanned"] = page.scanned;
  object["unknown"] = poll.unknown;
  const auto records = std::move(page.records);
  answers_.answer_later(
      records,
      [object = std::move(object), records, epoch = context_.log.started(),
       summary = query.summary]() mutable {
        base::Json& list = object["requests"] = base::Json::array();
        for (const auto& record : records)
          list.push_back(summary ? journal::record_summary_v2(*record, epoch)
                                 : journal::record_to_v2(*record, epoch));
        return v2_answer(200, object);
      },
      poll.responder);
}

void V2Requests::list(const http::RouteCall& call) {
  const auto* bin = context_.bin_of(call);
  if (bin == nullptr) return;
  const auto fail = [&call](const base::Diag& diag) { call.responder->send(v2_error(diag)); };
  const auto& request = call.request;
  const auto known = http::check_queries(
      request, {"after", "before", "order", "limit", "fields", "filter", "wait_ms"});
  if (!known) return fail(known.error());
  const auto cursor = [&](const char* name) -> base::Result<journal::Seq> {
    const auto* text = http::query(request, name);
    return text == nullptr ? base::Result<journal::Seq>(journal::Seq{0})
                           : read_cursor(context_.log, bin->name, *text);
  };
  const auto after = cursor("after");
  const auto before = cursor("before");
  for (const auto* seq : {&after, &before}) {
    if (!*seq) return fail(seq->error());
  }
  const auto wait_ms = http::query_int(request, "wait_ms", 0, 0, kMaxWaitMs);
  const auto limit = http::query_int(request, "limit", kDefaultLimit, 1, kMaxLimit);
  for (const auto* number : {&wait_ms, &limit}) {
    if (!*number) return fail(number->error());
  }
  const auto order = http::query_word(request, "order", "asc", {"asc", "desc"});
  const auto fields = http::query_word(request, "fields", "full", {"full", "summary"});
  if (!order) return fail(order.error());
  if (!fields) return fail(fields.error());
  base::DiagList diags;
  auto poll_of = std::make_shared<Poll>();
  auto& query = poll_of->query;
  if (!read_filter(request, bin->kind, diags, query.filter))
    return call.responder->send(v2_error(diags));
  query.bin = bin->name;
  query.after = *after;
  query.before = *before;
  query.newest_first = *order == "desc";
  query.summary = *fields == "summary";
  query.limit = static_cast<std::size_t>(*limit);
  poll_of->deadline = context_.loop.now() + std::chrono::milliseconds(*wait_ms);
  poll_of->responder = call.responder;
  // Waiting is for what is newer: asked backwards, or up to a bound, there is nothing to wait for.
  if (*wait_ms > 0 && !query.newest_first && query.before == 0) {
    // Weak: the poll holds the responder. Who waits in polls_ holds the poll.
    call.responder->on_disconnect([this, waiting = std::weak_ptr(poll_of)] {
      if (const auto poll = waiting.lock()) polls_.cancel(poll->id);
    });
  } else {
    poll_of->deadline = context_.loop.now();
  }
  poll(poll_of);
}

void V2Requests::look(Query& query, const journal::RecordPtr& record, std::function<void()> again) {
  looks_.ask(query.filter, record,
             [&query, gseq = record->gseq, again = std::move(again)](Fit fit) {
               query.known = {gseq, fit};
               again();
             });
}

void V2Requests::poll(const std::shared_ptr<Poll>& poll_of) {
  auto page = page_of(poll_of->query);
  auto& unknown = poll_of->unknown;
  unknown.insert(unknown.end(), page.unknown.begin(), page.unknown.end());
  // With something to show it ends before it; who asks on begins with it.
  if (page.dear && page.records.empty() && !std::exchange(poll_of->looked, true)) {
    auto& query = poll_of->query;
    (query.newest_first ? query.before : query.after) = page.cursor;
    return look(query, page.dear, [this, poll_of] { poll(poll_of); });
  }
  const auto left = poll_of->deadline - context_.loop.now();
  const bool answers = stopping_ || !page.records.empty() || page.more ||
                       left <= base::Duration::zero() || !context_.log.has_bin(poll_of->query.bin);
  if (answers) return answer(*poll_of, std::move(page));
  if (polls_.size() >= context_.options.max_waits) {
    return poll_of->responder->send(
        v2_error({base::Diag::Kind::kEnvironment, "await/too-many",
                  std::to_string(context_.options.max_waits) + " waits are open already",
                  "let some end, or wait less often"}));
  }
  poll_of->query.after = page.cursor;  // what did not fit is not looked at again
  poll_of->id = polls_.wait(poll_of->query.bin, left, [this, poll_of] { poll(poll_of); });
}

void V2Requests::stop() {
  stopping_ = true;
  polls_.wake_everybody();
}

void V2Requests::one(const http::RouteCall& call) {
  const auto record = context_.record_of(call);
  if (!record) return;
  base::Json awaits = base::Json::array();
  const NamedBins named({record->bin});
  for (const auto& wait : context_.awaits.counted_by(*record)) {
    if (!named.may_see(wait.sources)) continue;
    base::Json entry;
    entry["id"] = wait.id;
    entry["name"] = journal::as_text(wait.name);
    entry["outcome"] = wait.verdict ? to_string(*wait.verdict) : "pending";
    awaits.push_back(std::move(entry));
  }
  answers_.answer_later(
      {record},
      [record, awaits = std::move(awaits), epoch = context_.log.started()] {
        auto object = journal::record_to_v2(*record, epoch);
        object["awaits"] = awaits;
        return v2_answer(200, object);
      },
      call.responder);
}

void V2Requests::body(const http::RouteCall& call) {
  const auto record = context_.record_of(call);
  if (!record) return;
  const auto make = [record] {
    // A captured body is never rendered: whoever sent it must not get a page of ours to run it in.
    http::Response answer(200, "application/octet-stream", record->message().body);
    answer.set_header("Content-Disposition", "attachment; filename=\"" + record->bin + "-" +
                                                 std::to_string(record->seq) + ".bin\"");
    answer.set_header("X-Content-Type-Options", "nosniff");
    answer.set_header("Content-Security-Policy", "default-src 'none'; sandbox");
    answer.set_header("Cache-Control", "no-store");
    return answer;
  };
  answers_.answer_later({record}, make, call.responder);
}

void V2Requests::remove_one(const http::RouteCall& call) {
  const auto record = context_.record_of(call);
  if (!record) return;
  base::Json object;
  object["deleted"] = context_.log.remove(record->bin, {record->seq});
  object["cursor"] = context_.log.cursor(record->bin);
  call.responder->send(v2_answer(200, object));
}

void V2Requests::remove(const http::RouteCall& call) {
  const auto* bin = context_.bin_of(call);
  if (bin == nullptr) return;
  if (const auto known = http::check_queries(call.request, {"filter"}); !known)
    return call.responder->send(v2_error(known.error()));
  base::DiagList diags;
  auto removal = std::make_shared<Removal>();
  if (!read_filter(call.request, bin->kind, diags, removal->query.filter))
    return call.responder->send(v2_error(diags));
  removal->query.bin = bin->name;
  removal->query.limit = kScanRecords;
  removal->through = bin->last;
  removal->responder = call.responder;
  if (removal->query.filter) return remove_slice(removal);
  base::Json object;
  object["cleared"] = context_.log.clear(removal->query.bin);
  object["cursor"] = removal->through;
  call.responder->send(v2_answer(200, object));
}

void V2Requests::remove_slice(const std::shared_ptr<Removal>& removal) {
  auto& query = removal->query;
  query.before = removal->through + 1;  // what comes meanwhile is not meant
  const auto page = page_of(query);
  std::vector<journal::Seq> seqs;
  for (const auto& record : page.records) seqs.push_back(record->seq);
  removal->removed += context_.log.remove(query.bin, seqs);
  removal->unknown.insert(removal->unknown.end(), page.unknown.begin(), page.unknown.end());
  query.after = page.cursor;
  if (page.dear) return look(query, page.dear, [this, removal] { remove_slice(removal); });
  if (page.more) {
    return context_.loop.post(alive_.guarded([this, removal] { remove_slice(removal); }));
  }
  base::Json object;
  object["cleared"] = removal->removed;
  object["unknown"] = removal->unknown;
  object["cursor"] = removal->through;
  removal->responder->send(v2_answer(200, object));
}

}  // namespace ricochet::requestbin

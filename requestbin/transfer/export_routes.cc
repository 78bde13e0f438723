#include "requestbin/transfer/export_routes.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/json/json.h"
#include "base/json/number.h"
#include "base/json/reader.h"
#include "base/text/text.h"
#include "base/worker.h"
#include "http/api.h"
#include "match/subject.h"
#include "requestbin/answers.h"
#include "requestbin/transfer/export_format.h"
#include "requestbin/v2/await_request.h"
#include "requestbin/v2/selector.h"

namespace ricochet::requestbin {

struct V2Export::Export {
  std::string bin;
  base::TimePoint created;  // of the bin
  bool head_only = false;
  const ExportFormat* format = nullptr;
  std::shared_ptr<const match::Matcher> filter;
  journal::Seq after = 0;
  journal::Seq judged = 0;   // the filter has looked so far
  journal::Seq through = 0;  // what comes while it runs is not in it
  std::uint64_t gseq = 0;    // neither is what a later bin of that name has
  std::size_t expected = 0;  // records that were there when it began
  std::size_t seen = 0;
  std::size_t missing = 0;  // of those that the filter was to look at
  std::size_t total = 0;    // of which some may go missing
  std::size_t unknown = 0;  // on which it gave up
  bool gone = false;        // nobody waits for it any more
  bool chunked = true;      // the reader can tell a broken answer from a whole one
  std::string origin;
  std::optional<std::vector<journal::SeqRange>> wanted;   // in order; none: all
  std::optional<std::vector<journal::SeqRange>> fitting;  // of them, so far
  bool begun = false;
  bool first = true;  // no entry has been written yet
  KnownFit known;
  http::Response head{200};
  std::shared_ptr<http::Responder> responder;
};

/// What goes out together.
struct V2Export::Slice {
  std::vector<journal::RecordPtr> records;
  std::size_t bytes = 0;
  bool head = false;   // begins with the format's head
  bool first = false;  // no entry was written before it
  bool more = false;
};

namespace {

/// Where the reader of an export reached this server: "http://127.0.0.1:8025".
std::string origin_of(const match::Request& request) {
  const auto* host = request.header("host");
  return (request.secure ? "https://" : "http://") + (host == nullptr ? "localhost" : *host);
}

using Runs = std::vector<journal::SeqRange>;

/// A run of a list that is in order so far; nullopt: it is not one.
std::optional<journal::SeqRange> run_of(const base::Json& value, const Runs& before) {
  const auto number = [](const base::Json& one) -> std::int64_t {
    if (one.is_number_integer() && !one.is_number_unsigned()) return one.get<std::int64_t>();
    const auto exact = base::decimal_of(one);
    return exact && exact->is_whole() ? exact->to_int64().value_or(0) : 0;
  };
  if (!value.is_array() || value.size() != 2) return std::nullopt;
  const auto first = number(value[0]), last = number(value[1]);
  if (first <= 0 || first > last) return std::nullopt;
  const journal::SeqRange run{static_cast<journal::Seq>(first), static_cast<journal::Seq>(last)};
  if (!before.empty() && run.first <= before.back().last) return std::nullopt;
  return run;
}

/// What the body of an export asks for.
struct Wanted {
  base::DiagList diags;
  std::optional<Runs> runs;
};

/// `{"seqs": [[1, 5], [9, 9]]}`: which records, in order. It may be hundreds of thousands of runs,
/// so each is looked at as it is, and a place is only made for one that is wrong.
Wanted read_wanted(const std::string& body) {
  Wanted out;
  const auto document = base::JsonDocument::parse("export", body.empty() ? "{}" : body);
  if (!document) {
    out.diags.add(document.error());
    return out;
  }
  const base::JsonReader root(*document, out.diags, "export");
  if (!root.object({"seqs"})) return out;
  const auto seqs = root.find("seqs");
  if (!seqs) return out;
  out.runs.emplace();
  if (!seqs->is_array()) {
    (void)seqs->elements();
    return out;
  }
  for (const auto& value : seqs->value()) {
    if (const auto run = run_of(value, *out.runs)) {
      out.runs->push_back(*run);
      continue;
    }
    const auto place = seqs->elements()[out.runs->size()];
    place.error("bad-run", "a run is [first, last], and runs are in order",
                "write [[1, 5], [9, 9]]");
    break;
  }
  return out;
}

std::size_t count_of(const std::vector<journal::SeqRange>& runs, journal::Seq after) {
  std::size_t count = 0;
  for (const auto& run : runs) {
    const auto first = std::max(run.first, after + 1);
    if (first <= run.last) count += run.last - first + 1;
  }
  return count;
}

bool is_among(const std::vector<journal::SeqRange>& runs, journal::Seq seq) {
  const auto run =
      std::partition_point(runs.begin(), runs.end(), [seq](const auto& r) { return r.last < seq; });
  return run != runs.end() && run->first <= seq;
}

/// "ndjson", or "a or b": what a topic can be exported as.
std::string event_formats() {
  std::string names;
  for (const auto& format : export_formats()) {
    if (format.events) names += (names.empty() ? "" : " or ") + std::string(format.name);
  }
  return names;
}

}  // namespace

V2Export::V2Export(const V2Context& context, http::Router& router)
    : context_(context), looks_(context.loop) {
  for (const char* method : {"GET", "POST"})
    router.add(method, "/api/v2/bins/{bin}/export",
               [this](const http::RouteCall& call) { start(call); });
}

void V2Export::start(const http::RouteCall& call) {
  const auto* bin = context_.bin_of(call);
  if (bin == nullptr) return;
  const auto fail = [&call](const base::Diag& diag) { call.responder->send(v2_error(diag)); };
  if (const auto known = http::check_queries(call.request, {"format", "filter", "after"}); !known)
    return fail(known.error());
  const auto format = http::query_word(call.request, "format", "ndjson", export_format_names());
  if (!format) return fail(format.error());
  auto job = std::make_shared<Export>();
  if (const auto* text = http::query(call.request, "after")) {
    const auto after = read_cursor(context_.log, bin->name, *text);
    if (!after) return fail(after.error());
    job->after = *after;
  }
  base::DiagList diags;
  if (!read_filter(call.request, bin->kind, diags, job->filter))
    return call.responder->send(v2_error(diags));
  const auto& row = *find_export_format(*format);
  if (bin->kind == journal::BinKind::kTopic && !row.events) {
    return fail({"bin/no-calls", "events are not HTTP requests, and " + *format + " has none",
                 "export a topic as " + event_formats()});
  }
  job->bin = bin->name;
  job->format = &row;
  job->created = bin->created;
  job->chunked = call.request.version != "HTTP/1.0";
  job->origin = origin_of(call.request);
  job->responder = call.responder;
  auto& head = job->head = http::Response(200, std::string(row.content_type), "");
  head.set_header("Content-Disposition",
                  "attachment; filename=\"" + bin->name + "." + std::string(row.extension) + "\"");
  head.set_header("X-Content-Type-Options", "nosniff");
  head.set_header("Cache-Control", "no-store");
  call.responder->on_disconnect([waiting = std::weak_ptr(job)] {
    if (const auto gone = waiting.lock()) gone->gone = true;
  });
  job->head_only = call.request.method == "HEAD";
  if (call.request.method != "POST") return choose(job);
  read_runs(job, std::make_shared<std::string>(call.request.body));
}

void V2Export::read_runs(const std::shared_ptr<Export>& job,
                         const std::shared_ptr<const std::string>& body) {
  const auto take = [this, job](Wanted wanted) {
    if (wanted.diags.has_errors()) return job->responder->send(v2_error(wanted.diags));
    job->wanted = std::move(wanted.runs);
    choose(job);
  };
  if (body->size() < kLongBody) return take(read_wanted(*body));
  calls_.run(
      context_.loop.pool(), body->size(),
      [body]() -> base::Result<Wanted> { return read_wanted(*body); },
      [this, job, body, take](base::Result<Wanted> wanted) {
        if (job->gone) return;
        if (wanted) return take(std::move(*wanted));
        context_.loop.call_after(RecordLooks::kAgain,
                                 alive_.guarded([this, job, body] { read_runs(job, body); }));
      });
}

/// What is there now of what is wanted.
void V2Export::choose(const std::shared_ptr<Export>& job) {
  const auto* bin = context_.log.info(job->bin);
  if (bin == nullptr || bin->created != job->created)
    return job->responder->send(v2_error(context_.no_bin(job->bin)));
  job->through = bin->last;
  job->gseq = context_.log.appended();
  job->expected = job->wanted ? count_of(*job->wanted, job->after)
                              : context_.log.held_in(bin->name, job->after);
  job->total = job->expected;
  job->judged = job->after;
  if (job->head_only) return job->responder->send(std::move(job->head));
  if (!job->filter) return begin(job);
  judge(job);
}

namespace {

/// One more of the runs, which stay in order.
void add_seq(std::vector<journal::SeqRange>& runs, journal::Seq seq) {
  if (!runs.empty() && runs.back().last + 1 == seq)
    runs.back().last = seq;
  else
    runs.push_back({seq, seq});
}

}  // namespace

/// Which records fit, slice by slice; then they are what is wanted.
void V2Export::judge(const std::shared_ptr<Export>& job) {
  if (job->gone) return;
  if (!job->fitting) job->fitting.emplace();
  std::size_t looked_at = 0;
  std::uint64_t spent = 0;
  bool more = false;
  journal::RecordPtr dear;
  context_.log.for_each(job->bin, job->judged, [&](const journal::RecordPtr& record) {
    if (record->seq > job->through || record->gseq > job->gseq) return false;
    if (++looked_at > kSliceRecords || spent > kSliceWork) return !(more = true);
    if (!job->wanted || is_among(*job->wanted, record->seq)) {
      const auto fit = job->known.gseq == record->gseq
                           ? std::optional(job->known.fit)
                           : fits_in_passing(job->filter.get(), *record, spent);
      if (!fit) {
        dear = record;
        return false;
      }
      ++job->seen;
      if (*fit == Fit::kYes) add_seq(*job->fitting, record->seq);
      if (*fit == Fit::kUnknown) ++job->unknown;
    }
    job->judged = record->seq;
    return true;
  });
  if (dear) {
    return looks_.ask(job->filter, dear, [this, job, gseq = dear->gseq](Fit fit) {
      job->known = {gseq, fit};
      judge(job);
    });
  }
  if (more) return context_.loop.post(alive_.guarded([this, job] { judge(job); }));
  job->missing = job->expected - std::min(job->seen, job->expected);
  job->wanted = std::move(job->fitting);
  job->expected = count_of(*job->wanted, job->after);
  job->seen = 0;
  begin(job);
}

void V2Export::begin(const std::shared_ptr<Export>& job) {
  if (job->unknown > 0) job->head.set_header(kUnknownHeader, std::to_string(job->unknown));
  job->responder->start_stream(std::move(job->head));
  go_on(job);
}

V2Export::Slice V2Export::next_slice(Export& job) const {
  Slice slice;
  slice.head = !std::exchange(job.begun, true);
  slice.first = job.first;
  std::size_t looked_at = 0;
  context_.log.for_each(job.bin, job.after, [&](const journal::RecordPtr& record) {
    if (record->seq > job.through || record->gseq > job.gseq) return false;
    if (++looked_at > kSliceRecords || slice.bytes > kSliceBytes) {
      slice.more = true;
      return false;
    }
    job.after = record->seq;
    if (job.wanted && !is_among(*job.wanted, record->seq)) return true;
    ++job.seen;
    slice.bytes += record->cost();
    slice.records.push_back(record);
    return true;
  });
  if (!slice.records.empty()) job.first = false;
  return slice;
}

namespace {

std::string written(const ExportFormat& format, const std::vector<journal::RecordPtr>& records,
                    bool head, ExportPlace place) {
  std::string piece = head && format.head != nullptr ? format.head() : std::string();
  for (const auto& record : records) {
    piece += format.record(*record, place);
    place.first = false;
  }
  return piece;
}

}  // namespace

void V2Export::go_on(const std::shared_ptr<Export>& job) {
  const auto slice = std::make_shared<Slice>(next_slice(*job));
  if (slice->bytes >= match::kLargeBody) return write_by_worker(job, slice);
  send(job, *slice,
       written(*job->format, slice->records, slice->head,
               {context_.log.started(), slice->first, job->origin}));
}

/// What is exported is held by the slice meanwhile, whatever the log drops.
void V2Export::write_by_worker(const std::shared_ptr<Export>& job,
                               const std::shared_ptr<Slice>& slice) {
  calls_.run(
      context_.loop.pool(), slice->bytes,
      [slice, format = job->format,
       place = ExportPlace{context_.log.started(), slice->first,
                           job->origin}]() -> base::Result<std::string> {
        return written(*format, slice->records, slice->head, place);
      },
      [this, job, slice](base::Result<std::string> piece) {
        if (piece) return send(job, *slice, std::move(*piece));
        context_.loop.call_after(RecordLooks::kAgain, alive_.guarded([this, job, slice] {
          write_by_worker(job, slice);
        }));
      });
}

void V2Export::send(const std::shared_ptr<Export>& job, const Slice& slice, std::string piece) {
  if (!slice.more && job->missing + job->expected > job->seen)
    return break_off(job, std::move(piece));
  if (!slice.more) {
    if (job->format->tail != nullptr) piece += job->format->tail();
    if (!piece.empty()) job->responder->write(std::move(piece));
    return job->responder->end_stream();
  }
  auto next = alive_.guarded([this, job](bool ok) {
    if (ok) go_on(job);
  });
  if (!piece.empty()) return job->responder->write(std::move(piece), std::move(next));
  context_.loop.post(
      [next = std::move(next)]() mutable { next(true); });  // nothing in this slice fitted
}

/// No end that a reader could take for a good one: chunks without the last, and where there are no
/// chunks a reset.
void V2Export::break_off(const std::shared_ptr<Export>& job, std::string piece) {
  const auto missing = job->missing + job->expected - job->seen;
  piece += job->format->cut(
      "export cut: " + std::to_string(missing) + " of " + base::plural(job->total, "record") +
      " went missing meanwhile (dropped for room, deleted, or with their bin)");
  job->responder->write(std::move(piece), [job](bool) { job->responder->abort(!job->chunked); });
}

}  // namespace ricochet::requestbin

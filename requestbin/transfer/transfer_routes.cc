#include "requestbin/transfer/transfer_routes.h"

#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "http/api.h"
#include "journal/record_reader.h"
#include "requestbin/answers.h"
#include "requestbin/transfer/export_format.h"
#include "requestbin/transfer/har_reader.h"
#include "requestbin/v2/await_request.h"
#include "requestbin/v2/selector.h"

namespace ricochet::requestbin {

struct V2Transfer::Export {
  std::string bin;
  const ExportFormat* format = nullptr;
  std::shared_ptr<const match::Matcher> filter;
  journal::Seq after = 0;
  journal::Seq through = 0;  // what comes while it runs is not in it
  bool begun = false;
  bool first = true;  // no entry has been written yet
  KnownFit known;
  std::shared_ptr<http::Responder> responder;
};

namespace {

std::vector<http::Exchange> ndjson_calls(std::string_view body, base::DiagList& diags) {
  std::vector<http::Exchange> calls;
  std::size_t number = 0;
  for (const auto line : base::split(body, '\n')) {
    ++number;
    if (base::trim(line).empty()) continue;
    if (diags.full()) break;
    const auto document =
        base::JsonDocument::parse("line " + std::to_string(number), std::string(line));
    if (!document) {
      diags.add(document.error());
      continue;
    }
    if (auto call = journal::read_record(base::JsonReader(*document, diags, "import")))
      calls.push_back(std::move(*call));
  }
  return calls;
}

std::vector<http::Exchange> har_calls(const std::string& body, base::DiagList& diags) {
  const auto document = base::JsonDocument::parse("har", body);
  if (document) return read_har(base::JsonReader(*document, diags, "import"));
  diags.add(document.error());
  return {};
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

V2Transfer::V2Transfer(const V2Context& context, http::Router& router)
    : context_(context), looks_(context.loop) {
  router.add("GET", "/api/v2/bins/{bin}/export",
             [this](const http::RouteCall& call) { start(call); });
  router.add("POST", "/api/v2/bins/{bin}/import",
             [this](const http::RouteCall& call) { import(call); });
}

void V2Transfer::start(const http::RouteCall& call) {
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
  job->through = bin->last;
  job->responder = call.responder;
  http::Response head(200, std::string(row.content_type), "");
  head.set_header("Content-Disposition",
                  "attachment; filename=\"" + bin->name + "." + std::string(row.extension) + "\"");
  head.set_header("X-Content-Type-Options", "nosniff");
  head.set_header("Cache-Control", "no-store");
  if (call.request.method == "HEAD") return call.responder->send(std::move(head));
  job->responder->start_stream(std::move(head));
  go_on(job);
}

void V2Transfer::go_on(const std::shared_ptr<Export>& job) {
  std::string piece;
  const auto& format = *job->format;
  if (!std::exchange(job->begun, true) && format.head != nullptr) piece = format.head();
  std::size_t looked_at = 0;
  std::uint64_t spent = 0;
  bool more = false;
  journal::RecordPtr dear;
  context_.log.for_each(job->bin, job->after, [&](const journal::RecordPtr& record) {
    if (record->seq > job->through) return false;
    if (++looked_at > kSliceRecords || piece.size() > kSliceBytes || spent > kSliceWork) {
      more = true;
      return false;
    }
    const auto fit = job->known.gseq == record->gseq
                         ? std::optional(job->known.fits)
                         : fits_in_passing(job->filter.get(), *record, spent);
    if (!fit) {
      dear = record;
      return false;
    }
    job->after = record->seq;
    if (!*fit) return true;
    piece += format.record(*record, {context_.log.started(), std::exchange(job->first, false)});
    return true;
  });
  if (dear) {
    if (!piece.empty()) job->responder->write(std::move(piece));
    return looks_.ask(job->filter, dear, [this, job, gseq = dear->gseq](bool fit) {
      job->known = {gseq, fit};
      go_on(job);
    });
  }
  if (!more) {
    if (format.tail != nullptr) piece += format.tail();
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

void V2Transfer::import(const http::RouteCall& call) {
  const auto* bin = context_.bin_of(call);
  if (bin == nullptr) return;
  if (bin->kind == journal::BinKind::kTopic) {
    return call.responder->send(
        v2_error({base::Diag::Kind::kConflict, "bin/no-calls",
                  "calls cannot be put into the bin of a topic", "use another bin"}));
  }
  if (const auto known = http::check_queries(call.request, {"format"}); !known)
    return call.responder->send(v2_error(known.error()));
  const auto& body = call.request.body;
  const auto format = http::query_word(call.request, "format",
                                       looks_like_har(body) ? "har" : "ndjson", {"har", "ndjson"});
  if (!format) return call.responder->send(v2_error(format.error()));
  // All of it, or nothing.
  base::DiagList diags;
  auto exchanges = *format == "har" ? har_calls(body, diags) : ndjson_calls(body, diags);
  if (diags.has_errors()) return call.responder->send(v2_error(diags));
  const auto name = bin->name;
  for (auto& exchange : exchanges) {
    exchange.bin = name;
    exchange.received = context_.loop.now();
    if (exchange.received_wall == base::WallTime())
      exchange.received_wall = context_.loop.wall_now();
    context_.log.append(std::move(exchange));
  }
  base::Json object;
  object["imported"] = exchanges.size();
  object["cursor"] = context_.log.cursor(name);
  call.responder->send(v2_answer(200, object));
}

}  // namespace ricochet::requestbin

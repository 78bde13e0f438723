#include "requestbin/v2/event_stream.h"

#include <algorithm>
#include <charconv>

#include "base/json/json.h"
#include "base/random.h"
#include "base/text/printable.h"
#include "http/api.h"
#include "journal/record_json.h"
#include "requestbin/answers.h"

namespace ricochet::requestbin {

namespace {

constexpr std::size_t kBatch = 64;
constexpr std::size_t kEnough = EventStream::kQueueBytes / 4;

std::vector<std::string> bins_of(const std::vector<awaits::Source>& sources) {
  std::vector<std::string> bins;
  for (const auto& source : sources) bins.push_back(source.bin);
  return bins;
}

std::vector<std::string> private_ones(const std::vector<awaits::Source>& sources) {
  std::vector<std::string> bins;
  for (const auto& source : sources) {
    if (source.is_private) bins.push_back(source.bin);
  }
  return bins;
}

void send_gap(http::SseStream& stream, const base::Json& skipped, const char* reason) {
  base::Json data;
  data["skipped"] = skipped;
  data["reason"] = reason;
  stream.send({"", "gap", base::compact_json(data)});
}

}  // namespace

EventStream::EventStream(const V2Context& context, http::Router& router)
    : context_(context), server_(base::secure_token(8)), evicted_timer_(context.loop) {
  last_.gseq = context_.log.appended();
  for (const auto& bin : context_.log.bins()) {
    if (bin.is_private) private_.insert(bin.name);
  }
  context_.log.add_observer(*this);
  context_.awaits.add_observer(*this);
  router.add("GET", "/api/v2/events", [this](const http::RouteCall& call) { open(call); });
}

EventStream::~EventStream() {
  stop();
  context_.awaits.remove_observer(*this);
  context_.log.remove_observer(*this);
}

void EventStream::stop() {
  for (const auto& reader : readers_) reader->stream->close();
  readers_.clear();
}

std::uint64_t EventStream::lag() const {
  std::uint64_t most = 0;
  for (const auto& reader : readers_) {
    if (reader->behind) most = std::max(most, last_.gseq - reader->at.gseq);
  }
  return most;
}

std::string EventStream::id_of(const Position& at) {
  return std::to_string(at.gseq) + (at.n == 0 ? "" : "." + std::to_string(at.n));
}

std::optional<EventStream::Position> EventStream::parse(const std::string& id) {
  Position at;
  const auto* end = id.data() + id.size();
  auto [stop, problem] = std::from_chars(id.data(), end, at.gseq);
  if (problem != std::errc()) return std::nullopt;
  if (stop == end) return at;
  if (*stop != '.') return std::nullopt;
  const auto [last, second] = std::from_chars(stop + 1, end, at.n);
  return second == std::errc() && last == end ? std::optional(at) : std::nullopt;
}

void EventStream::open(const http::RouteCall& call) {
  const auto& request = call.request;
  if (const auto known = http::check_queries(request, {"bins", "last_event_id"}); !known)
    return call.responder->send(v2_error(known.error()));
  const auto* given = http::query(request, "last_event_id");
  if (const auto* header = request.header("last-event-id")) given = header;
  std::optional<Position> from;
  if (given != nullptr && !given->empty()) {
    from = parse(*given);
    if (!from) {
      return call.responder->send(v2_error(
          {"bin/bad-event-id", base::in_quotes(base::shorten(*given, 60)) + " is not an event id",
           "send the id of the last event as it came, or a gseq"}));
    }
  }
  if (request.method == "HEAD")  // a stream without a body has no end
    return call.responder->send({200, "text/event-stream; charset=utf-8", ""});
  if (readers_.size() >= kMaxReaders) {
    return call.responder->send(
        v2_error({base::Diag::Kind::kEnvironment, "bin/too-many-readers",
                  std::to_string(kMaxReaders) + " event streams are open already", "close some"}));
  }
  auto reader = std::make_shared<Reader>();
  reader->bins = NamedBins::of(request);
  http::SseOptions options;
  options.max_queued_bytes = kQueueBytes;
  reader->stream = http::SseStream::open(context_.loop, call.responder, std::move(options));
  readers_.push_back(reader);
  const std::weak_ptr<Reader> weak = reader;
  reader->stream->on_closed([this] { context_.loop.post(alive_.guarded([this] { sweep(); })); });
  reader->stream->on_room([this, weak] {
    const auto self = weak.lock();
    if (self && self->behind && !self->catching_up) catch_up(*self);
  });
  base::Json hello;
  hello["server"] = server_;
  hello["cursor"] = last_.gseq;
  reader->stream->send({"", "hello", base::compact_json(hello)});
  if (from && from->gseq > context_.log.numbered()) {
    send_gap(*reader->stream, nullptr, "restart");
    from.reset();
  }
  reader->at = from.value_or(last_);
  if (from) catch_up(*reader);
}

void EventStream::sweep() {
  std::erase_if(readers_, [](const auto& reader) { return !reader->stream->is_open(); });
}

bool EventStream::wants(const Reader& reader, const std::string& bin) const {
  return reader.bins.empty() ? !private_.contains(bin) : reader.bins.contains(bin);
}

/// Each private bin of the event must be named, and one of its bins be asked for.
bool EventStream::wants(const Reader& reader, const Event& event) {
  const auto named = [&reader](const std::string& bin) { return reader.bins.contains(bin); };
  if (!std::all_of(event.hidden.begin(), event.hidden.end(), named)) return false;
  return reader.bins.empty() || std::any_of(event.bins.begin(), event.bins.end(), named);
}

EventStream::Event EventStream::event_of(const journal::Record& record) const {
  return {{record.gseq, 0},
          "request",
          base::compact_json(journal::record_summary_v2(record, context_.log.started())),
          {record.bin},
          private_.contains(record.bin) ? std::vector{record.bin} : std::vector<std::string>()};
}

bool EventStream::send(Reader& reader, const Event& event) {
  if (!reader.stream->send({id_of(event.at), event.type, event.data})) return false;
  reader.at = event.at;
  return true;
}

void EventStream::tell(const Event& event) {
  for (std::size_t i = 0; i < readers_.size(); ++i) {  // by index: sending may lead anywhere
    Reader& reader = *readers_[i];
    if (reader.behind || !reader.stream->is_open()) continue;
    if (!wants(reader, event)) {
      reader.at = event.at;
    } else if (reader.stream->queued_bytes() > kQueueBytes / 2 || !send(reader, event)) {
      reader.behind = true;  // goes on when there is room again
    }
  }
}

void EventStream::tell_gaps(Reader& reader) {
  std::uint64_t evicted = 0;
  for (const auto& bin : context_.log.bins()) {
    if (wants(reader, bin.name)) evicted = std::max(evicted, bin.evicted_gseq);
  }
  if (evicted > std::max(reader.at.gseq, reader.told_evicted)) {
    base::Json skipped;  // known only when nothing is filtered
    if (reader.bins.empty() && private_.empty() && context_.log.elsewhere() == 0)
      skipped = last_.gseq - reader.at.gseq - context_.log.held_after(reader.at.gseq);
    send_gap(*reader.stream, skipped, "evicted");
    reader.told_evicted = evicted;
  }
  if (dropped_ > std::max(reader.at, reader.told_dropped)) {
    send_gap(*reader.stream, nullptr, "slow");
    reader.told_dropped = dropped_;
  }
}

void EventStream::catch_up(Reader& reader) {
  reader.behind = true;
  reader.catching_up = true;
  reader.behind = !send_missed(reader);
  reader.catching_up = false;
}

bool EventStream::send_missed(Reader& reader) {
  tell_gaps(reader);
  const auto* bins = reader.bins.empty() ? nullptr : &reader.bins.names();
  for (;;) {
    const auto records = context_.log.timeline(bins, reader.at.gseq, kBatch);
    const bool last = records.size() < kBatch;
    auto other = std::upper_bound(ring_.begin(), ring_.end(), reader.at,
                                  [](const Position& at, const Event& e) { return at < e.at; });
    auto record = records.begin();
    for (;;) {
      const bool from_ring =
          other != ring_.end() &&
          (record == records.end() ? last || other->at.gseq <= records.back()->gseq
                                   : other->at < Position{(*record)->gseq, 0});
      if (!from_ring && record == records.end()) break;
      if (!reader.stream->is_open() || reader.stream->queued_bytes() > kEnough) return false;
      if (!from_ring && !wants(reader, (*record)->bin)) {  // there may be any number of them
        reader.at = {(*record++)->gseq, 0};
        continue;
      }
      const Event event = from_ring ? *other++ : event_of(**record++);
      if (!wants(reader, event)) {
        reader.at = event.at;
      } else if (!send(reader, event)) {
        return false;
      }
    }
    if (last) break;
  }
  reader.at = last_;
  return true;
}

void EventStream::note_bin(std::string type, const base::Json& data, const std::string& bin) {
  std::vector<std::string> hidden;
  if (private_.contains(bin)) hidden.push_back(bin);
  note(std::move(type), data, {bin}, std::move(hidden));
}

void EventStream::note(std::string type, const base::Json& data, std::vector<std::string> bins,
                       std::vector<std::string> hidden) {
  ++last_.n;
  ring_.push_back(
      {last_, std::move(type), base::compact_json(data), std::move(bins), std::move(hidden)});
  ring_bytes_ += ring_.back().data.size();
  while (ring_.size() > kRingEvents || (ring_bytes_ > kRingBytes && ring_.size() > 1)) {
    dropped_ = ring_.front().at;
    ring_bytes_ -= ring_.front().data.size();
    ring_.pop_front();
  }
  tell(Event(ring_.back()));
}

void EventStream::on_append(const journal::RecordPtr& record) {
  last_ = {record->gseq, 0};
  if (!readers_.empty()) tell(event_of(*record));
}

void EventStream::on_evict(const std::string& bin, journal::Seq) {
  evicted_.insert(bin);
  if (!evicted_timer_.pending()) evicted_timer_.after(kEvictedPace, [this] { tell_evicted(); });
}

void EventStream::tell_evicted() {
  for (const auto& name : std::exchange(evicted_, {})) {
    const auto* bin = context_.log.info(name);
    if (bin == nullptr) continue;
    base::Json data;
    data["bin"] = name;
    data["through"] = bin->evicted_through;
    data["evicted"] = bin->evicted;
    data["held"] = bin->held;
    data["held_bytes"] = bin->held_bytes;
    note_bin("evicted", data, name);
  }
}

void EventStream::on_clear(const std::string& bin, journal::Seq through) {
  base::Json data;
  data["bin"] = bin;
  data["through"] = through;
  data["held"] = 0;
  note_bin("cleared", data, bin);
}

void EventStream::on_delete(const std::string& bin, const std::vector<journal::Seq>& seqs) {
  base::Json data;
  data["bin"] = bin;
  data["seqs"] = seqs;
  const auto* info = context_.log.info(bin);
  data["held"] = info != nullptr ? info->held : 0;
  note_bin("cleared", data, bin);
}

void EventStream::on_bin_created(const journal::BinInfo& bin) {
  if (bin.is_private) private_.insert(bin.name);
  base::Json data;
  data["change"] = "created";
  data["bin"] = journal::bin_to_v2(bin);
  note_bin("bin", data, bin.name);
}

void EventStream::on_bin_changed(const journal::BinInfo& bin) {
  base::Json data;
  data["change"] = "changed";
  data["bin"] = journal::bin_to_v2(bin);
  note_bin("bin", data, bin.name);
}

void EventStream::on_bin_removed(const std::string& bin) {
  base::Json data;
  data["change"] = "removed";
  data["bin"]["name"] = bin;
  note_bin("bin", data, bin);
  private_.erase(bin);
}

void EventStream::on_await_begun(const awaits::PendingAwait& open) {
  note("await", await_to_v2(open, context_.start(), context_.loop.now()), bins_of(open.sources),
       private_ones(open.sources));
}

void EventStream::on_await_progress(const awaits::PendingAwait& open) { on_await_begun(open); }

void EventStream::on_await_decided(const awaits::Verdict& verdict, base::TimePoint) {
  note("await", await_to_v2(verdict, context_.start()), bins_of(verdict.sources),
       private_ones(verdict.sources));
}

}  // namespace ricochet::requestbin

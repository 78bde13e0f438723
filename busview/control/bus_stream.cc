#include "busview/control/bus_stream.h"

#include <charconv>
#include <utility>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "http/api.h"

namespace ricochet::busview {

BusStream::BusStream(base::Loop& loop, BusFeed& feed)
    : loop_(loop), feed_(feed), watch_(feed.changed.add([this] {
        for (std::size_t i = 0; i < readers_.size(); ++i) go_on(*readers_[i]);
      })) {}

BusStream::~BusStream() {
  stop();
  feed_.changed.remove(watch_);
}

void BusStream::stop() {
  for (const auto& reader : std::exchange(readers_, {})) reader->stream->close();
}

void BusStream::sweep() {
  std::erase_if(readers_, [](const auto& reader) { return !reader->stream->is_open(); });
}

void BusStream::open(const http::RouteCall& call) {
  auto filter = EventFilter::read(call.request, {});
  if (!filter) return call.responder->send(http::json_error(400, filter.error()));
  if (http::query(call.request, "after") == nullptr) filter->after = feed_.last();
  if (const auto* last = call.request.header("last-event-id")) {
    const auto* const end = last->data() + last->size();
    const auto [stop, problem] = std::from_chars(last->data(), end, filter->after);
    if (problem != std::errc() || stop != end)
      return call.responder->send(http::json_error(
          400, {"bus/bad-event-id",
                base::in_quotes(base::shorten(*last, 60)) + " is not the number of an event",
                "send the id of the last event as it came"}));
  }
  if (call.request.method == "HEAD")
    return call.responder->send({200, "text/event-stream; charset=utf-8", ""});
  if (readers_.size() >= kMaxReaders)
    return call.responder->send(http::json_error(
        503, base::Diag(base::Diag::Kind::kEnvironment, "bus/too-many-readers",
                        std::to_string(kMaxReaders) + " streams of the bus are open already",
                        "close some")));
  auto reader = std::make_shared<Reader>();
  reader->filter = *std::move(filter);
  reader->stream = http::SseStream::open(loop_, call.responder);
  readers_.push_back(reader);
  const std::weak_ptr<Reader> weak = reader;
  reader->stream->on_closed([this] { loop_.post(alive_.guarded([this] { sweep(); })); });
  reader->stream->on_room([this, weak] {
    if (const auto self = weak.lock()) go_on(*self);
  });
  base::Json hello;
  hello["cursor"] = feed_.last();
  reader->stream->send({"", "hello", base::compact_json(hello)});
  go_on(*reader);
}

void BusStream::go_on(Reader& reader) {
  if (reader.sending) return;  // a write that is done at once asks for more from within
  reader.sending = true;
  constexpr std::size_t kEnough = 128u << 10;
  http::SseStream& stream = *reader.stream;
  if (feed_.gone_through() > reader.filter.after && stream.is_open()) {
    base::Json gap;
    gap["through"] = feed_.gone_through();
    stream.send({"", "gap", base::compact_json(gap)});
    reader.filter.after = feed_.gone_through();
  }
  for (auto it = feed_.after(reader.filter.after);
       it != feed_.events().end() && stream.is_open() && stream.queued_bytes() < kEnough; ++it) {
    const bool wanted = reader.filter.wants(*it);
    reader.filter.after = it->gseq;
    if (wanted)
      stream.send({std::to_string(it->gseq), name_of(it->kind),
                   base::compact_json(to_json(*it, feed_.epoch()))});
  }
  reader.sending = false;
}

}  // namespace ricochet::busview

#include "busview/control/bus_stream.h"

#include <optional>
#include <utility>

#include "base/json/json.h"
#include "base/text/printable.h"
#include "http/api.h"

namespace ricochet::busview {

BusStream::BusStream(base::Loop& loop, BusFeed& feed)
    : feed_(feed), watch_(feed.changed.add([this] { readers_.go_on(); })), readers_(loop) {}

BusStream::~BusStream() { feed_.changed.remove(watch_); }

void BusStream::open(const http::RouteCall& call) {
  auto filter = EventFilter::read(call.request, feed_.log().numbered(), {});
  if (!filter) return call.responder->send(http::json_error(400, filter.error()));
  if (http::query(call.request, "after") == nullptr) filter->after = feed_.last();
  if (const auto* last = call.request.header("last-event-id")) {
    const auto number = http::SseReaders::number_of(*last);
    if (!number)
      return call.responder->send(http::json_error(
          400, {"bus/bad-event-id",
                base::in_quotes(base::shorten(*last, 60)) + " is not the number of an event",
                "send the id of the last event as it came"}));
    // One that is still to come is of a process before this: all that this one has is new then.
    filter->after = *number > feed_.log().numbered() ? 0 : *number;
  }
  if (call.request.method == "HEAD")
    return call.responder->send({200, "text/event-stream; charset=utf-8", ""});
  if (readers_.size() >= kMaxReaders)
    return call.responder->send(http::json_error(
        503, base::Diag(base::Diag::Kind::kEnvironment, "bus/too-many-readers",
                        std::to_string(kMaxReaders) + " streams of the bus are open already",
                        "close some")));
  http::SseReaders::View view;
  view.last = [this] { return feed_.last(); };
  view.gone_through = [this] { return feed_.gone_through(); };
  view.next = [this, wanted = *filter](std::uint64_t& after) -> std::optional<http::SseEvent> {
    for (auto it = feed_.after(after); it != feed_.events().end(); ++it) {
      after = it->gseq;
      if (wanted.wants(*it))
        return http::SseEvent{std::to_string(it->gseq), name_of(it->kind),
                              base::compact_json(to_json(*it, feed_.epoch()))};
    }
    return std::nullopt;
  };
  readers_.open(call.responder, std::move(view), filter->after);
}

}  // namespace ricochet::busview

#include "http/sse.h"

#include <utility>

#include "base/duration.h"

namespace ricochet::http {
namespace {

void append_line(std::string_view name, std::string_view value, std::string& out) {
  out.append(name);
  for (const char c : value) {
    if (c != '\r' && c != '\n' && c != '\0') out.push_back(c);
  }
  out.push_back('\n');
}

}  // namespace

std::string format_sse(const SseEvent& event) {
  std::string out;
  out.reserve(event.data.size() + event.type.size() + event.id.size() + 32);
  if (!event.id.empty()) append_line("id: ", event.id, out);
  if (!event.type.empty()) append_line("event: ", event.type, out);
  if (event.retry.count() > 0) {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(event.retry);
    append_line("retry: ", std::to_string(ms.count()), out);
  }
  // CR, LF and CRLF all end a line of the stream, so each of them starts a new data line.
  std::size_t begin = 0;
  while (event.has_data) {
    const auto end = event.data.find_first_of("\r\n", begin);
    out.append("data: ");
    out.append(event.data, begin, end == std::string::npos ? std::string::npos : end - begin);
    out.push_back('\n');
    if (end == std::string::npos) break;
    begin = event.data.compare(end, 2, "\r\n") == 0 ? end + 2 : end + 1;
  }
  out.push_back('\n');
  return out;
}

SseStream::SseStream(base::Loop& loop, std::shared_ptr<Responder> responder, SseOptions options)
    : loop_(loop),
      responder_(std::move(responder)),
      options_(std::move(options)),
      heartbeat_(loop),
      last_sent_(loop.now()) {}

std::shared_ptr<SseStream> SseStream::open(base::Loop& loop, std::shared_ptr<Responder> responder,
                                           SseOptions options) {
  std::shared_ptr<SseStream> stream(new SseStream(loop, std::move(responder), std::move(options)));
  stream->start();
  return stream;
}

SseStream::~SseStream() { close(); }

void SseStream::start() {
  Response head(200, "text/event-stream; charset=utf-8", {});
  head.headers.push_back({"Cache-Control", "no-store"});
  head.headers.push_back({"X-Content-Type-Options", "nosniff"});
  for (auto& field : options_.headers) head.headers.push_back(std::move(field));
  responder_->start_stream(std::move(head));
  responder_->on_disconnect([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->reader_gone();
  });
  // A first byte of the body tells proxies and browsers that the stream is up.
  std::string hello = ": open\n\n";
  if (options_.retry.count() > 0) {
    hello = "retry: " +
            std::to_string(
                std::chrono::duration_cast<std::chrono::milliseconds>(options_.retry).count()) +
            "\n\n";
  }
  enqueue(std::move(hello));
  if (options_.heartbeat.count() > 0) heartbeat_.after(options_.heartbeat, [this] { beat(); });
}

bool SseStream::send(const SseEvent& event) {
  if (!open_) return false;
  if (gap_ == 0) {
    std::string text = format_sse(event);
    // An event larger than the whole queue still passes when nothing waits before it.
    if (queue_.empty() || queued_bytes_ + text.size() <= options_.max_queued_bytes) {
      enqueue(std::move(text));
      return true;
    }
  }
  ++gap_;
  ++skipped_total_;
  return false;
}

void SseStream::enqueue(std::string text) {
  queued_bytes_ += text.size();
  queue_.push_back(std::move(text));
  pump();
}

void SseStream::pump() {
  if (sending_ || queue_.empty()) return;
  sending_ = true;
  last_sent_ = loop_.now();
  std::string piece = std::move(queue_.front());
  queue_.pop_front();
  queued_bytes_ -= piece.size();
  // What waits goes out together: many small events then cost one chunk.
  while (!queue_.empty() && piece.size() + queue_.front().size() <= 16 << 10) {
    queued_bytes_ -= queue_.front().size();
    piece += queue_.front();
    queue_.pop_front();
  }
  const auto responder = responder_;  // write() may end in reader_gone()
  responder->write(std::move(piece), [weak = weak_from_this()](bool ok) {
    if (const auto self = weak.lock()) self->sent(ok);
  });
}

void SseStream::sent(bool ok) {
  if (!open_) return;
  sending_ = false;
  if (!ok) return reader_gone();
  const auto half = options_.max_queued_bytes / 2;
  if (gap_ > 0 && queued_bytes_ <= half) report_gap();
  pump();
  if (queued_bytes_ > half || !room_) return;
  const auto call = room_;  // it may close the stream, and so drop the member
  call();
}

void SseStream::report_gap() {
  const std::uint64_t skipped = std::exchange(gap_, 0);
  SseEvent event;
  event.type = "gap";
  event.data = "{\"skipped\": " + std::to_string(skipped) + "}";
  enqueue(format_sse(event));
}

void SseStream::beat() {
  if (!open_) return;
  const base::TimePoint due = last_sent_ + options_.heartbeat;
  if (loop_.now() < due) return heartbeat_.at(due, [this] { beat(); });
  if (!sending_ && queue_.empty()) enqueue(":\n\n");
  heartbeat_.after(options_.heartbeat, [this] { beat(); });
}

void SseStream::close() {
  if (!open_) return;
  open_ = false;
  closed_ = nullptr;
  room_ = nullptr;
  heartbeat_.cancel();
  // The rest leaves in one piece, at most as large as the queue's bound: nobody need wait for it
  // here.
  sending_ = true;
  if (gap_ > 0) report_gap();
  std::string rest;
  for (const auto& text : std::exchange(queue_, {})) rest += text;
  queued_bytes_ = 0;
  const auto responder = std::exchange(responder_, nullptr);
  if (!rest.empty()) responder->write(std::move(rest));
  responder->end_stream();
}

void SseStream::on_closed(std::function<void()> closed) { closed_ = std::move(closed); }

void SseStream::reader_gone() {
  if (!open_) return;
  open_ = false;
  responder_ = nullptr;
  queue_.clear();
  queued_bytes_ = 0;
  heartbeat_.cancel();
  room_ = nullptr;
  if (const auto closed = std::exchange(closed_, nullptr)) closed();
}

}  // namespace ricochet::http

#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/loop.h"
#include "http/handler.h"

namespace ricochet::http {

/// One event of a `text/event-stream` (HTML Living Standard, section 9.2). Line ends inside id and
/// type are dropped; data may have several lines.
struct SseEvent {
  std::string id;    ///< empty: none
  std::string type;  ///< empty: the browser's "message"
  std::string data;
  base::Duration retry{0};  ///< above 0: when the reader shall reconnect
  bool has_data = true;     ///< false: no data line at all; readers take id and retry from it
};

struct SseOptions {
  std::size_t max_queued_bytes = 256 << 10;  ///< per reader, beyond what the kernel takes
  base::Duration heartbeat =
      std::chrono::seconds(15);       ///< a comment when nothing else was sent for so long
  base::Duration retry{0};            ///< above 0: tells the browser when to reconnect
  std::vector<match::Field> headers;  ///< besides the usual three
};

/// One reader of an event stream. A reader that is too slow loses events, never memory of ours:
/// when its queue is full, events are counted instead of queued, and as soon as there is room again
/// it gets one `gap` event with `{"skipped": n}` and then what comes after. Everything on the
/// loop's thread.
class SseStream : public std::enable_shared_from_this<SseStream> {
 public:
  /// Sends the head at once. Keep the result as long as events are to be sent; dropping it ends the
  /// stream.
  static std::shared_ptr<SseStream> open(base::Loop& loop, std::shared_ptr<Responder> responder,
                                         SseOptions options = {});
  ~SseStream();
  SseStream(const SseStream&) = delete;
  SseStream& operator=(const SseStream&) = delete;

  /// False: the event was not queued, because the stream is closed or its queue full.
  bool send(const SseEvent& event);
  /// Ends the stream behind what is queued.
  void close();
  /// Called once when the reader goes away; not after close().
  void on_closed(std::function<void()> closed);
  /// Called each time a piece went out and at most half of the queue is left: who holds events back
  /// itself, instead of having them counted as a gap, goes on here. May close the stream.
  void on_room(std::function<void()> room) { room_ = std::move(room); }

  bool is_open() const { return open_; }
  std::size_t queued_bytes() const { return queued_bytes_; }
  std::uint64_t skipped() const { return skipped_total_; }  ///< events that this reader never gets

 private:
  SseStream(base::Loop& loop, std::shared_ptr<Responder> responder, SseOptions options);
  void start();
  void enqueue(std::string text);
  void pump();
  void report_gap();
  void sent(bool ok);
  void reader_gone();
  void beat();

  base::Loop& loop_;
  std::shared_ptr<Responder> responder_;
  SseOptions options_;
  std::deque<std::string> queue_;  // the piece that is being sent is not in it any more
  std::size_t queued_bytes_ = 0;
  bool sending_ = false;
  bool open_ = true;
  std::uint64_t gap_ = 0;  // skipped since the last report
  std::uint64_t skipped_total_ = 0;
  std::function<void()> closed_;
  std::function<void()> room_;
  base::Timer heartbeat_;
  base::TimePoint last_sent_;
};

/// The wire form, with the empty line at the end.
std::string format_sse(const SseEvent& event);

}  // namespace ricochet::http

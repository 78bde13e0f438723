#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/alive.h"
#include "base/loop.h"
#include "http/sse.h"

namespace ricochet::http {

/// The event streams of one feed of numbered events: each reader is served from the feed at its own
/// pace, from a number on; what the feed does not hold any more is one `gap` event with `through`.
/// It begins with a `hello` event with the `cursor` of the feed. On the loop's thread.
class SseReaders {
 public:
  /// What one reader sees of a feed.
  struct View {
    std::function<std::uint64_t()> last;          ///< the number of the newest event; 0: none
    std::function<std::uint64_t()> gone_through;  ///< up to it events are not held; 0: all are
    /// The first event that the reader wants behind `after`, which moves on over all that are
    /// passed; nullopt: there is none. Its id is its number.
    std::function<std::optional<SseEvent>(std::uint64_t& after)> next;
  };

  explicit SseReaders(base::Loop& loop) : loop_(loop) {}
  ~SseReaders() { stop(); }
  SseReaders(const SseReaders&) = delete;
  SseReaders& operator=(const SseReaders&) = delete;

  void open(std::shared_ptr<Responder> responder, View view, std::uint64_t after);
  /// Something new is in the feed.
  void go_on();
  std::size_t size() const { return readers_.size(); }
  /// Ends all streams.
  void stop();

  /// The number that Last-Event-ID (or such a parameter) holds; nullopt: it is not one.
  static std::optional<std::uint64_t> number_of(const std::string& id);

 private:
  struct Reader {
    std::shared_ptr<SseStream> stream;
    View view;
    std::uint64_t after = 0;
    bool sending = false;
  };
  void send(Reader& reader);
  void sweep();

  base::Loop& loop_;
  std::vector<std::shared_ptr<Reader>> readers_;
  base::Alive alive_;
};

}  // namespace ricochet::http

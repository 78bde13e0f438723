#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "http/sse.h"

namespace ricochet::http {

/// Takes a `text/event-stream` apart as it arrives (HTML Living Standard, section 9.2.6): comments
/// and unknown fields are skipped, `id` stays until another one comes, an event without data is
/// none.
class SseParser {
 public:
  static constexpr std::size_t kMaxEventBytes = 16u << 20;  ///< one event with its lines

  explicit SseParser(std::function<void(const SseEvent&)> on_event)
      : on_event_(std::move(on_event)) {}

  /// False: an event is larger than the bound; the stream is of no use any more.
  bool feed(std::string_view piece);
  /// Of the last event that had one.
  const std::string& last_id() const { return event_.id; }

 private:
  void line(std::string_view text);
  void dispatch();

  std::function<void(const SseEvent&)> on_event_;
  SseEvent event_;
  bool has_data_ = false;
  bool after_cr_ = false;
  bool at_start_ = true;
  std::string line_;
};

}  // namespace ricochet::http

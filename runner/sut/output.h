#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/duration.h"

namespace ricochet::runner {

/// One line that a service printed, on either stream, without its line end.
struct OutputLine {
  base::TimePoint at;        ///< when its end was read
  std::string text;          ///< bytes as they came; base::printable() before showing them
  std::uint64_t number = 0;  ///< among all that the service printed, in all its lives
};

struct OutputLimits {
  std::size_t lines = 10'000;
  std::size_t bytes = 1 << 20;        ///< of text, all lines together
  std::size_t line_bytes = 16 << 10;  ///< a longer line is cut into several
};

/// The last lines of a service's output, within bounds; what was dropped is counted.
class OutputRing {
 public:
  explicit OutputRing(OutputLimits limits = {}) : limits_(limits) {}

  void add(OutputLine line);
  /// The lines of another one, and what that has dropped.
  void add_all(const OutputRing& later);
  const std::deque<OutputLine>& lines() const { return lines_; }
  std::uint64_t dropped_lines() const { return dropped_lines_; }
  std::uint64_t dropped_bytes() const { return dropped_bytes_; }
  /// Whether one that was dropped had come then or later.
  bool dropped_since(base::TimePoint since) const {
    return dropped_lines_ > 0 && newest_dropped_ >= since;
  }
  std::size_t bytes() const { return bytes_; }
  /// The last `count` lines for people: printable, each at most 500 bytes, oldest first. Lines that
  /// came again and again stand there once, with their number. Starts with a line about what is
  /// left out, if something is.
  std::vector<std::string> tail(std::size_t count) const;

 private:
  OutputLimits limits_;
  std::deque<OutputLine> lines_;
  std::size_t bytes_ = 0;
  std::uint64_t dropped_lines_ = 0;
  std::uint64_t dropped_bytes_ = 0;
  base::TimePoint newest_dropped_;
};

/// Cuts a stream of bytes into lines ("\n" or "\r\n").
class LineSplitter {
 public:
  explicit LineSplitter(std::size_t max_line_bytes) : max_(max_line_bytes) {}

  /// The lines that these bytes complete.
  std::vector<std::string> feed(std::string_view bytes);
  /// What came after the last line end so far.
  const std::string& partial() const { return partial_; }
  /// The same at the end of the stream, as a line; empty when nothing did.
  std::vector<std::string> finish();

 private:
  std::size_t max_;
  std::string partial_;
};

}  // namespace ricochet::runner

#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json/reader.h"
#include "stubserver/model/load_options.h"

namespace ricochet::stubserver {

/// The events of an `sse` answer, written out as they leave, each with the pause that follows it.
struct SseScript {
  struct Piece {
    std::string wire;         ///< one event, or one comment, with its empty line; may be empty
    base::Duration pause{0};  ///< after it
  };
  std::vector<Piece> steps;

  /// Everything that will have been sent in the end.
  std::string whole() const;

  /// Moco's shapes: an array of events, `{"events": [...], "delay": ...}` or `{"file": ...,
  /// "delay":
  /// ...}`. Files are read here. Findings go to the reader's list, nullopt then.
  static std::optional<SseScript> compile(const base::JsonReader& value,
                                          const LoadOptions& options);
};

/// A text/event-stream as a file holds it: blocks of `data:` (several lines make one text),
/// `event:`, `id:`, `retry:` and comments, split by empty lines, and ours: `delay: 100` or `delay:
/// 1s`, the pause after the block. `usual` is the pause of blocks without one. A block needs no
/// data. What is wrong goes to the reader that named the file, with `name` and line.
std::optional<SseScript> parse_event_stream(const base::JsonReader& file, const std::string& name,
                                            std::string_view text, base::Duration usual);

}  // namespace ricochet::stubserver

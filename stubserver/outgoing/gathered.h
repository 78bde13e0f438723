#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace ricochet::stubserver {

/// The answer of a proxy's target as it comes: the body in pieces, still coded. Putting a large one
/// together, or undoing gzip, takes longer than a turn of the loop may.
struct Gathered {
  http::Response head;  ///< without a body; Content-Encoding is taken off
  std::string coding;   ///< of the body; empty: none that has to be undone
  std::vector<std::string> pieces;
  std::size_t bytes = 0;  ///< of the pieces

  Gathered() = default;
  /// Takes off the coding that is to be undone.
  explicit Gathered(http::Response answer_head);
  void add(std::string_view piece);
  /// Little enough for the loop.
  bool is_quick() const;
  /// The whole answer; nothing of this is of use then. On any thread. Error: http/bad-coding, also
  /// where more than `max_bytes` would come of it.
  base::Result<http::Response> whole(std::size_t max_bytes);
};

}  // namespace ricochet::stubserver

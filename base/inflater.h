#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ricochet::base {

/// Undoes one content coding (RFC 9110 section 8.4.1: gzip, x-gzip, deflate), piece by piece.
/// "deflate" is taken with and without its zlib wrapper, as browsers do.
class Inflater {
 public:
  /// `max_bytes` bounds what comes out in total: few bytes can become very many.
  Inflater(std::string_view coding, std::size_t max_bytes);
  ~Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  static bool knows(std::string_view coding);

  /// What `piece` becomes. Error: http/bad-coding (not in this coding, or more than `max_bytes`),
  /// after which nothing more may be put.
  Result<std::string> put(std::string_view piece);
  /// Error: http/bad-coding when the data ended in the middle. Nothing at all is fine: the body of
  /// a HEAD or a 304 has no coding.
  Status end() const;

 private:
  class Core;
  std::unique_ptr<Core> core_;
};

}  // namespace ricochet::base

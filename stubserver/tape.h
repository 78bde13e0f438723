#pragma once
#include <optional>
#include <string>

#include "base/json_fwd.h"
#include "base/result.h"
#include "match/message.h"

namespace ricochet::stubserver {

/// A file of recorded requests in Moco's format: `{"content": {"<identifier>": <request>}}`
/// (request_dump.h). Read and, atomically, rewritten at each use, so that several servers may take
/// turns with it. Errors: stub/bad-tape, stub/bad-dump, those of base/file.h.
class Tape {
 public:
  explicit Tape(std::string path) : path_(std::move(path)) {}
  base::Status record(const std::string& identifier, const match::Request& request) const;
  /// nullopt: nothing is stored under it, or there is no file yet.
  base::Result<std::optional<match::Request>> find(const std::string& identifier) const;
  /// A file that is there and is no tape is an error.
  base::Status check() const;

 private:
  base::Result<base::Json> read() const;
  std::string path_;
};

}  // namespace ricochet::stubserver

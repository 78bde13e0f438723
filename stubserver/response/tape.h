#pragma once
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/file.h"
#include "base/json/document.h"
#include "base/result.h"
#include "match/message.h"
#include "stubserver/values/exchange_dump.h"

namespace ricochet::stubserver {

/// A file of recorded requests in Moco's format: `{"content": {"<identifier>": <request>}}`
/// (exchange_dump.h). Read and, atomically, rewritten at each use, so that several servers may take
/// turns with it. All of it waits for the disk: at request time on the loop's worker. Errors: those
/// of load_dumps() and base::write_file_atomic().
class Tape {
 public:
  /// `max_bytes`: of the whole file, so that it can be read again.
  explicit Tape(std::string path, std::size_t max_bytes = base::kMaxFileBytes)
      : path_(std::move(path)), max_bytes_(max_bytes) {}
  /// Error besides: stub/tape-full (the tape would be too large; it is as it was).
  base::Status record(const std::string& identifier, const match::Request& request) const;
  /// nullopt: nothing is stored under it, or there is no file yet.
  base::Result<std::optional<match::Request>> find(const std::string& identifier) const;
  /// A file that is there and is not a tape is an error.
  base::Status check() const;

 private:
  struct Content {
    std::shared_ptr<const base::JsonDocument> document;  ///< nullptr: there is no file yet
    std::map<std::string, RequestDump> requests;         ///< by identifier
  };
  base::Result<Content> read() const;
  std::string path_;
  std::size_t max_bytes_;
};

}  // namespace ricochet::stubserver

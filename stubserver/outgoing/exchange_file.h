#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/json/document.h"
#include "base/result.h"
#include "http/message.h"
#include "match/message.h"
#include "stubserver/values/exchange_dump.h"

namespace ricochet::stubserver {

/// Most exchanges that one file holds; the oldest goes first.
inline constexpr std::size_t kMaxStoredExchanges = 1000;

/// The file behind `failover` and `playback`: Moco's JSON array of requests and responses
/// (exchange_dump.h). Read anew each time, so that several proxies and people with editors may
/// share one; written atomically. All of it waits for the disk: at request time on the loop's
/// worker. Errors: those of load_dumps() and base::write_file_atomic().
class ExchangeFile {
 public:
  /// What one addition came to.
  struct Stored {
    bool kept = true;         ///< false: it is too large by itself; the file is as it was
    std::size_t dropped = 0;  ///< older ones that went because the file would have been too large
  };

  /// `max_bytes`: of the whole file, so that it can be read again.
  explicit ExchangeFile(std::string path, std::size_t max_bytes = base::kMaxFileBytes)
      : path_(std::move(path)), max_bytes_(max_bytes) {}
  const std::string& path() const { return path_; }

  /// Whether the file is in order, or not there yet.
  base::Status check() const;
  /// The first stored answer whose request fits: each field that it has is equal to the request's,
  /// headers and queries only where both have them; the case of headers does not count, and an
  /// empty text fits every one (Moco). nullopt: none does, or there is no file yet.
  base::Result<std::optional<http::Response>> find(const match::Request& request) const;
  /// Adds the exchange; an earlier one of an equal request goes, and the oldest where there are too
  /// many or the file would be too large.
  base::Result<Stored> store(const match::Request& request, const http::Response& response) const;

 private:
  struct StoredExchange {
    std::optional<RequestDump> request;  ///< nullopt: of any request
    http::Response response;
  };
  struct Content {
    std::shared_ptr<const base::JsonDocument> document;  ///< nullptr: there is no file yet
    std::vector<StoredExchange> exchanges;
  };
  base::Result<Content> read() const;
  std::string path_;
  std::size_t max_bytes_;
};

}  // namespace ricochet::stubserver

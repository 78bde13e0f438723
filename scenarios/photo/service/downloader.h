#pragma once

#include <cstdint>
#include <string>

#include "retry_policy.h"

namespace photo {

class HttpClient;
class StopSignal;
struct HttpResult;

/// What became of a photo.
struct Download {
  enum class End { kDone, kGivenUp, kInterrupted };
  End end = End::kGivenUp;
  int tries = 0;
  std::uint64_t bytes = 0;
  std::string reason;  ///< of giving up: the HTTP status, or what broke
};

/// Downloads photos, and tries again as its policy says.
class Downloader {
 public:
  Downloader(HttpClient& http, const StopSignal& stop, RetryPolicy policy);
  Download download(const std::string& url);

 private:
  bool worth_another_try(const HttpResult& result) const;

  HttpClient& http_;
  const StopSignal& stop_;
  RetryPolicy policy_;
};

}  // namespace photo

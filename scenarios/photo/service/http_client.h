#pragma once

#include <cstdint>
#include <string>

namespace photo {

class StopSignal;

/// How one HTTP exchange ended.
struct HttpResult {
  enum class End {
    kAnswered,     ///< `status` and `bytes` say how
    kBroken,       ///< refused, reset or timed out: another try may help
    kUnusable,     ///< the URL cannot be asked for: another try cannot help
    kInterrupted,  ///< the service is stopping
  };
  End end = End::kBroken;
  int status = 0;
  std::uint64_t bytes = 0;
  std::string error;
};

/// Plain HTTP calls, one at a time, each on a connection of its own. A stop request ends a call.
class HttpClient {
 public:
  explicit HttpClient(const StopSignal& stop) : stop_(stop) {}

  HttpResult get(const std::string& url);
  HttpResult post_json(const std::string& url, const std::string& body);

 private:
  HttpResult perform(const std::string& url, const std::string* json);

  const StopSignal& stop_;
};

}  // namespace photo

#include "downloader.h"

#include "http_client.h"
#include "log.h"
#include "stop_signal.h"

namespace photo {
namespace {

bool has_photo(const HttpResult& result) {
  return result.end == HttpResult::End::kAnswered && result.status >= 200 && result.status < 300;
}

std::string text_of(const HttpResult& result) {
  return result.end == HttpResult::End::kAnswered ? std::to_string(result.status) : result.error;
}

}  // namespace

Downloader::Downloader(HttpClient& http, const StopSignal& stop, RetryPolicy policy)
    : http_(http), stop_(stop), policy_(policy) {}

Download Downloader::download(const std::string& url) {
  std::chrono::milliseconds pause = policy_.first_pause;
  Download download;
  while (true) {
    ++download.tries;
    const HttpResult result = http_.get(url);
    if (result.end == HttpResult::End::kInterrupted) break;
    log("GET " + url + ": " + text_of(result) + " (try " + std::to_string(download.tries) + ")");
    if (has_photo(result)) {
      download.end = Download::End::kDone;
      download.bytes = result.bytes;
      return download;
    }
    if (!worth_another_try(result) || download.tries >= policy_.max_tries) {
      download.end = Download::End::kGivenUp;
      download.reason = text_of(result);
      return download;
    }
    if (stop_.wait_for(pause)) break;
    pause *= policy_.factor;
  }
  download.end = Download::End::kInterrupted;
  return download;
}

bool Downloader::worth_another_try(const HttpResult& result) const {
  if (result.end == HttpResult::End::kAnswered) return result.status >= policy_.first_status;
  return result.end == HttpResult::End::kBroken;
}

}  // namespace photo

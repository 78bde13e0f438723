#include "http_client.h"

#include <curl/curl.h>

#include <new>

#include "stop_signal.h"

namespace photo {
namespace {

constexpr long kConnectTimeoutMs = 2000;
constexpr long kCallTimeoutMs = 5000;

/// The service needs the size of a photo only, so the bytes are counted and dropped.
std::size_t count_bytes(char*, std::size_t size, std::size_t count, void* bytes) {
  *static_cast<std::uint64_t*>(bytes) += size * count;
  return size * count;
}

HttpResult::End end_of(CURLcode code) {
  switch (code) {
    case CURLE_OK:
      return HttpResult::End::kAnswered;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return HttpResult::End::kUnusable;
    default:
      return HttpResult::End::kBroken;
  }
}

}  // namespace

struct HttpClient::Call {
  explicit Call(const std::string& url) : easy(curl_easy_init()) {
    if (easy == nullptr) throw std::bad_alloc();
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, kConnectTimeoutMs);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, kCallTimeoutMs);
    // On a reused connection libcurl repeats a broken request silently: that would be a try that
    // nobody counted.
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &count_bytes);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &result.bytes);
  }
  ~Call() {
    curl_easy_cleanup(easy);
    curl_slist_free_all(headers);
  }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  CURL* easy;
  curl_slist* headers = nullptr;
  HttpResult result;
};

void HttpClient::MultiDeleter::operator()(void* multi) const { curl_multi_cleanup(multi); }

HttpClient::HttpClient(const StopSignal& stop) : stop_(stop) {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  multi_.reset(curl_multi_init());
  if (!multi_) throw std::bad_alloc();
}

HttpClient::~HttpClient() {
  multi_.reset();
  curl_global_cleanup();
}

HttpResult HttpClient::get(const std::string& url) {
  Call call(url);
  return perform(call);
}

HttpResult HttpClient::post_json(const std::string& url, const std::string& body) {
  Call call(url);
  call.headers = curl_slist_append(nullptr, "Content-Type: application/json");
  curl_easy_setopt(call.easy, CURLOPT_HTTPHEADER, call.headers);
  curl_easy_setopt(call.easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(call.easy, CURLOPT_POSTFIELDS, body.c_str());
  return perform(call);
}

HttpResult HttpClient::perform(Call& call) {
  curl_multi_add_handle(multi_.get(), call.easy);
  int running = 0;
  bool interrupted = false;
  CURLMcode driven = curl_multi_perform(multi_.get(), &running);
  while (driven == CURLM_OK && running > 0 && !interrupted) {
    curl_waitfd stop{stop_.fd(), CURL_WAIT_POLLIN, 0};
    driven = curl_multi_poll(multi_.get(), &stop, 1, 1000, nullptr);
    interrupted = stop_.requested();
    if (driven == CURLM_OK && !interrupted) driven = curl_multi_perform(multi_.get(), &running);
  }

  HttpResult& result = call.result;
  if (interrupted) {
    result.end = HttpResult::End::kInterrupted;
  } else if (driven != CURLM_OK) {
    result.error = curl_multi_strerror(driven);
  } else {
    int left = 0;
    if (const CURLMsg* done = curl_multi_info_read(multi_.get(), &left)) {
      result.end = end_of(done->data.result);
      if (result.end != HttpResult::End::kAnswered) {
        result.error = curl_easy_strerror(done->data.result);
      }
    }
    long status = 0;
    curl_easy_getinfo(call.easy, CURLINFO_RESPONSE_CODE, &status);
    result.status = static_cast<int>(status);
  }
  curl_multi_remove_handle(multi_.get(), call.easy);
  return result;
}

}  // namespace photo

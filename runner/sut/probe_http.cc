#include <utility>

#include "http/client.h"
#include "runner/sut/probe.h"

namespace ricochet::runner {

namespace {

constexpr base::Duration kHttpTryLimit = std::chrono::seconds(2);
constexpr int kServerErrors = 500;

class HttpProbe final : public AskingProbe {
 public:
  HttpProbe(base::Loop& loop, std::string url, std::optional<int> status)
      : AskingProbe(loop), loop_(loop), url_(std::move(url)), status_(status) {}

  std::string what() const override {
    return "GET " + url_ + " answered with " +
           (status_ ? "status " + std::to_string(*status_) : "a status below 500");
  }

 private:
  void attempt() override {
    http::ClientRequest request;
    request.url = url_;
    request.timeout = kHttpTryLimit;
    fetch_ =
        http::fetch(loop_, std::move(request), [this](const base::Result<http::Response>& answer) {
          if (answer && is_wanted(answer->status)) return fits();
          again(answer ? "the status was " + std::to_string(answer->status)
                       : answer.error().message);
        });
  }
  bool is_wanted(int status) const { return status_ ? status == *status_ : status < kServerErrors; }

  base::Loop& loop_;
  std::string url_;
  std::optional<int> status_;
  std::shared_ptr<void> fetch_;  ///< ends with us
};

}  // namespace

std::unique_ptr<Probe> probe_http(base::Loop& loop, std::string url, std::optional<int> status) {
  return std::make_unique<HttpProbe>(loop, std::move(url), status);
}

}  // namespace ricochet::runner

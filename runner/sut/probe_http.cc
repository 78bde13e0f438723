#include <utility>

#include "http/client.h"
#include "runner/sut/probe.h"

namespace ricochet::runner {

namespace {

constexpr base::Duration kHttpTryLimit = std::chrono::seconds(2);
constexpr int kServerErrors = 500;

class HttpProbe final : public Probe {
 public:
  HttpProbe(base::Loop& loop, std::string url, std::optional<int> status)
      : loop_(loop), url_(std::move(url)), status_(status), retry_(loop) {}

  std::string what() const override {
    return "GET " + url_ + " answered with " +
           (status_ ? "status " + std::to_string(*status_) : "a status below 500");
  }
  std::string last_try() const override { return last_try_; }
  void start(std::function<void()> ready) override {
    ready_ = std::move(ready);
    attempt();
  }

 private:
  void attempt() {
    http::ClientRequest request;
    request.url = url_;
    request.timeout = kHttpTryLimit;
    fetch_ =
        http::fetch(loop_, std::move(request), [this](const base::Result<http::Response>& answer) {
          if (answer && fits(answer->status)) {
            std::exchange(ready_, nullptr)();
            return;
          }
          last_try_ =
              answer ? "the status was " + std::to_string(answer->status) : answer.error().message;
          retry_.again([this] { attempt(); });
        });
  }
  bool fits(int status) const { return status_ ? status == *status_ : status < kServerErrors; }

  base::Loop& loop_;
  std::string url_;
  std::optional<int> status_;
  RetryTimer retry_;
  std::string last_try_;
  std::function<void()> ready_;
  std::shared_ptr<void> fetch_;  ///< ends with us
};

}  // namespace

std::unique_ptr<Probe> probe_http(base::Loop& loop, std::string url, std::optional<int> status) {
  return std::make_unique<HttpProbe>(loop, std::move(url), status);
}

}  // namespace ricochet::runner

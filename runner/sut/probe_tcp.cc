#include <utility>

#include "base/text/printable.h"
#include "runner/sut/connect.h"
#include "runner/sut/probe.h"

namespace ricochet::runner {

namespace {

constexpr base::Duration kTcpTryLimit = std::chrono::seconds(1);

class TcpProbe final : public Probe {
 public:
  TcpProbe(base::Loop& loop, std::string address, HostPort to)
      : loop_(loop), address_(std::move(address)), to_(std::move(to)), retry_(loop) {}

  std::string what() const override { return "a TCP connection to " + address_; }
  std::string last_try() const override { return last_try_; }
  void start(std::function<void()> ready) override {
    ready_ = std::move(ready);
    attempt();
  }

 private:
  void attempt() {
    attempt_ = try_to_connect(loop_, to_, kTcpTryLimit, [this](const std::string& why) {
      if (why.empty()) return std::exchange(ready_, nullptr)();
      last_try_ = why;
      retry_.again([this] { attempt(); });
    });
  }

  base::Loop& loop_;
  std::string address_;
  HostPort to_;
  RetryTimer retry_;
  std::string last_try_;
  std::function<void()> ready_;
  std::shared_ptr<void> attempt_;  ///< ends with us
};

}  // namespace

base::Result<std::unique_ptr<Probe>> probe_tcp(base::Loop& loop, const std::string& host_and_port) {
  auto to = parse_host_port(host_and_port);
  if (!to)
    return base::Diag("sut/bad-ready",
                      base::in_quotes(host_and_port) + " is not an address to connect to",
                      R"(write "ready": { "tcp": "127.0.0.1:8080" }, or "[::1]:8080")");
  return std::unique_ptr<Probe>(std::make_unique<TcpProbe>(loop, host_and_port, std::move(*to)));
}

}  // namespace ricochet::runner

#include <utility>

#include "base/text/printable.h"
#include "runner/sut/connect.h"
#include "runner/sut/probe.h"

namespace ricochet::runner {

namespace {

constexpr base::Duration kTcpTryLimit = std::chrono::seconds(1);

class TcpProbe final : public AskingProbe {
 public:
  TcpProbe(base::Loop& loop, std::string address, HostPort to)
      : AskingProbe(loop), loop_(loop), address_(std::move(address)), to_(std::move(to)) {}

  std::string what() const override { return "a TCP connection to " + address_; }

 private:
  void attempt() override {
    attempt_ = try_to_connect(loop_, to_, kTcpTryLimit, [this](const std::string& why) {
      why.empty() ? fits() : again(why);
    });
  }

  base::Loop& loop_;
  std::string address_;
  HostPort to_;
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

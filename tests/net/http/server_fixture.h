#pragma once
#include <gmock/gmock.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/asio_loop.h"
#include "http/server.h"
#include "tests/support/raw_client.h"

namespace ricochet::http {

inline constexpr std::chrono::seconds kDeadline{20};

/// A server on a free port, a loop in the test's own thread, and raw clients that run that loop
/// while they wait. `handle` decides what each request gets; the default says what came in.
class ServerTest : public testing::Test, public Handler {
 protected:
  using Answer = std::function<void(match::Request, std::shared_ptr<Responder>)>;

  void start(Limits limits = {}, std::optional<net::TlsOptions> tls = std::nullopt) {
    ServerOptions options;
    options.name = "stub photos";
    options.limits = limits;
    options.tls = std::move(tls);
    server_ = std::make_unique<Server>(loop_, options, *this);
    server_->on_refused([this](const Exchange& refused) { refused_.push_back(refused); });
    server_->on_trouble([this](const base::Diag& diag) { troubles_.push_back(diag); });
    port_ = server_->start().value().port;
  }
  void start_with_max_body(std::size_t bytes) {
    Limits limits;
    limits.body_bytes = bytes;
    start(limits);
  }
  void handle(match::Request&& request, std::shared_ptr<Responder> responder) override {
    seen_.push_back(request);
    answer_(std::move(request), std::move(responder));
  }
  /// Runs the loop until `done`; false on the deadline.
  bool run_until(const std::function<bool()>& done) { return loop_.run_until(done, kDeadline); }
  void run_for(base::Duration time) {
    loop_.run_until([] { return false; }, time);
  }
  test::RawClient::Pump pump() {
    return [this] { run_for(std::chrono::milliseconds(1)); };
  }
  std::unique_ptr<test::RawClient> connect() {
    return std::make_unique<test::RawClient>(port_, pump());
  }
  static std::string get(const std::string& path, const std::string& headers = {}) {
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n";
  }

  base::AsioLoop loop_;
  Answer answer_ = [](match::Request request, std::shared_ptr<Responder> responder) {
    responder->send(
        Response(200, "text/plain", request.method + ' ' + request.target + ' ' + request.body));
  };
  std::vector<match::Request> seen_;
  std::vector<Exchange> refused_;
  std::vector<base::Diag> troubles_;
  std::uint16_t port_ = 0;
  std::unique_ptr<Server> server_;  // last: goes before the loop and what its handler uses
};

}  // namespace ricochet::http

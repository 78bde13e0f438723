#pragma once
#include <gmock/gmock.h>

#include <memory>
#include <string>

#include "base/asio_loop.h"
#include "http/server.h"
#include "requestbin/server/bin_server.h"
#include "tests/support/raw_client.h"

namespace ricochet::requestbin {

inline constexpr std::chrono::seconds kDeadline{20};

/// A whole request bin on a free port, its loop in the test's own thread.
class BinTest : public testing::Test {
 protected:
  BinTest() : server_(std::make_unique<http::Server>(loop_, http::ServerOptions(), bins_)) {
    port_ = server_->start().value().port;
  }
  test::RawClient::Pump pump() {
    return [this] { loop_.run_until([] { return false; }, std::chrono::milliseconds(1)); };
  }
  std::unique_ptr<test::RawClient> connect() {
    return std::make_unique<test::RawClient>(port_, pump());
  }
  bool run_until(const std::function<bool()>& done) { return loop_.run_until(done, kDeadline); }
  static std::string request(const std::string& method, const std::string& target,
                             const std::string& body = {}, const std::string& headers = {}) {
    return method + " " + target + " HTTP/1.1\r\nHost: bin.test\r\n" + headers +
           (body.empty() ? std::string()
                         : "Content-Length: " + std::to_string(body.size()) + "\r\n") +
           "\r\n" + body;
  }
  test::RawAnswer ask(const std::string& method, const std::string& target,
                      const std::string& body = {}, const std::string& headers = {}) {
    const auto client = connect();
    client->send(request(method, target, body, headers));
    return client->read_answer(method == "HEAD");
  }

  base::AsioLoop loop_;
  journal::CaptureLog log_{loop_};
  awaits::AwaitDriver awaits_{loop_, log_};
  BinServer bins_{loop_, log_, awaits_};
  std::unique_ptr<http::Server> server_;  // last: goes first
  std::uint16_t port_ = 0;
};

}  // namespace ricochet::requestbin

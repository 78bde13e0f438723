#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/asio_loop.h"
#include "http/client.h"
#include "stubserver/serve/server.h"
#include "tests/support/raw_client.h"

namespace ricochet::stubserver {

/// One time limit for every wait: it only passes when something is broken.
inline constexpr base::Duration kDeadline = std::chrono::seconds(20);

/// Keeps what was handed to it, as the capture log does.
class ListSink final : public http::ExchangeSink {
 public:
  void on_exchange(http::Exchange&& exchange) override { exchanges.push_back(std::move(exchange)); }
  std::vector<http::Exchange> exchanges;
};

/// A stub server on a free port of the loopback, and clients on the same loop.
class NetTest : public testing::Test {
 protected:
  /// Answers in the order in which they arrived; "error: ..." when there was none.
  struct Calls {
    std::vector<std::string> answers;
    std::vector<std::shared_ptr<void>> handles;
    base::Duration timeout = kDeadline;
  };

  StubServer& serve(const std::string& stubs);
  std::shared_ptr<const RuleSet> rules(const std::string& text, const std::string& owner = {});
  /// Starts a GET without waiting for it.
  void start_get(Calls& calls, const std::string& target);
  /// Waits until so many answers are there.
  void wait_for(const Calls& calls, std::size_t count);
  void wait_until(const std::function<bool()>& done);
  /// A client that sees bytes and ends of connections, on the same loop.
  std::unique_ptr<test::RawClient> connect();
  /// The same, having sent a GET.
  std::unique_ptr<test::RawClient> raw_get(const std::string& target);
  /// "200 foo"
  std::string get(const std::string& target);

  base::AsioLoop loop_;
  ListSink sink_;
  std::unique_ptr<StubServer> server_;
};

}  // namespace ricochet::stubserver

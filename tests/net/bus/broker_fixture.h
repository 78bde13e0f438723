#pragma once
#include <gtest/gtest.h>

#include "base/asio_loop.h"
#include "bus/broker/server/server.h"
#include "tests/net/bus/frames.h"
#include "tests/support/raw_client.h"

namespace ricochet::bus::broker {

/// Writes down whom the broker turned away, and the faults that were done.
class RefusalList final : public Sink {
 public:
  void refused(const Client& client, const std::string& why) override {
    all.push_back(client.id + ": " + why);
  }
  void faulted(const Client& client, const std::string& what,
               const std::vector<TopicPartition>&) override {
    faults.push_back(client.id + ": " + what);
  }
  void fetched(const Fetched& records) override { fetches.push_back(records.upto); }
  std::vector<std::string> all, faults;
  std::vector<std::int64_t> fetches;  ///< up to where
};

/// A broker on a free port, a loop in the test's own thread, and raw clients that run that loop.
class BrokerTest : public testing::Test {
 protected:
  explicit BrokerTest(ServerOptions options = {})
      : server_(loop_, base::Random(1), std::move(options), refusals_) {
    server_.start().value();
  }

  test::RawClient connect(std::size_t node = 0) {
    return test::RawClient(server_.endpoints().at(node).port,
                           [this] { loop_.run_until([] { return false; }, kTurn); });
  }

  bool wait(const std::function<bool()>& done) {
    return loop_.run_until(done, std::chrono::seconds(20));
  }

  static constexpr base::Duration kTurn = std::chrono::milliseconds(1);
  base::AsioLoop loop_;
  RefusalList refusals_;
  Server server_;
};

}  // namespace ricochet::bus::broker

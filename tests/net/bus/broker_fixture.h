#pragma once
#include <gtest/gtest.h>

#include "base/asio_loop.h"
#include "bus/broker/server.h"
#include "bus/protocol/codec.h"
#include "bus/protocol/messages.h"
#include "bus/protocol/wire.h"
#include "tests/support/raw_client.h"

namespace ricochet::bus::broker {

/// Writes down whom the broker turned away, and the faults that were done.
class RefusalList final : public Sink {
 public:
  void refused(const Client& client, const std::string& why) override {
    all.push_back(client.id + ": " + why);
  }
  void faulted(const Client& client, const std::string& what) override {
    faults.push_back(client.id + ": " + what);
  }
  std::vector<std::string> all, faults;
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

  template <class Request>
  static std::string frame(const Request& request, int version, std::int32_t correlation,
                           const std::string& client = "me") {
    protocol::RequestHeader header;
    header.request_api_key = Request::message().key;
    header.request_api_version = static_cast<std::int16_t>(version);
    header.correlation_id = correlation;
    header.client_id = client;
    std::string bytes;
    protocol::encode(header, Request::message().flexible.contain(version) ? 2 : 1, bytes);
    protocol::encode(request, version, bytes);
    return sized(bytes);
  }
  static std::string sized(const std::string& bytes) {
    std::string all;
    protocol::append(all, static_cast<std::int32_t>(bytes.size()));
    return all + bytes;
  }
  /// The next answer without its size.
  static std::string answer(test::RawClient& client) {
    const std::string size = client.read(4);
    if (size.size() < 4) return "";
    return client.read(protocol::load<std::uint32_t>(size.data()));
  }
  static std::int32_t correlation_of(const std::string& answer) {
    return answer.size() < 4 ? -1 : protocol::load<std::int32_t>(answer.data());
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

#pragma once
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "base/asio_loop.h"
#include "bus/embedded_broker.h"

namespace ricochet::bus {

/// The embedded broker on a loop and a thread of its own, for tests whose own thread blocks in a
/// client.
class BrokerThread final : public EmbeddedBroker {
 public:
  explicit BrokerThread(std::vector<TopicSpec> topics = {}) {
    std::promise<void> ready;
    thread_ = std::thread([this, &ready, topics = std::move(topics)] {
      base::AsioLoop loop;
      loop_ = &loop;
      broker_ = start_embedded_broker(loop, topics).value();
      ready.set_value();
      loop.run();
      broker_.reset();
    });
    ready.get_future().wait();
  }
  ~BrokerThread() override {
    loop_->post([this] { loop_->stop(); });  // it may not have begun to run yet
    thread_.join();
  }
  BrokerThread(const BrokerThread&) = delete;
  BrokerThread& operator=(const BrokerThread&) = delete;

  std::string bootstrap_servers() const override { return broker_->bootstrap_servers(); }
  base::Status create_topic(const TopicSpec& topic) override {
    std::promise<base::Status> made;
    loop_->post([&] { made.set_value(broker_->create_topic(topic)); });
    return made.get_future().get();
  }

 private:
  base::AsioLoop* loop_ = nullptr;
  std::unique_ptr<EmbeddedBroker> broker_;
  std::thread thread_;
};

}  // namespace ricochet::bus

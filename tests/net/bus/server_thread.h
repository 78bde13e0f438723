#pragma once
#include <algorithm>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/asio_loop.h"
#include "bus/broker/server/server.h"

namespace ricochet::bus::broker {

/// A broker with options on a loop and a thread of its own, for tests whose own thread blocks in a
/// client. Keeps whom it refused.
class ServerThread final : public Sink {
 public:
  explicit ServerThread(ServerOptions options = {}) {
    std::promise<void> ready;
    thread_ = std::thread([this, &ready, options = std::move(options)] {
      base::AsioLoop loop;
      loop_ = &loop;
      server_ = std::make_unique<Server>(loop, base::Random(1), options, *this);
      server_->start().value();
      ready.set_value();
      loop.run();
      server_.reset();
    });
    ready.get_future().wait();
  }
  ~ServerThread() override {
    loop_->post([this] { loop_->stop(); });  // it may not have begun to run yet
    thread_.join();
  }
  ServerThread(const ServerThread&) = delete;
  ServerThread& operator=(const ServerThread&) = delete;

  std::string bootstrap_servers() const { return server_->bootstrap_servers(); }
  /// `what` with the server, on its thread; waits for it.
  template <class What>
  auto run(What what) -> decltype(what(std::declval<Server&>())) {
    std::packaged_task<decltype(what(std::declval<Server&>()))()> task(
        [&] { return what(*server_); });
    loop_->post([&] { task(); });
    return task.get_future().get();
  }
  std::vector<std::string> refusals() const {
    const std::lock_guard lock(mutex_);
    return refusals_;
  }

 private:
  void refused(const Client& client, const std::string& why) override {
    const std::lock_guard lock(mutex_);
    refusals_.push_back(client.id + ": " + why);
  }

  base::AsioLoop* loop_ = nullptr;
  std::unique_ptr<Server> server_;
  mutable std::mutex mutex_;
  std::vector<std::string> refusals_;
  std::thread thread_;
};

}  // namespace ricochet::bus::broker

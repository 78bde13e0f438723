#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/alive.h"
#include "base/loop.h"
#include "base/result.h"
#include "bus/embedded_broker.h"
#include "bus/kafka/handles.h"
#include "bus/kafka/properties.h"

namespace ricochet::bus::kafka {

/// A descriptor that librdkafka writes to when its queue is no longer empty.
class WakeFd {
 public:
  WakeFd();
  ~WakeFd();
  WakeFd(const WakeFd&) = delete;
  WakeFd& operator=(const WakeFd&) = delete;
  int get() const { return fd_; }
  void drain() const;

 private:
  int fd_;
};

/// All that belongs to one instance of the library, in the order in which it must go: the topics
/// first, the descriptor that the library's threads write to last. Destroying it joins those
/// threads.
struct Native {
  WakeFd wake;
  ClientPtr client;
  QueuePtr queue;
  std::vector<TopicPtr> topics;  ///< kept, so that the library goes on knowing their leaders
};

/// One librdkafka instance on the loop: its threads only write to a descriptor, its events are
/// polled and handled here, on the loop's thread. Stops at stop() or with the destructor; what
/// takes time to destroy is in native(), for close() to hand to another thread.
class Client {
 public:
  using EventHandler = std::function<void(rd_kafka_event_t*)>;

  /// `ours` first, then `theirs` (which may not touch what the bus depends on). Error:
  /// bus/bad-property.
  static base::Result<std::unique_ptr<Client>> create(base::Loop& loop, rd_kafka_type_t type,
                                                      const Properties& ours,
                                                      const Properties& theirs, LogSink log);
  ~Client();

  /// Called for each event but log lines. Must not destroy the client, may stop it.
  void on_event(EventHandler handler) { handler_ = std::move(handler); }
  rd_kafka_t* get() const { return native_->client.get(); }
  rd_kafka_queue_t* queue() const { return native_->queue.get(); }
  const std::shared_ptr<Native>& native() const { return native_; }
  /// No event is handled afterwards.
  void stop();

 private:
  Client(base::Loop& loop, std::shared_ptr<Native> native, LogSink log);
  void drain();
  void handle(rd_kafka_event_t* event);

  base::Loop& loop_;
  std::shared_ptr<Native> native_;
  LogSink log_;
  EventHandler handler_;
  base::Loop::WatchId watch_ = 0;
  base::Alive alive_;
};

}  // namespace ricochet::bus::kafka

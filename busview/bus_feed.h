#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "base/loop.h"
#include "bus/broker/signal.h"
#include "bus/broker/sink.h"
#include "busview/bus_event.h"
#include "journal/capture_log.h"

namespace ricochet::busview {

/// Bounds of a feed; the oldest events make room.
struct FeedLimits {
  std::size_t events = 100'000;
  std::size_t bytes = 32u << 20;
};

/// What our broker does, as events with numbers of the journal: gseq says which call, record or
/// event came first. On the loop's thread; the log must outlive it.
class BusFeed final : public bus::broker::Sink {
 public:
  /// `refused`: is told of each client that is turned away, in one line for people; may be empty.
  BusFeed(base::Loop& loop, journal::CaptureLog& log, FeedLimits limits = {},
          std::function<void(const std::string&)> refused = {});

  /// Oldest first.
  const std::deque<BusEvent>& events() const { return events_; }
  /// The first of them behind `gseq`.
  std::deque<BusEvent>::const_iterator after(std::uint64_t gseq) const;
  /// The gseq of the newest event that made room; 0: all are held.
  std::uint64_t gone_through() const { return gone_through_; }
  std::uint64_t dropped() const { return dropped_; }
  /// The newest; 0: there has been none.
  std::uint64_t last() const { return last_; }
  base::TimePoint epoch() const { return log_.started(); }
  const journal::CaptureLog& log() const { return log_; }

  /// Called with each batch that is produced, behind its event; may be empty. Must not call the
  /// broker.
  void on_batch(std::function<void(const bus::broker::Produced&)> callback) {
    on_batch_ = std::move(callback);
  }

  /// Fired inside the call that adds an event. Who waits must not change the broker from there.
  bus::broker::Signal changed;

  void produced(const bus::broker::Produced& batch) override;
  void fetched(const bus::broker::Fetched& records) override;
  void joined(const std::string& group, const bus::broker::Member& member) override;
  void left(const std::string& group, const bus::broker::Member& member,
            std::string_view why) override;
  void rebalancing(const std::string& group, std::int32_t generation,
                   std::string_view why) override;
  void assigned(const std::string& group, const bus::broker::Member& member,
                std::int32_t generation,
                const std::vector<bus::broker::TopicPartition>& partitions) override;
  void committed(const std::string& group, const bus::broker::Client& client,
                 const std::vector<bus::broker::Commit>& commits) override;
  void transaction_begun(const std::string& id, std::int64_t producer_id) override;
  void transaction_ended(const std::string& id, std::int64_t producer_id,
                         bus::broker::TransactionEnd how) override;
  void refused(const bus::broker::Client& client, const std::string& why) override;
  void faulted(const bus::broker::Client& client, const std::string& what,
               const std::vector<bus::broker::TopicPartition>& unanswered) override;

 private:
  void add(BusEvent event);

  base::Loop& loop_;
  journal::CaptureLog& log_;
  const FeedLimits limits_;
  const std::function<void(const std::string&)> refused_;
  std::function<void(const bus::broker::Produced&)> on_batch_;
  std::deque<BusEvent> events_;
  std::size_t bytes_ = 0;
  std::uint64_t gone_through_ = 0, dropped_ = 0, last_ = 0;
};

}  // namespace ricochet::busview

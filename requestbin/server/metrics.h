#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "awaits/driver.h"
#include "journal/capture_log.h"

namespace ricochet::requestbin {

/// Counts what happens, for GET /metrics in Prometheus' text format 0.0.4. Bins are not told apart:
/// their number has no bound that a time series database would like.
class Metrics final : private journal::LogObserver, private awaits::AwaitObserver {
 public:
  /// What only others know, asked when the text is made.
  struct Gauges {
    std::size_t stream_readers = 0;
    std::uint64_t calls_to_no_bin = 0;
    std::uint64_t stream_lag = 0;      ///< records that the slowest reader has not been sent yet
    std::uint64_t buffered_bytes = 0;  ///< of half-received requests
    std::uint64_t buffered_bytes_most = 0;   ///< the same, ever
    std::uint64_t buffered_bytes_limit = 0;  ///< 0: nobody has said
  };
  Metrics(base::Loop& loop, journal::CaptureLog& log, awaits::AwaitDriver& awaits);
  ~Metrics() override;
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  std::string text(const Gauges& gauges) const;

  /// Upper bounds of the buckets of the wake latency, in seconds.
  static constexpr std::array<double, 8> kBuckets = {0.0001, 0.0005, 0.001, 0.005,
                                                     0.01,   0.05,   0.1,   1};

 private:
  void on_append(const journal::RecordPtr& record) override;
  void on_evict(const std::string&, journal::Seq) override {}
  void on_clear(const std::string&, journal::Seq) override {}
  void on_await_begun(const awaits::PendingAwait&) override {}
  void on_await_progress(const awaits::PendingAwait&) override {}
  void on_await_decided(const awaits::Verdict& verdict, base::TimePoint decided) override;

  base::Loop& loop_;
  journal::CaptureLog& log_;
  awaits::AwaitDriver& awaits_;
  std::uint64_t calls_ = 0;
  std::uint64_t events_ = 0;
  std::uint64_t unmatched_ = 0;
  std::map<std::pair<int, std::string>, std::uint64_t> refused_;  // by status and code
  std::uint64_t bytes_ = 0;
  std::map<std::string, std::uint64_t> outcomes_;
  std::array<std::uint64_t, kBuckets.size()> wakes_{};  // not cumulated
  std::uint64_t wake_count_ = 0;
  double wake_seconds_ = 0;
};

}  // namespace ricochet::requestbin

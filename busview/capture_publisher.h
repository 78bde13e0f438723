#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "base/alive.h"
#include "bus/bus.h"
#include "journal/capture_log.h"
#include "journal/outlet.h"

namespace ricochet::busview {

struct PublisherOptions {
  std::string topic;
  std::string instance;              ///< names this log in the topic; unique
  std::size_t max_waiting = 10'000;  ///< records that the broker has not acknowledged
  std::size_t max_waiting_bytes = 64u
                                  << 20;   ///< the same in bytes; above either: lost, and counted
  std::size_t max_record_bytes = 900'000;  ///< of JSON; above: the bodies are cut (truncated)
};

/// Takes one line for the person at the terminal.
using Talk = std::function<void(const std::string& line)>;

/// Writes every call that a log captures itself to a topic, keyed by bin: {"instance", "bin_kind",
/// RECORD}. Never holds a capture up: what the broker does not take in time is lost there (not
/// here), counted, and told once. A record is tried again by the client for ten seconds, so it may
/// come twice; the reader leaves the second out. Log and bus must outlive it; the bus is open, for
/// publishing.
class CapturePublisher final : public journal::LogObserver, public journal::Outlet {
 public:
  CapturePublisher(journal::CaptureLog& log, bus::Bus& bus, PublisherOptions options, Talk talk);
  ~CapturePublisher() override;
  CapturePublisher(const CapturePublisher&) = delete;
  CapturePublisher& operator=(const CapturePublisher&) = delete;

  journal::OutletStatus status() const override;
  /// Calls `done`, once, when nothing waits any more; at once when that is now.
  void when_idle(std::function<void()> done);

  void on_append(const journal::RecordPtr& record) override;
  void on_evict(const std::string&, journal::Seq) override {}
  void on_clear(const std::string&, journal::Seq) override {}

 private:
  std::string to_json(const journal::Record& record) const;
  void acknowledged(std::size_t bytes, const base::Result<bus::Position>& where);
  void lost(const std::string& why);

  journal::CaptureLog& log_;
  bus::Bus& bus_;
  const PublisherOptions options_;
  Talk talk_;
  journal::OutletStatus status_;
  std::function<void()> idle_;
  base::Alive alive_;
};

}  // namespace ricochet::busview

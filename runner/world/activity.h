#pragma once
#include "base/loop.h"
#include "busview/bus_feed.h"
#include "journal/capture_log.h"

namespace ricochet::runner {

/// When something happened last: a call, an event, or anything on the embedded bus. On the loop's
/// thread; log and feed must outlive it.
class Activity final : public journal::LogObserver {
 public:
  Activity(base::Loop& loop, journal::CaptureLog& log, busview::BusFeed& feed);
  ~Activity() override;
  Activity(const Activity&) = delete;
  Activity& operator=(const Activity&) = delete;

  base::TimePoint last() const { return last_; }  ///< TimePoint::min(): nothing did yet

  void on_append(const journal::RecordPtr&) override { last_ = loop_.now(); }
  void on_evict(const std::string&, journal::Seq) override {}
  void on_clear(const std::string&, journal::Seq) override {}

 private:
  base::Loop& loop_;
  journal::CaptureLog& log_;
  busview::BusFeed& feed_;
  bus::broker::Signal::Id on_bus_;
  base::TimePoint last_ = base::TimePoint::min();
};

}  // namespace ricochet::runner

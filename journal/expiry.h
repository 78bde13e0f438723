#pragma once
#include "base/loop.h"
#include "journal/capture_log.h"

namespace ricochet::journal {

/// Removes bins that have outlived their time. One timer, for the next one that may end.
class Expiry final : private LogObserver {
 public:
  Expiry(base::Loop& loop, CaptureLog& log);
  ~Expiry() override;
  Expiry(const Expiry&) = delete;
  Expiry& operator=(const Expiry&) = delete;

 private:
  void on_append(const RecordPtr&) override {}  // a sliding end only moves away
  void on_evict(const std::string&, Seq) override {}
  void on_clear(const std::string&, Seq) override {}
  void on_bin_created(const BinInfo& bin) override { look_at(bin); }
  void on_bin_changed(const BinInfo& bin) override { look_at(bin); }
  void look_at(const BinInfo& bin);
  void expire();

  base::Loop& loop_;
  CaptureLog& log_;
  base::Timer timer_;
  base::TimePoint next_{};
};

}  // namespace ricochet::journal

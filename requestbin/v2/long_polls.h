#pragma once
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>

#include "base/alive.h"
#include "base/loop.h"
#include "journal/log_observer.h"

namespace ricochet::journal {
class CaptureLog;
}

namespace ricochet::requestbin {

/// Readers that wait for the next record of a bin: woken by the arrival, by their own deadline, or
/// by the end of the bin. They are called from the loop, once, never inside an append.
class LongPolls final : public journal::LogObserver {
 public:
  using Id = std::uint64_t;
  LongPolls(base::Loop& loop, journal::CaptureLog& log);
  ~LongPolls() override;
  LongPolls(const LongPolls&) = delete;
  LongPolls& operator=(const LongPolls&) = delete;

  /// The caller has looked already and found nothing new.
  Id wait(const std::string& bin, base::Duration limit, std::function<void()> wake);
  void cancel(Id id);
  void wake_everybody();
  std::size_t size() const { return waiting_.size(); }

  void on_append(const journal::RecordPtr& record) override;
  void on_evict(const std::string&, journal::Seq) override {}
  void on_clear(const std::string&, journal::Seq) override {}
  void on_bin_removed(const std::string& bin) override;

 private:
  struct Waiting {
    std::string bin;
    std::function<void()> wake;
    std::unique_ptr<base::Timer> timer;
  };
  void wake_all(const std::string& bin);
  void wake(Id id);

  base::Loop& loop_;
  journal::CaptureLog& log_;
  Id next_id_ = 1;
  std::map<Id, Waiting> waiting_;
  std::multimap<std::string, Id> by_bin_;
  base::Alive alive_;
};

}  // namespace ricochet::requestbin

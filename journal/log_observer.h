#pragma once
#include <string>
#include <vector>

#include "journal/record.h"

namespace ricochet::journal {

struct BinInfo;

/// Who wants to know what happens in the capture log, at once: the await driver, long polls, the
/// live page. Called on the loop's thread inside the changing call; an observer must not change the
/// log from here, so anything bigger is posted.
class LogObserver {
 public:
  virtual ~LogObserver() = default;
  virtual void on_append(const RecordPtr& record) = 0;
  /// Everything up to `through` has been dropped for room. Comes before the on_append that needed
  /// the room.
  virtual void on_evict(const std::string& bin, Seq through) = 0;
  /// Everything up to `through` was cleared on request.
  virtual void on_clear(const std::string& bin, Seq through) = 0;
  /// These records, in order, were deleted one by one.
  virtual void on_delete(const std::string&, const std::vector<Seq>&) {}
  /// `record`, a refused call whose bin is not known, may have been meant for this bin and took the
  /// number `seq` there. Comes behind its on_append.
  virtual void on_refused_elsewhere(const std::string&, Seq, const RecordPtr&) {}
  virtual void on_bin_created(const BinInfo&) {}
  /// Its settings, not its records.
  virtual void on_bin_changed(const BinInfo&) {}
  virtual void on_bin_removed(const std::string&) {}
  /// An exchange of that bin that was underway (CaptureLog::begun) is over: its record has come.
  virtual void on_settled(const std::string& /*bin*/) {}
};

}  // namespace ricochet::journal

#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "base/duration.h"
#include "base/result.h"
#include "journal/capture_log.h"
#include "requestbin/store/database.h"
#include "requestbin/store/file_place.h"

namespace ricochet::requestbin::store {

/// What happened in the log, in the order in which it did.
struct BinSet {  // made, or changed
  journal::BinInfo info;
};
struct BinGone {
  std::string bin;
};
struct Cleared {
  std::string bin;
  journal::Seq through = 0;
};
struct Deleted {
  std::string bin;
  std::vector<journal::Seq> seqs;
};
using Change = std::variant<journal::RecordPtr, BinSet, BinGone, Cleared, Deleted>;

/// The thread that writes: it takes everything that waits as one batch, and one batch is one
/// transaction. It is safe when it is committed and the path still leads to the file that has it. A
/// batch that cannot be written is kept and tried again once a second, unless the
/// file itself is beyond use. The callbacks run on the thread; they are to post. (A base::Worker
/// runs piece by piece, each once, and has nothing to give up.)
class Writer {
 public:
  struct Options {
    base::Duration gather =
        std::chrono::milliseconds(100);  ///< from the first change to the commit; 0: at once
    base::Duration retry = std::chrono::seconds(1);
    std::size_t max_queued_bytes = 64u << 20;    ///< of records that are not committed
    std::size_t max_queued_changes = 1'000'000;  ///< of all kinds
  };
  struct Events {
    std::function<void(std::uint64_t gseq)> committed;  ///< everything up to this one is safe
    std::function<void(const base::Diag& why, bool final)> failed;  ///< at the first try of a batch
  };
  struct Counters {
    std::uint64_t records = 0, commits = 0, lost = 0;
    std::size_t queued = 0, queued_bytes = 0;
  };

  Writer(std::unique_ptr<Database> database, Options options, Events events);
  /// As close() with no time.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  enum class Push { kTaken, kNoRoom, kOver };
  /// What is not taken is lost (and counted, when it is a record). Thread-safe, never waits for the
  /// disk.
  Push push(Change change);
  Counters counters() const;
  /// Something happened to the file: looks at once whether it is still in its place, and tells
  /// as of a batch that cannot be written. Thread-safe.
  void look();
  /// Writes what waits, for at most `limit`, notes the clean end, and ends the thread. Error: the
  /// last trouble, when something could not be written.
  base::Status close(base::Duration limit);

 private:
  using Batch = std::deque<Change>;
  void run();
  bool next_batch();
  bool keep_trying();
  base::Status try_once(bool& written, bool& final);
  bool wait_to_retry();
  base::Status write_batch();
  void roll_back();
  void batch_written();
  void give_up(const base::Diag& why);
  void end();

  struct Statements;
  const Options options_;
  const Events events_;

  // The thread's own, from its start to its end.
  std::unique_ptr<Database> database_;
  std::unique_ptr<Statements> statements_;
  FilePlace place_;
  Batch batch_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  Batch queue_;
  Counters counters_;  // queued and queued_bytes: of queue_ and batch_
  bool stopping_ = false;
  bool look_ = false;
  bool given_up_ = false;
  std::optional<base::TimePoint> give_up_at_;
  base::Status outcome_;
  std::thread thread_;
};

}  // namespace ricochet::requestbin::store

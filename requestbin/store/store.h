#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "base/alive.h"
#include "base/loop.h"
#include "base/path_watch.h"
#include "base/result.h"
#include "journal/capture_log.h"
#include "journal/outlet.h"

namespace ricochet::requestbin {
struct LogHistory;
}

namespace ricochet::requestbin::store {

class Database;

struct StoreOptions {
  std::string path;
  /// Answers wait for the commit (through DurableHandler), and a commit for the disk itself.
  bool sync = false;
  base::Duration gather =
      std::chrono::milliseconds(100);        ///< longest time to a commit without sync
  std::size_t max_queued_bytes = 64u << 20;  ///< of records that wait for the disk; above: lost
  /// Changes of all kinds that wait for the disk; above: the store is given up, as a file that
  /// misses a clear or a bin would say what is not so.
  std::size_t max_queued_changes = 1'000'000;
  std::size_t max_file_bytes = 0;  ///< of the database file; 0: the disk is the bound
  std::size_t max_restored_bytes = 1u
                                   << 30;  ///< read back into memory, besides each bin's own bounds
};

/// Takes one line for the person at the terminal, on the loop's thread.
using Talk = std::function<void(const std::string& line)>;

/// Keeps a capture log in an SQLite file: reads back what the file knows, then writes every change
/// of the log behind it, on a thread of its own. One process at a time. A trouble with the file is
/// told once and shown in status(); captures go on in memory. Lives on the loop's thread; the log
/// must outlive it.
class Store final : public journal::LogObserver, public journal::Outlet {
 public:
  /// The log must be empty. Blocks while it reads. Errors: store/cannot-open, store/in-use (another
  /// process has it), store/foreign, store/newer, store/damaged, store/full, store/io.
  static base::Result<std::unique_ptr<Store>> open(base::Loop& loop, journal::CaptureLog& log,
                                                   StoreOptions options, Talk talk);
  ~Store() override;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// True: an answer must be held back until when_stored(): always with sync; without it only while
  /// the disk is far behind, so that senders slow down before anything is lost.
  bool must_hold() const;
  /// Calls `done` when all that the log holds now is committed: true; or as soon as something of
  /// what came after the record number `after` cannot be (now or soon): false. Maybe at once.
  void when_stored(std::uint64_t after, std::function<void(bool stored)> done);
  bool sync() const { return options_.sync; }

  journal::OutletStatus status() const override;
  /// "x.db: 3 bins, 1200 requests (1000 of them in memory)": what was found at the start.
  const std::string& found() const { return found_; }

  /// Writes what waits, at most for `limit`; blocks. Error: what could not be written, and why.
  base::Status close(base::Duration limit);

  void on_append(const journal::RecordPtr& record) override;
  void on_evict(const std::string&, journal::Seq) override {}  // the file keeps it
  void on_clear(const std::string& bin, journal::Seq through) override;
  void on_refused_elsewhere(const std::string& bin, journal::Seq seq,
                            const journal::RecordPtr& record) override;
  void on_delete(const std::string& bin, const std::vector<journal::Seq>& seqs) override;
  void on_bin_created(const journal::BinInfo& bin) override;
  void on_bin_changed(const journal::BinInfo& bin) override;
  void on_bin_removed(const std::string& bin) override;

 private:
  class Lock;
  struct Link;
  Store(base::Loop& loop, journal::CaptureLog& log, StoreOptions options, Talk talk);
  void start(std::unique_ptr<Database> database, journal::LogHistory history);
  void committed(std::uint64_t gseq);
  void failed(const base::Diag& why, bool final);
  void release(std::uint64_t through, bool stored);

  base::Loop& loop_;
  journal::CaptureLog& log_;
  const StoreOptions options_;
  Talk talk_;
  std::string found_;
  std::unique_ptr<Lock> lock_;
  std::unique_ptr<Link> link_;  // to the writer
  std::unique_ptr<base::PathWatch> watch_;
  struct Waiting {
    std::uint64_t gseq;
    std::function<void(bool)> done;
  };
  std::deque<Waiting> waiting_;
  std::uint64_t committed_ = 0;
  std::uint64_t last_refused_ = 0;
  bool refusing_ = false;
  std::string fault_;
  base::Alive alive_;
};

}  // namespace ricochet::requestbin::store

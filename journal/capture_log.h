#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/alive.h"
#include "base/loop.h"
#include "base/result.h"
#include "http/exchange.h"
#include "journal/bin_info.h"
#include "journal/log_observer.h"
#include "journal/record.h"
#include "journal/record_ids.h"
#include "journal/refused_elsewhere.h"

namespace ricochet::journal {

struct LogHistory;
/// The one log of captured calls and events, of every stub, bin and topic. Single-threaded: the
/// loop's thread. Appending and evicting are O(1), finding a cursor is O(log n). Observers see each
/// change at once, inside the call that makes it; so a record is known to every waiter before its
/// answer leaves.
class CaptureLog final : public http::ExchangeSink {
 public:
  explicit CaptureLog(base::Loop& loop, std::size_t max_bytes = kDefaultLogBytes);
  ~CaptureLog() override;
  CaptureLog(const CaptureLog&) = delete;
  CaptureLog& operator=(const CaptureLog&) = delete;

  /// [A-Za-z0-9_-]{1,64}, and none of the reserved first segments (api, static, ui, healthz,
  /// readyz, metrics). Topics may also have "." and 249 characters, as Kafka allows.
  static base::Status check_name(std::string_view name, BinKind kind = BinKind::kBin);

  /// A path of the server itself: no bin can have that name.
  static bool is_reserved(std::string_view name);
  /// Errors: bin/bad-name, bin/reserved-name, bin/exists.
  base::Result<BinInfo> create_bin(std::string name, BinOptions options = {});
  /// With a free, unguessable name of 8 characters of [0-9a-z].
  BinInfo create_bin_any_name(BinOptions options = {});
  /// Takes over limits, ttl, labels and group, not name, kind and privacy; a new ttl counts from
  /// now, what the limits do not hold any more is dropped. False: no such bin.
  bool change_bin(std::string_view name, const BinOptions& options);
  bool remove_bin(std::string_view name);
  bool has_bin(std::string_view name) const;
  std::optional<BinInfo> bin(std::string_view name) const;
  /// The same without a copy; nullptr: no such bin. Valid until the log changes.
  const BinInfo* info(std::string_view name) const;
  std::vector<BinInfo> bins() const;                   ///< by name
  std::vector<std::string> names(BinKind kind) const;  ///< of the bins of that kind, by name
  std::size_t bin_count() const { return bins_.size(); }

  /// Stub servers call this. A bin that does not exist yet is made, as a stub's, with the default
  /// limits: a call is never lost.
  void on_exchange(http::Exchange&& exchange) override;
  /// An exchange that is not decided yet. See underway().
  std::shared_ptr<void> begun(const std::string& bin, base::TimePoint received) override;
  /// Whether a record is still to come: of an exchange of the bin received at that time or before.
  bool underway(std::string_view bin, base::TimePoint at) const;
  RecordPtr append(http::Exchange exchange);  ///< the same with the record back
  /// Who says, from here on, whose a record is (Record::scope), before it is in the log.
  void tell_apart(std::function<std::uint64_t(const Record&)> by) { scope_of_ = std::move(by); }
  /// An event of the bus goes to the bin named after its topic, made when it does not exist.
  RecordPtr append(match::Event event, base::TimePoint received, base::WallTime received_wall);
  /// The same of a call that another log captured (`origin`: see Record), in a bin of this kind.
  RecordPtr append(http::Exchange&& exchange, BinKind kind, std::string origin);
  /// A call that a listener refused before anybody could know for which of `bins` it was. It is one
  /// record, in the bin of the listener, and takes a number in each of those: no window that holds
  /// that number can prove an absence. Where there is or was a private bin, it is kept nameless().
  RecordPtr append_refused(http::Exchange&& exchange, const std::vector<std::string>& bins,
                           std::string origin = {});
  /// "refused:bin": no bin that somebody makes can have that name.
  static std::string listener_bin(const std::string& listener) { return "refused:" + listener; }
  /// What of the above took a number in this bin, in order: the newest kMaxRefused.
  const std::vector<RefusedElsewhere>& refused_elsewhere(std::string_view bin) const;
  static constexpr std::size_t kMaxRefused = 64;

  /// The newest seq of the bin: the cursor that means "from now on". 0 for an empty or unknown bin.
  Seq cursor(std::string_view bin) const;
  /// Gives the cursor of now a name: [A-Za-z0-9_.-]{1,64}, not a number, at most kMaxMarks a bin; a
  /// mark of that name is moved. Errors: bin/bad-mark, bin/too-many-marks.
  base::Result<Seq> set_mark(std::string_view bin, const std::string& name);
  const std::map<std::string, Seq>& marks(std::string_view bin) const;
  static constexpr std::size_t kMaxMarks = 1000;
  /// The cursor of a bin that stands where `gseq` stands in the order of the process. When what was
  /// there is evicted: a cursor from before the eviction, so that no window from there is whole.
  Seq cursor_at(std::string_view bin, std::uint64_t gseq) const;
  /// The highest seq that is no longer held because room was needed; 0: none.
  Seq evicted_through(std::string_view bin) const;
  /// The highest seq that was cleared on request; 0: none. The default start of a wait.
  Seq cleared_through(std::string_view bin) const;
  Seq gone_through(std::string_view bin) const;  ///< the higher of both: not held any more
  /// What was deleted record by record, in order, and is not covered by gone_through(). At most
  /// kMaxHoles runs are remembered; beyond that the oldest counts as evicted.
  const std::vector<SeqRange>& deleted(std::string_view bin) const;
  static constexpr std::size_t kMaxHoles = 4096;

  /// Held records with seq > `after`, oldest first, at most `limit`.
  std::vector<RecordPtr> read(std::string_view bin, Seq after = 0,
                              std::size_t limit = SIZE_MAX) const;
  /// The same without a copy; `visit` returns false to stop and must not change the log.
  void for_each(std::string_view bin, Seq after,
                const std::function<bool(const RecordPtr&)>& visit) const;
  /// Newest first, only those with seq < `before`.
  void for_each_back(std::string_view bin, Seq before,
                     const std::function<bool(const RecordPtr&)>& visit) const;
  /// Held records of these bins (nullptr: of all) with gseq > `after`, in the order of gseq, at
  /// most `limit`.
  std::vector<RecordPtr> timeline(const std::set<std::string>* bins, std::uint64_t after,
                                  std::size_t limit) const;
  /// How many records of the bin are held with seq > `after`.
  std::size_t held_in(std::string_view bin, Seq after) const;
  std::uint64_t held_after(std::uint64_t gseq) const;               ///< how many records, all bins
  RecordPtr find(std::string_view bin, std::string_view id) const;  ///< nullptr: not held
  RecordPtr find(std::string_view bin, Seq seq) const;

  /// Forgets all records of the bin; seq goes on. Returns how many there were.
  std::size_t clear(std::string_view bin);
  /// Forgets single records, `seqs` in order; a window that held one can pass no more. Returns how
  /// many there were.
  std::size_t remove(std::string_view bin, const std::vector<Seq>& seqs);
  /// Goes on from what an earlier log left; for a log that is still empty. Observers are not told.
  void restore(LogHistory history);

  /// Observers must outlive the log or be removed; both may be done inside a notification.
  void add_observer(LogObserver& observer);
  void remove_observer(LogObserver& observer);

  std::uint64_t appended() const { return newest_; }  ///< gseq of the newest record of all bins
  /// Takes a number of the one timeline for what is kept elsewhere; elsewhere(): how many.
  std::uint64_t number_elsewhere() { return ++elsewhere_, ++gseq_; }
  std::uint64_t elsewhere() const { return elsewhere_; }
  std::uint64_t numbered() const { return gseq_; }  ///< the newest number of all
  base::TimePoint started() const { return started_; }
  base::WallTime started_wall() const { return started_wall_; }
  std::uint64_t bytes_held() const { return bytes_held_; }
  std::uint64_t max_bytes() const { return max_bytes_; }
  std::uint64_t evicted() const { return evicted_; }  ///< records dropped for room ever, all bins

 private:
  using Records = std::deque<RecordPtr>;
  struct Bin {
    BinInfo info;
    Records records;
    std::vector<SeqRange> holes;
    std::vector<RefusedElsewhere> refused;
    std::map<std::string, Seq> marks;
    std::uint64_t front = 0;  // the gseq under which it stands in by_age_; 0: it does not
  };
  bool has_secrets();
  Bin& ensure(const std::string& name, BinKind kind);
  Bin& insert(std::string name, BinOptions options);
  const Bin* get(std::string_view name) const;
  RecordPtr add(Bin& bin, std::shared_ptr<Record> record, std::optional<std::uint64_t> scope = {});
  void evict(Bin& bin, std::size_t incoming);
  void evict_oldest(Bin& bin, std::vector<RecordPtr>* gone = nullptr);
  template <class Held>
  void let_go(Held&& records, std::size_t bytes);
  void keep_budget(const Bin& newest);
  void note_front(Bin& bin);
  static void note_hole(Bin& bin, Seq seq);
  static void bound_holes(Bin& bin);
  static Records::const_iterator first_after(const Records& records, Seq after);
  static Records::const_iterator first_after_gseq(const Records& records, std::uint64_t after);
  template <class Notify>
  void notify(Notify&& call);

  base::Loop& loop_;
  base::TimePoint started_;
  base::WallTime started_wall_;
  std::uint64_t max_bytes_;
  RecordIds ids_;
  std::map<std::string, Bin, std::less<>> bins_;
  std::map<std::uint64_t, Bin*> by_age_;  // gseq of the oldest record -> its bin
  std::vector<LogObserver*> observers_;
  std::function<std::uint64_t(const Record&)> scope_of_;
  std::map<std::string, std::multiset<base::TimePoint>, std::less<>> underway_;
  std::size_t notifying_ = 0;
  bool had_private_ = false;  ///< as far as has_secrets() or remove_bin() saw
  std::uint64_t gseq_ = 0, newest_ = 0, elsewhere_ = 0, bytes_held_ = 0, evicted_ = 0;
  base::Alive alive_;  ///< what is underway may outlive the log
};

template <class Notify>
void CaptureLog::notify(Notify&& call) {
  ++notifying_;
  for (std::size_t i = 0; i < observers_.size(); ++i) {  // by index: one may be added meanwhile
    if (observers_[i] != nullptr) call(*observers_[i]);
  }
  if (--notifying_ == 0) std::erase(observers_, nullptr);
}

}  // namespace ricochet::journal

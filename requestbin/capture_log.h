#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/loop.h"
#include "base/result.h"
#include "http/exchange.h"
#include "requestbin/log_observer.h"
#include "requestbin/record.h"
#include "requestbin/record_ids.h"

namespace ricochet::requestbin {

/// Bounds of one bin. The oldest records make room; what was dropped is counted and can be asked
/// for. The newest record is always kept, whatever its size.
struct BinLimits {
  std::size_t records = 100'000;
  std::size_t bytes = 64u << 20;
};
/// Default of bins made through the v1 API (RequestBin's own 20 is too small for tests).
inline constexpr std::size_t kDefaultMaxRequests = 1000;

struct BinOptions {
  BinKind kind = BinKind::kBin;
  BinLimits limits;
  bool is_private = false;
  std::string key;  ///< secret of a private bin; empty: made when needed
  std::optional<base::Duration>
      ttl;  ///< from creation; who serves the bin removes it then. nullopt: for ever
  std::optional<Colour> colour;  ///< nullopt: drawn
};

/// What is known about a bin, without its records.
struct BinInfo {
  std::string name;
  BinKind kind = BinKind::kBin;
  BinLimits limits;
  bool is_private = false;
  std::string key;
  Colour colour{};
  base::TimePoint created;
  base::WallTime created_wall;
  std::optional<base::TimePoint> expires;
  std::size_t held = 0;  ///< records now in memory
  std::size_t held_bytes = 0;
  Seq last = 0;             ///< seq of the newest record ever; also the count of all that ever came
  Seq evicted_through = 0;  ///< every record up to here that was not cleared was dropped for room
  Seq cleared_through = 0;  ///< every record up to here was cleared on request
  std::uint64_t evicted = 0;  ///< how many were dropped for room, ever
};

/// The one log of captured calls and events, of every stub, bin and topic. Single-threaded: the
/// loop's thread. Appending and evicting are O(1), finding a cursor is O(log n). Observers see each
/// change at once, inside the call that makes it; so a record is known to every waiter before its
/// answer leaves.
class CaptureLog final : public http::ExchangeSink {
 public:
  explicit CaptureLog(base::Loop& loop);
  ~CaptureLog() override;
  CaptureLog(const CaptureLog&) = delete;
  CaptureLog& operator=(const CaptureLog&) = delete;

  /// [A-Za-z0-9_-]{1,64}, and none of the reserved first segments (api, static, ui, healthz,
  /// readyz, metrics). Topics may also have "." and 249 characters, as Kafka allows.
  static base::Status check_name(std::string_view name, BinKind kind = BinKind::kBin);

  /// Errors: bin/bad-name, bin/reserved-name, bin/exists.
  base::Result<BinInfo> create_bin(std::string name, BinOptions options = {});
  /// With a free, unguessable name of 8 characters of [0-9a-z].
  BinInfo create_bin_any_name(BinOptions options = {});
  bool remove_bin(std::string_view name);
  bool has_bin(std::string_view name) const;
  std::optional<BinInfo> bin(std::string_view name) const;
  std::vector<BinInfo> bins() const;  ///< by name
  std::size_t bin_count() const { return bins_.size(); }

  /// Stub servers call this. A bin that does not exist yet is made, as a stub's, with the default
  /// limits: a call is never lost.
  void on_exchange(http::Exchange exchange) override;
  /// The same with the record back: it is what was logged.
  RecordPtr append(http::Exchange exchange);
  /// An event of the bus goes to the bin named after its topic, made when it does not exist.
  RecordPtr append(match::Event event, base::TimePoint received, base::WallTime received_wall);

  /// The newest seq of the bin: the cursor that means "from now on". 0 for an empty or unknown bin.
  Seq cursor(std::string_view bin) const;
  /// The highest seq that is no longer held because room was needed; 0: none.
  Seq evicted_through(std::string_view bin) const;
  /// The highest seq that was cleared on request; 0: none. The default start of a wait.
  Seq cleared_through(std::string_view bin) const;
  /// Everything up to here is not held any more, for one reason or the other.
  Seq gone_through(std::string_view bin) const;

  /// Held records with seq > `after`, oldest first, at most `limit`.
  std::vector<RecordPtr> read(std::string_view bin, Seq after = 0,
                              std::size_t limit = SIZE_MAX) const;
  /// The same without a copy; `visit` returns false to stop and must not change the log.
  void for_each(std::string_view bin, Seq after,
                const std::function<bool(const RecordPtr&)>& visit) const;
  RecordPtr find(std::string_view bin, std::string_view id) const;  ///< nullptr: not held
  RecordPtr find(std::string_view bin, Seq seq) const;

  /// Forgets all records of the bin; seq goes on. Returns how many there were.
  std::size_t clear(std::string_view bin);

  /// Observers must outlive the log or be removed; adding and removing inside a notification is
  /// allowed.
  void add_observer(LogObserver& observer);
  void remove_observer(LogObserver& observer);

  std::uint64_t appended() const { return gseq_; }  ///< records ever, all bins
  base::TimePoint started() const { return started_; }
  std::uint64_t bytes_held() const { return bytes_held_; }

 private:
  struct Bin {
    BinInfo info;
    std::deque<RecordPtr> records;
  };
  Bin& ensure(const std::string& name, BinKind kind);
  Bin& insert(std::string name, BinOptions options);
  const Bin* get(std::string_view name) const;
  RecordPtr add(Bin& bin, std::shared_ptr<Record> record);
  void evict(Bin& bin, std::size_t incoming);
  template <class Notify>
  void notify(Notify&& call);

  base::Loop& loop_;
  base::TimePoint started_;
  RecordIds ids_;
  std::map<std::string, Bin, std::less<>> bins_;
  std::vector<LogObserver*> observers_;
  std::size_t notifying_ = 0;
  std::uint64_t gseq_ = 0;
  std::uint64_t bytes_held_ = 0;
};

}  // namespace ricochet::requestbin

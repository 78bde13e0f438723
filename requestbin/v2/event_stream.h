#pragma once
#include <compare>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/alive.h"
#include "http/sse.h"
#include "requestbin/v2/context.h"
#include "requestbin/v2/privacy.h"

namespace ricochet::requestbin {

/// GET /api/v2/events: everything that happens in the log and to the waits, live (docs/bins.md). An
/// event's id is its place in the one order of the process: the gseq of the newest record, and
/// behind it a number when it is not that record itself. A reader that is slow, or comes back, is
/// served from the log (records) and from a bounded ring (everything else) at its own pace; only
/// what neither holds any more becomes a `gap`. It never holds up a capture.
class EventStream final : public journal::LogObserver, public awaits::AwaitObserver {
 public:
  static constexpr std::size_t kMaxReaders = 100;         ///< above: 503
  static constexpr std::size_t kRingEvents = 4096;        ///< events that are not records
  static constexpr std::size_t kRingBytes = 4u << 20;     ///< of their data
  static constexpr std::size_t kQueueBytes = 256u << 10;  ///< per reader, beyond the kernel's
  static constexpr base::Duration kEvictedPace = std::chrono::milliseconds(100);

  EventStream(const V2Context& context, http::Router& router);
  ~EventStream() override;
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;

  std::size_t readers() const { return readers_.size(); }
  /// Records that the slowest reader has not been sent yet.
  std::uint64_t lag() const;
  /// Ends all streams; the browsers come back when there is a server again.
  void stop();

  void on_append(const journal::RecordPtr& record) override;
  void on_evict(const std::string& bin, journal::Seq through) override;
  void on_clear(const std::string& bin, journal::Seq through) override;
  void on_delete(const std::string& bin, const std::vector<journal::Seq>& seqs) override;
  void on_bin_created(const journal::BinInfo& bin) override;
  void on_bin_changed(const journal::BinInfo& bin) override;
  void on_bin_removed(const std::string& bin) override;
  void on_await_begun(const awaits::PendingAwait& open) override;
  void on_await_progress(const awaits::PendingAwait& open) override;
  void on_await_decided(const awaits::Verdict& verdict, base::TimePoint decided) override;

 private:
  struct Position {
    std::uint64_t gseq = 0;
    std::uint64_t n = 0;
    auto operator<=>(const Position&) const = default;
  };
  struct Event {
    Position at;
    std::string type;
    std::string data;
    std::vector<std::string> bins;
    /// Those of them that are private, as they were then: an event outlives its bin.
    std::vector<std::string> hidden;
  };
  struct Reader {
    std::shared_ptr<http::SseStream> stream;
    NamedBins bins;  // empty: all that are not private
    Position at;     // up to here it has everything it wants
    bool behind = false;
    bool catching_up = false;        ///< a write that is done at once asks for more from within
    std::uint64_t told_evicted = 0;  // up to here it knows of the gap
    Position told_dropped;
  };

  void open(const http::RouteCall& call);
  static std::optional<Position> parse(const std::string& id);
  static std::string id_of(const Position& at);
  bool wants(const Reader& reader, const std::string& bin) const;
  static bool wants(const Reader& reader, const Event& event);
  void note(std::string type, const base::Json& data, std::vector<std::string> bins,
            std::vector<std::string> hidden);
  void note_bin(std::string type, const base::Json& data, const std::string& bin);
  void tell(const Event& event);
  static bool send(Reader& reader, const Event& event);
  void catch_up(Reader& reader);
  /// False: there is no room for more now.
  bool send_missed(Reader& reader);
  void tell_gaps(Reader& reader);
  Event event_of(const journal::Record& record) const;
  void tell_evicted();
  void sweep();

  V2Context context_;
  std::string server_;
  std::vector<std::shared_ptr<Reader>> readers_;
  std::deque<Event> ring_;
  std::size_t ring_bytes_ = 0;
  Position dropped_;  // the newest event that the ring has lost
  Position last_;
  std::set<std::string> private_;
  std::set<std::string> evicted_;
  base::Timer evicted_timer_;
  base::Alive alive_;
};

}  // namespace ricochet::requestbin

#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/loop.h"
#include "journal/capture_log.h"
#include "runner/world/scopes.h"

namespace ricochet::runner {

/// Where a suite has a scope: the calls and events that no running scenario counts, because they
/// have no mark, or that of one which has ended. From its making on, on the loop's thread; log and
/// scopes must outlive it.
class StrayWork final : public journal::LogObserver {
 public:
  /// Says which service sent it, while the connection is there; empty: it is not known.
  using Who = std::function<std::string(const journal::Record&)>;

  StrayWork(base::Loop& loop, journal::CaptureLog& log, const Scopes& scopes, Who who);
  ~StrayWork() override;
  StrayWork(const StrayWork&) = delete;
  StrayWork& operator=(const StrayWork&) = delete;

  static constexpr std::size_t kShown = 5;
  /// How many came without a mark.
  std::uint64_t unmarked() const { return unmarked_; }
  /// The first of them, kShown at most.
  const std::vector<journal::RecordPtr>& first_unmarked() const { return first_unmarked_; }
  /// Who sent these, by name, as far as that is known.
  const std::set<std::string>& senders() const { return senders_; }
  /// What came late since it was last asked, a line for each scenario.
  std::vector<std::string> take_late();

  /// As if nothing had come so far.
  void forget();

  void on_append(const journal::RecordPtr& record) override;
  void on_evict(const std::string&, journal::Seq) override {}
  void on_clear(const std::string&, journal::Seq) override {}

 private:
  struct Late {
    std::string name;   ///< of the scenario
    std::string first;  ///< what came first, and how long after the end
    std::uint64_t more = 0;
  };
  base::Loop& loop_;
  journal::CaptureLog& log_;
  const Scopes& scopes_;
  const Who who_;
  std::set<std::string> senders_;
  std::uint64_t unmarked_ = 0;
  std::vector<journal::RecordPtr> first_unmarked_;
  std::map<std::uint64_t, Late> late_;  ///< by the number of the run
};

/// "GET /a.jpg to photos", "event key "42" (...) of orders": one line for people.
std::string title_with_place(const journal::Record& record);

}  // namespace ricochet::runner

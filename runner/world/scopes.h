#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/loop.h"
#include "base/result.h"
#include "bus/bus.h"
#include "http/client_request.h"
#include "journal/record.h"
#include "match/subject.h"
#include "runner/world/mark_places.h"
#include "stubserver/serve/scope_finder.h"

namespace ricochet::runner {

/// Which scenario a call or an event is of, where the suite has a "scope": each run of a scenario
/// is a number with marks. On the loop's thread.
class Scopes {
 public:
  struct Run {
    std::string name;                      ///< of the scenario
    std::string mark;                      ///< that is put into what it sends
    std::optional<base::TimePoint> ended;  ///< nullopt: it runs
    std::size_t round = 0;                 ///< of those that begin_again() parts
  };
  /// Ended runs whose late work is still known for theirs; the oldest are forgotten.
  static constexpr std::size_t kMostEnded = 10'000;

  /// Without a spec nothing has a mark, and all numbers are 0.
  explicit Scopes(const std::optional<ScopeSpec>& spec);

  bool on() const { return places_ != nullptr; }
  /// Where marks stand, for who looks on another thread; nullptr: not on().
  const std::shared_ptr<const MarkPlaces>& places() const { return places_; }
  /// A run begins: its number, from 1; 0 without a scope.
  std::uint64_t begin(const std::string& name, const std::string& mark);
  void end(std::uint64_t run, base::TimePoint now);
  /// All have ended, and others may write what these did: the same scenario may have another name
  /// now.
  void begin_again() { ++round_; }
  std::size_t round() const { return round_; }
  /// nullptr: there is none, or it is forgotten.
  const Run* find(std::uint64_t run) const;

  /// For the stubs, which this must outlive; empty when not on().
  stubserver::ScopeFinder finder() const;
  /// Whose it is that has these values at the places; 0: nobody's.
  std::uint64_t of(const std::vector<std::string>& marks) const;
  std::uint64_t of_record(const journal::Record& record) const;
  /// Whether the text holds the mark of another run. Marks that a scenario has written itself are
  /// not looked for.
  bool names_another(const std::string& text, std::uint64_t run) const;

  /// Marks what a run sends. A value that stands at the place of a mark is a mark of the run from
  /// here on; scenario/taken-mark when it is one of another scenario.
  base::Status put(std::uint64_t run, bus::Record& record);
  base::Status put(std::uint64_t run, http::ClientRequest& request);

 private:
  base::Status adopt(std::uint64_t run, const std::vector<std::string>& values);
  void forget(std::uint64_t run);

  std::shared_ptr<const MarkPlaces> places_;
  std::string where_;  ///< the places, for people
  std::map<std::uint64_t, Run> runs_;
  std::map<std::string, std::uint64_t, std::less<>> by_mark_;
  std::deque<std::uint64_t> ended_;
  std::uint64_t last_ = 0;
  std::size_t round_ = 0;
};

}  // namespace ricochet::runner

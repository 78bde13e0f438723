#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/loop.h"
#include "runner/model/suite.h"
#include "runner/task/async.h"

namespace ricochet::runner {

/// What a suite needs that is there only once, for people: "port 9092", "a bus that is not ours".
/// Suites that have one of them in common cannot be up at a time. `bus_servers`: as of
/// WorldOptions.
std::set<std::string> needs_of(const Suite& suite, const std::string& bus_servers);

/// Which suites of a run may begin, of several that are under way at a time: each in its order, but
/// for one whose needs another has. On the loop's thread; outlives who waits in it.
class SuiteTurns {
 public:
  /// `needs` of each suite, in their order.
  SuiteTurns(base::Loop& loop, std::vector<std::set<std::string>> needs);

  /// The number of one that nobody had before; waits while those that are left need what others
  /// have. nullopt: none is left.
  Task<std::optional<std::size_t>> next();
  void ended(std::size_t suite);

 private:
  struct One {
    std::set<std::string> needs;
    bool given = false;
    bool under_way = false;
  };
  bool may_begin(const One& one) const;

  base::Loop& loop_;
  std::vector<One> suites_;
  std::vector<std::function<void(bool)>> waiting_;
};

}  // namespace ricochet::runner

#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "runner/world/scenario_watch.h"

namespace ricochet::runner {

/// Which expectation of a scenario: the place of its step, and how many that step had made before.
/// The same in each run.
using ExpectationKey = std::pair<std::string, std::size_t>;

struct KeyedExpectation {
  ExpectationKey key;
  LastingExpectation lasting;
};

/// The expectations of one run, in the order in which they were made.
class Expectations {
 public:
  void add(LastingExpectation lasting) {
    const std::string place = lasting.step.str();
    const ExpectationKey key{place, made_[place]++};
    all_.push_back({key, std::move(lasting)});
  }
  const std::vector<KeyedExpectation>& all() const { return all_; }

 private:
  std::map<std::string, std::size_t> made_;
  std::vector<KeyedExpectation> all_;
};

/// Whether so many fit the count.
inline bool fits_count(const awaits::Count& count, std::uint64_t came) {
  return came >= count.min && (!count.max || came <= *count.max);
}

}  // namespace ricochet::runner

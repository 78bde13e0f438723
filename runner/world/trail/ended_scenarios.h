#pragma once
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "base/duration.h"
#include "base/json/json.h"
#include "journal/record.h"

namespace ricochet::runner {

/// Scenarios that have ended, for the question whether a call or event is late work of one of them.
/// Without a scope nobody can know it for certain.
class EndedScenarios {
 public:
  static constexpr std::size_t kMost = 20;
  /// How long after its end a scenario is suspected without further evidence.
  static constexpr base::Duration kSoon = std::chrono::seconds(1);

  /// The texts and numbers among these values that are long enough to be nobody else's.
  static std::vector<std::string> telling_values(const base::Json& values);

  void add(std::string name, std::vector<std::string> values, base::TimePoint began,
           base::TimePoint now);
  /// When the last one began; nullopt: none has ended.
  std::optional<base::TimePoint> last_began() const;
  /// How many of those that are known began then or later.
  std::size_t began_since(base::TimePoint then) const;

  /// Why the record may be of one of them: `"x", whose value 36ba... it carries`, or `"x", which
  /// had ended 400 ms before`. `own`: values of who asks; a record that carries one is his, unless
  /// an ended scenario has the same. `published`: what stands in his events. It clears a record
  /// that carries nothing else: the type of an event is in those of all.
  std::optional<std::string> suspect(const journal::Record& record,
                                     const std::vector<std::string>& own,
                                     const std::vector<std::string>& published = {}) const;

 private:
  bool has(const std::string& value) const;
  struct Ended {
    std::string name;
    std::vector<std::string> values;
    base::TimePoint began, at;
  };
  std::deque<Ended> ended_;  ///< the last one first
};

}  // namespace ricochet::runner

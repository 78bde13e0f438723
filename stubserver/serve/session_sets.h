#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "stubserver/rules/rule_set.h"

namespace ricochet::stubserver {

/// How often each session answered; those that never did may be left out.
using SessionHits = std::unordered_map<const Rule*, std::uint64_t>;

/// The sessions of a stub server that the control API changes. Immutable sets, so what a change
/// comes to can be worked out on any thread and put in place when it is known.
struct SessionSets {
  std::shared_ptr<const RuleSet> added = RuleSet::empty();  ///< tried first, stay over a reload
  std::shared_ptr<const RuleSet> base = RuleSet::empty();   ///< of the files

  /// `rules` before those that were added earlier.
  SessionSets with_added(const std::shared_ptr<const RuleSet>& rules) const;
  /// `others` in the place of the session of that id, `gone`. Nothing: there is none.
  std::optional<SessionSets> with_replaced(const std::string& id, const RuleSet& others,
                                           std::shared_ptr<const Rule>* gone) const;
  bool operator==(const SessionSets&) const = default;
};

}  // namespace ricochet::stubserver

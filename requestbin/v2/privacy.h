#pragma once
#include <set>
#include <string>
#include <vector>

#include "awaits/expectation.h"
#include "match/message.h"

namespace ricochet::requestbin {

/// Which bins a request names in its query, `?bins=a,b`. What is asked without naming a private bin
/// shows nothing of it, so that a name is all the secret that there is.
class NamedBins {
 public:
  NamedBins() = default;
  explicit NamedBins(std::set<std::string> names) : names_(std::move(names)) {}
  static NamedBins of(const match::Request& request);

  const std::set<std::string>& names() const { return names_; }
  /// None is named: whatever is public is meant.
  bool empty() const { return names_.empty(); }
  bool contains(const std::string& bin) const { return names_.contains(bin); }
  /// Whether each private one of these bins is named.
  bool may_see(const std::vector<awaits::Source>& sources) const;

 private:
  std::set<std::string> names_;
};

}  // namespace ricochet::requestbin

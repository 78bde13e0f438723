#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "match/subject.h"
#include "stubserver/rule.h"

namespace ricochet::stubserver {

/// Sessions with an index over them. Those with a literal path are found by hash of path and
/// method, the others are always candidates; declared order is kept and every candidate is fully
/// verified.
class RuleBlock {
 public:
  RuleBlock(Rules sessions, Rules any_sessions);

  const Rules& sessions() const { return sessions_; }
  const Rules& any_sessions() const { return any_; }

  /// The first session that fits, any-sessions left out; nullptr when none does.
  const std::shared_ptr<const Rule>* find(const match::Subject& subject) const;
  /// At most `limit` sessions that are worth a look when nothing fitted: same path first, then the
  /// neighbours of the path in alphabetical order, then those without a literal path.
  Rules neighbours(const match::Request& request, std::size_t limit) const;

 private:
  using Numbers = std::vector<std::uint32_t>;  // positions in sessions_, ascending
  const Numbers* bucket(const std::string& key) const;

  Rules sessions_;
  Rules any_;
  /// Keyed by "METHOD path", or " path" when every method fits.
  std::unordered_map<std::string, Numbers> by_path_;
  Numbers always_;
  /// Every literal path in lower case, sorted, for neighbours().
  std::vector<std::pair<std::string, std::uint32_t>> paths_;
};

}  // namespace ricochet::stubserver

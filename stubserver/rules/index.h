#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "match/candidates.h"
#include "match/path_index.h"
#include "match/subject.h"
#include "stubserver/model/rule.h"

namespace ricochet::stubserver {

/// Sessions with an index over them, by what their matchers say of path and method
/// (match::SelectiveKey): a request that no session fits costs what the sessions near its path
/// cost, not what all of them do. Declared order is kept and every candidate is fully verified.
class RuleBlock {
 public:
  RuleBlock(Rules sessions, Rules any_sessions);

  const Rules& sessions() const { return sessions_; }
  const Rules& any_sessions() const { return any_; }

  /// The first session, any-sessions left out, for which `fits(const Rule&)` holds; nullptr when it
  /// holds for none. `fits` is the whole verification: it must ask the rule's matcher, and may ask
  /// for more. It is only called for sessions that the path and the method do not rule out.
  template <class Fits>
  const std::shared_ptr<const Rule>* find(const match::Subject& subject, const Fits& fits) const {
    match::Candidates candidates = candidates_for(subject);
    while (const auto number = candidates.next()) {
      if (fits(*sessions_[*number])) return &sessions_[*number];
    }
    return nullptr;
  }

  struct Neighbour {
    std::shared_ptr<const Rule> rule;
    std::size_t closeness = 0;  ///< how many bytes a path of the session begins with as this one
  };
  /// At most `limit` sessions that are worth a look when nothing fitted: those whose path fits,
  /// then the neighbours of the path in alphabetical order, then those that name no path.
  std::vector<Neighbour> neighbours(const match::Request& request, std::size_t limit) const;

 private:
  match::Candidates candidates_for(const match::Subject& subject) const;
  std::size_t closeness(std::uint32_t number, std::string_view path) const;

  Rules sessions_;
  Rules any_;
  match::PathIndex index_;
  /// What every path of a session begins with, in lower case, sorted, for neighbours().
  std::vector<std::pair<std::string, std::uint32_t>> paths_;
  /// The same by session, as they are written, the first few.
  std::vector<std::vector<std::string>> heads_;
};

}  // namespace ricochet::stubserver

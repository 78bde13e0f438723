#include "stubserver/rules/index.h"

#include <algorithm>
#include <set>

#include "base/text/text.h"

namespace ricochet::stubserver {

namespace {

/// How many of the paths that one session takes are compared with that of a request.
constexpr std::size_t kMaxHeads = 8;

/// What makes paths neighbours: case and a trailing slash do not count.
std::string neighbour_key(std::string_view path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  return base::to_lower(path);
}

}  // namespace

RuleBlock::RuleBlock(Rules sessions, Rules any_sessions)
    : sessions_(std::move(sessions)), any_(std::move(any_sessions)), heads_(sessions_.size()) {
  for (std::uint32_t i = 0; i < sessions_.size(); ++i) {
    const auto key = sessions_[i]->matcher->selective_key();
    index_.add(key, i);
    if (!key.paths) continue;
    for (const auto& path : *key.paths) {
      const auto head = path.head();
      paths_.emplace_back(neighbour_key(head), i);
      if (heads_[i].size() < kMaxHeads) heads_[i].push_back(head);
    }
  }
  std::sort(paths_.begin(), paths_.end());
}

match::Candidates RuleBlock::candidates_for(const match::Subject& subject) const {
  match::Candidates candidates;
  candidates.add(index_.always());
  if (const auto* request = subject.request())
    index_.collect(request->path, request->method, candidates);
  return candidates;
}

std::size_t RuleBlock::closeness(std::uint32_t number, std::string_view path) const {
  std::size_t most = 0;
  for (const auto& head : heads_[number]) {
    const auto [end, _] = std::mismatch(head.begin(), head.end(), path.begin(), path.end());
    most = std::max(most, static_cast<std::size_t>(end - head.begin()));
  }
  return most;
}

std::vector<RuleBlock::Neighbour> RuleBlock::neighbours(const match::Request& request,
                                                        std::size_t limit) const {
  std::set<std::uint32_t> chosen;
  match::Candidates fitting;
  index_.collect(request.path, request.method, fitting);
  // Half of the places at most, so that other paths and sessions without one are seen too.
  while (chosen.size() < limit / 2) {
    const auto number = fitting.next();
    if (!number) break;
    chosen.insert(*number);
  }
  const auto same = std::lower_bound(paths_.begin(), paths_.end(),
                                     std::pair{neighbour_key(request.path), std::uint32_t{0}});
  // A session may stand at several places: the steps are counted, not what is chosen.
  std::size_t after = limit / 4;
  for (auto it = same; it != paths_.end() && after > 0; ++it, --after) chosen.insert(it->second);
  std::size_t before = limit / 8;
  for (auto it = same; it != paths_.begin() && before > 0; --before) chosen.insert((--it)->second);
  for (const auto number : index_.always()) {
    if (chosen.size() >= limit) break;
    chosen.insert(number);
  }
  std::vector<Neighbour> out;
  for (const auto number : chosen)
    out.push_back({sessions_[number], closeness(number, request.path)});
  return out;
}

}  // namespace ricochet::stubserver

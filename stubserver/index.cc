#include "stubserver/index.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include "base/text.h"

namespace ricochet::stubserver {

namespace {

/// Methods are compared without case here: the matcher has the last word.
std::string bucket_key(std::string_view method, std::string_view path) {
  std::string key = base::to_upper(method);
  key += ' ';
  key += path;
  return key;
}

/// What makes paths neighbours: case and a trailing slash do not count.
std::string neighbour_key(std::string_view path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  return base::to_lower(path);
}

}  // namespace

RuleBlock::RuleBlock(Rules sessions, Rules any_sessions)
    : sessions_(std::move(sessions)), any_(std::move(any_sessions)) {
  for (std::uint32_t i = 0; i < sessions_.size(); ++i) {
    const auto& matcher = *sessions_[i]->matcher;
    const auto path = matcher.literal_path();
    if (!path) {
      always_.push_back(i);
      continue;
    }
    by_path_[bucket_key(matcher.literal_method().value_or(std::string()), *path)].push_back(i);
    paths_.emplace_back(neighbour_key(*path), i);
  }
  std::sort(paths_.begin(), paths_.end());
}

const RuleBlock::Numbers* RuleBlock::bucket(const std::string& key) const {
  const auto it = by_path_.find(key);
  return it == by_path_.end() ? nullptr : &it->second;
}

const std::shared_ptr<const Rule>* RuleBlock::find(const match::Subject& subject) const {
  if (sessions_.empty()) return nullptr;
  const match::Request* request = subject.request();
  std::array<const Numbers*, 3> lists = {&always_, nullptr, nullptr};
  if (request != nullptr && !by_path_.empty()) {
    std::string key = bucket_key(request->method, request->path);
    lists[1] = bucket(key);
    key.erase(0, key.find(' '));
    lists[2] = bucket(key);
  }
  // Merges the three ascending lists, so that the declared order decides.
  std::array<std::size_t, 3> at = {0, 0, 0};
  constexpr auto kNone = std::numeric_limits<std::uint32_t>::max();
  for (;;) {
    std::uint32_t best = kNone;
    std::size_t from = 0;
    for (std::size_t i = 0; i < lists.size(); ++i) {
      if (lists[i] == nullptr || at[i] == lists[i]->size() || (*lists[i])[at[i]] >= best) continue;
      best = (*lists[i])[at[i]];
      from = i;
    }
    if (best == kNone) return nullptr;
    ++at[from];
    if (sessions_[best]->matcher->matches(subject)) return &sessions_[best];
  }
}

Rules RuleBlock::neighbours(const match::Request& request, std::size_t limit) const {
  std::set<std::uint32_t> chosen;
  const std::string key = neighbour_key(request.path);
  const auto same =
      std::lower_bound(paths_.begin(), paths_.end(), std::pair{key, std::uint32_t{0}});
  const std::size_t near_limit =
      (limit + 1) / 2;  // the other half is for those without a literal path
  for (auto it = same; it != paths_.end() && chosen.size() < near_limit; ++it)
    chosen.insert(it->second);
  const std::size_t before_limit = std::min(limit, chosen.size() + limit / 4);
  for (auto it = same; it != paths_.begin() && chosen.size() < before_limit;)
    chosen.insert((--it)->second);
  for (const auto number : always_) {
    if (chosen.size() >= limit) break;
    chosen.insert(number);
  }
  Rules out;
  for (const auto number : chosen) out.push_back(sessions_[number]);
  return out;
}

}  // namespace ricochet::stubserver

#include "match/text/code_points.h"

#include <algorithm>

namespace ricochet::match {

CodePoints::CodePoints(std::initializer_list<Range> ranges) {
  for (const auto& range : ranges) add(range.first, range.last);
}

void CodePoints::add(std::uint32_t first, std::uint32_t last) {
  // All that touch the new range become one with it.
  const auto begin =
      std::lower_bound(ranges_.begin(), ranges_.end(), first,
                       [](const Range& r, std::uint32_t point) { return r.last + 1 < point; });
  auto end = begin;
  for (; end != ranges_.end() && end->first <= last + 1; ++end) {
    first = std::min(first, end->first);
    last = std::max(last, end->last);
  }
  ranges_.insert(ranges_.erase(begin, end), {first, last});
}

void CodePoints::add(const CodePoints& other) {
  for (const auto& range : other.ranges_) add(range.first, range.last);
}

CodePoints CodePoints::intersection(const CodePoints& other) const {
  CodePoints out;
  for (auto a = ranges_.begin(), b = other.ranges_.begin();
       a != ranges_.end() && b != other.ranges_.end();) {
    const auto first = std::max(a->first, b->first), last = std::min(a->last, b->last);
    if (first <= last) out.ranges_.push_back({first, last});
    if (a->last < b->last)
      ++a;
    else
      ++b;
  }
  return out;
}

CodePoints CodePoints::complement() const {
  CodePoints out;
  std::uint32_t next = 0;
  for (const auto& range : ranges_) {
    if (range.first > next) out.ranges_.push_back({next, range.first - 1});
    next = range.last + 1;
  }
  if (next <= kLast) out.ranges_.push_back({next, kLast});
  return out;
}

bool CodePoints::contains(std::uint32_t point) const {
  const auto at = std::lower_bound(ranges_.begin(), ranges_.end(), point,
                                   [](const Range& r, std::uint32_t p) { return r.last < p; });
  return at != ranges_.end() && at->first <= point;
}

}  // namespace ricochet::match

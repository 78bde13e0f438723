#include "stubserver/model/quota_counter.h"

#include <algorithm>

namespace ricochet::stubserver {

QuotaCounter::Entry& QuotaCounter::entry(const QuotaTerms& terms, const std::string& key,
                                         base::TimePoint now) {
  if (const auto it = entries_.find(key); it != entries_.end()) {
    order_.splice(order_.begin(), order_, it->second);
    return order_.front();
  }
  while (entries_.size() >= terms.max_keys) {
    entries_.erase(order_.back().key);
    order_.pop_back();
  }
  Entry entry;
  entry.key = key;
  entry.since = now;
  order_.push_front(std::move(entry));
  entries_[key] = order_.begin();
  return order_.front();
}

QuotaVerdict QuotaCounter::take(const QuotaTerms& terms, const std::string& key,
                                base::TimePoint now) {
  Entry& of_key = entry(terms, key, now);
  return terms.refill > base::Duration::zero() ? take_from_bucket(terms, of_key, now)
                                               : take_from_window(terms, of_key, now);
}

QuotaVerdict QuotaCounter::take_from_window(const QuotaTerms& terms, Entry& entry,
                                            base::TimePoint now) {
  if (now - entry.since >= terms.window) {
    entry.since = now;
    entry.used = 0;
  }
  QuotaVerdict verdict;
  verdict.allowed = entry.used < terms.limit;
  if (verdict.allowed) ++entry.used;
  verdict.remaining = terms.limit - entry.used;
  verdict.full = entry.since + terms.window - now;
  verdict.retry = verdict.remaining > 0 ? base::Duration::zero() : verdict.full;
  return verdict;
}

/// The bucket as the time that it takes to fill it: exact, where counting tokens would round.
QuotaVerdict QuotaCounter::take_from_bucket(const QuotaTerms& terms, Entry& entry,
                                            base::TimePoint now) {
  const auto limit = static_cast<base::Duration::rep>(terms.limit);
  const base::Duration whole = terms.refill * limit;
  entry.debt = std::max(entry.debt - (now - entry.since), base::Duration::zero());
  entry.since = now;
  QuotaVerdict verdict;
  verdict.allowed = entry.debt + terms.refill <= whole;
  if (verdict.allowed) entry.debt += terms.refill;
  verdict.remaining = static_cast<std::uint64_t>((whole - entry.debt) / terms.refill);
  verdict.full = entry.debt;
  if (verdict.remaining == 0) verdict.retry = entry.debt + terms.refill - whole;
  return verdict;
}

}  // namespace ricochet::stubserver

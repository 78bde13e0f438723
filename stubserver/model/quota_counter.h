#pragma once
#include <cstdint>
#include <list>
#include <string>
#include <unordered_map>

#include "base/duration.h"

namespace ricochet::stubserver {

/// How often who may ask: `limit` times in a `window` that begins with the first request, or as
/// long as there are tokens in a bucket of `limit`, one of which comes back every `refill`.
struct QuotaTerms {
  std::uint64_t limit = 1;
  base::Duration window{0};  ///< above 0: a fixed window
  base::Duration refill{0};  ///< above 0: a token bucket
  std::size_t max_keys = 10'000;
};

struct QuotaVerdict {
  bool allowed = true;
  std::uint64_t remaining = 0;
  base::Duration full{0};   ///< until everything that was used is back
  base::Duration retry{0};  ///< until one more request is allowed
};

/// What is used up, by key. At most `max_keys` keys: the one not used for longest goes first, and
/// begins anew if it comes again.
class QuotaCounter {
 public:
  /// Counts one request.
  QuotaVerdict take(const QuotaTerms& terms, const std::string& key, base::TimePoint now);
  std::size_t keys() const { return entries_.size(); }

 private:
  struct Entry {
    std::string key;
    base::TimePoint since;   ///< begin of the window, or when the debt was worked out
    std::uint64_t used = 0;  ///< in the window
    base::Duration debt{0};  ///< time that the bucket needs to be full again
  };
  Entry& entry(const QuotaTerms& terms, const std::string& key, base::TimePoint now);
  static QuotaVerdict take_from_window(const QuotaTerms& terms, Entry& entry, base::TimePoint now);
  static QuotaVerdict take_from_bucket(const QuotaTerms& terms, Entry& entry, base::TimePoint now);

  std::list<Entry> order_;  ///< the last used first
  std::unordered_map<std::string, std::list<Entry>::iterator> entries_;
};

}  // namespace ricochet::stubserver

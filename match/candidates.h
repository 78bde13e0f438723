#pragma once
#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace ricochet::match {

/// What an index finds by number: sessions of a stub server by their position, waits by their id.
/// Ascending.
using Numbers = std::vector<std::uint32_t>;

/// Once, at its place: the end, for numbers that come in ascending order.
void insert(Numbers& list, std::uint32_t number);
/// Where it is not in the list, nothing happens.
void erase(Numbers& list, std::uint32_t number);

/// Several ascending lists read as one: each number once, in ascending order, so that
/// the order decides in which they were declared. Costs no allocation for a few lists.
class Candidates {
 public:
  /// The list must outlive this. Not after next().
  void add(const Numbers& list) {
    if (!list.empty()) lists_.push_back({list.data(), list.data() + list.size()});
  }

  /// The next number, or nullopt when there is none left.
  std::optional<std::uint32_t> next() {
    if (!heaped_) std::make_heap(lists_.begin(), lists_.end(), Later());
    heaped_ = true;
    while (!lists_.empty()) {
      const std::uint32_t number = *lists_.front().at;
      std::pop_heap(lists_.begin(), lists_.end(), Later());
      if (++lists_.back().at == lists_.back().end)
        lists_.pop_back();
      else
        std::push_heap(lists_.begin(), lists_.end(), Later());
      if (last_ == number) continue;  // it may stand under several keys
      last_ = number;
      return number;
    }
    return std::nullopt;
  }

 private:
  struct List {
    const std::uint32_t* at;
    const std::uint32_t* end;
  };
  struct Later {
    bool operator()(const List& a, const List& b) const { return *a.at > *b.at; }
  };

  boost::container::small_vector<List, 8> lists_;
  std::optional<std::uint32_t> last_;
  bool heaped_ = false;
};

}  // namespace ricochet::match

#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "awaits/expectation.h"
#include "awaits/verdict.h"
#include "journal/record.h"

namespace ricochet::awaits {

/// The waits on one bin, by what their selectors say of a call's path or an event's key
/// (match::SelectiveKey), so that an arrival costs what the waits cost that it may fit, not what
/// all do. Only waits whose selector takes a handful of given paths or keys are in it; their
/// windows are counted here, once for all of them, as a record that is not in question for a wait
/// is one that it has looked at all the same. Everything else is told of every record.
class WaitIndex {
 public:
  /// Values of one selector; more are not worth it.
  static constexpr std::size_t kMostValues = 16;

  /// Whether the wait can be in it.
  static bool takes(const Expectation& expectation);

  /// From the next record on.
  void add(AwaitId id, const Expectation& expectation);
  void remove(AwaitId id);
  bool contains(AwaitId id) const { return entries_.contains(id); }

  /// The waits that a record of this path or key may fit, ascending.
  std::vector<AwaitId> candidates(const journal::Record& record) const;

  /// Once for each record of the bin, when all candidates have been told.
  void count(const journal::Record& record);
  /// This wait was told of the record itself, before it is counted: it is none of the others.
  void told(AwaitId id, const journal::Record& record);

  /// The records that have passed a wait by since it was added or asked for the last time.
  struct Passed {
    std::uint64_t records = 0;
    journal::Seq newest = 0;
  };
  Passed take_passed(AwaitId id);

 private:
  /// Preflights count for those who asked for them only.
  struct Counts {
    std::uint64_t calls = 0, preflights = 0;
    journal::Seq newest = 0, newest_call = 0;
  };
  struct Entry {
    std::vector<std::string> paths, keys;
    bool preflights = false;
    std::uint64_t calls_before = 0, preflights_before = 0;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
  };
  using Table = std::unordered_map<std::string, std::set<AwaitId>, Hash, std::equal_to<>>;
  static void erase(Table& table, const std::string& value, AwaitId id);

  Table by_path_, by_key_;
  std::map<AwaitId, Entry> entries_;
  Counts counts_;
};

}  // namespace ricochet::awaits

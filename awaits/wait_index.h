#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "awaits/expectation.h"
#include "awaits/verdict.h"
#include "journal/record.h"
#include "match/candidates.h"
#include "match/path_index.h"
#include "match/selective_key.h"
#include "match/subject.h"

namespace ricochet::awaits {

/// The waits on one bin, by what their selectors rely on (match::SelectiveKey): a path, or one
/// exact value of a header, a JSONPath, an event's key ... So an arrival costs what the waits cost
/// that it may fit, not what all do. A wait stands under the one of its keys that has the fewest
/// others under it, and under one of each step when only its steps say what they want. Waits of a
/// scope stand apart: other scopes' records do not meet them.
///
/// The windows of its waits are counted here, once for all of them, as a record that is not in
/// question for a wait is one that it has looked at all the same. A wait that is not in it is to be
/// told of every record.
class WaitIndex {
 public:
  /// Values of one key; more are not worth it.
  static constexpr std::size_t kMostValues = 16;
  /// Places of the waits of one scope, each of which is looked at once in each record. A wait that
  /// would be one more stands under its path, or is asked of each record.
  static constexpr std::size_t kMostPlaces = 16;
  /// As many other waits under a path as a new place to look at is worth.
  static constexpr std::size_t kWorthAPlace = 4;

  /// From the next record of `source` on, which is one of this bin. False: its selector gives no
  /// key that a record could be found by, or the wait must be told of what does not fit, too.
  bool add(AwaitId id, const Expectation& expectation, const Source& source);
  void remove(AwaitId id);
  bool contains(AwaitId id) const { return entries_.contains(id); }
  bool empty() const { return entries_.empty(); }

  /// The waits that the record may fit, ascending. With a large body (Subject::is_large), or as
  /// soon as the scope of match::Work falls short, all those that a body decides about: nothing of
  /// it is looked at here then. Of a cut body all that may ask for one, as what they miss is theirs
  /// to say.
  std::vector<AwaitId> candidates(const journal::Record& record,
                                  const match::Subject& subject) const;

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
  /// The waits under one place, by the value they want there.
  struct Place {
    std::shared_ptr<const match::ValuePlace> what;
    match::StringMap<match::Numbers> by_value;
    match::Numbers all;
  };
  /// The waits of one scope; 0: of none, which every record is looked up for.
  struct Shelf {
    match::PathIndex paths;
    std::map<std::string, Place> places;
    match::Numbers ask_for_bodies;
    Counts counts;
    std::size_t entries = 0;
  };
  /// What a wait stands under: a path (or any), unless there is a place.
  struct Filing {
    match::SelectiveKey path;
    std::shared_ptr<const match::ValuePlace> place;
    std::vector<std::string> values;
  };
  struct Entry {
    std::uint64_t scope = 0;
    std::vector<Filing> filings;
    bool preflights = false;
    std::uint64_t calls_before = 0, preflights_before = 0;
  };
  static std::optional<std::vector<Filing>> filings_of(const Shelf& shelf,
                                                       const Expectation& expectation,
                                                       const Source& source);
  static std::optional<Filing> best_of(const Shelf& shelf, const match::SelectiveKey& key);
  static void file(Shelf& shelf, const Filing& filing, std::uint32_t number);
  static void unfile(Shelf& shelf, const Filing& filing, std::uint32_t number);
  static void collect(const Shelf& shelf, const journal::Record& record,
                      const match::Subject& subject, match::Candidates& out);

  std::map<std::uint64_t, Shelf> shelves_;
  std::map<AwaitId, Entry> entries_;
};

}  // namespace ricochet::awaits

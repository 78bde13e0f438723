#pragma once
#include <cstdint>

namespace ricochet::match {

/// The work of searches that go back over a text again and again (regular expressions): one unit is
/// about a character looked at; 2 to 4 million take a millisecond. While a Work stands, all
/// searches of this thread draw from one budget that grows with the longest text only:
/// kWorkAtLeast + kWorkPerByte * bytes. When it is used up, each further search gives up at once
/// (give_up.h). So one request is bounded, however many sessions, records or waits look at it.
/// Scopes inside one another are one: the outermost counts.
class Work {
 public:
  Work();
  ~Work();
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;

  /// Units used in the scope that stands; without one, by this thread so far.
  static std::uint64_t used();
  /// What a search of a text of that many bytes may still use.
  static std::uint64_t left(std::size_t bytes);
  static void use(std::uint64_t units);
};

/// Of a scope.
inline constexpr std::uint64_t kWorkAtLeast = 64'000'000, kWorkPerByte = 64;
/// Of one search.
inline constexpr std::uint64_t kSearchAtLeast = 8'000'000, kSearchPerByte = 32;

}  // namespace ricochet::match

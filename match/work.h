#pragma once
#include <cstddef>
#include <cstdint>

namespace ricochet::match {

/// Of a scope.
inline constexpr std::uint64_t kWorkAtLeast = 64'000'000, kWorkPerByte = 64;
inline constexpr std::uint64_t kWorkUncounted = 1'000'000'000;
/// Of the scope of somebody who cannot wait, and tries again elsewhere: some milliseconds.
inline constexpr std::uint64_t kWorkInPassing = 4'000'000, kUncountedInPassing = 64'000'000;
/// Of one search.
inline constexpr std::uint64_t kSearchAtLeast = 8'000'000, kSearchPerByte = 32;

/// The work of searches that go back over a text or a document again and again (regular
/// expressions, JSONPath, XPath): one unit is about a character looked at; one to four million take
/// a millisecond. While a Work stands, all searches of this thread draw from one budget that grows
/// with the longest text only: kWorkAtLeast + kWorkPerByte * bytes. When it is used up, each
/// further search gives up at once (give_up.h). So one request is bounded, however many sessions,
/// records or waits look at it. Scopes inside one another are one: the outermost counts.
class Work {
 public:
  enum class Size { kWhole, kInPassing };
  explicit Work(Size size = Size::kWhole) {
    if (account_.scopes++ != 0) return;
    account_.used = account_.passed = account_.uncounted = 0;
    account_.longest = 0;
    account_.in_passing = size == Size::kInPassing;
  }
  ~Work() {
    if (--account_.scopes == 0) account_.in_passing = false;
  }
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;

  /// Units counted in the scope that stands; without one, by this thread so far.
  static std::uint64_t used() { return account_.used; }
  /// Counts what has no bound but the length of what is looked at, and is little each time: the
  /// parts of a matcher, names and values of a head. Only who cannot wait heeds it (is_short()):
  /// looked at elsewhere it comes to its end.
  static void pass(std::uint64_t units) { account_.passed += units; }
  /// The same with what was passed: how long somebody was held up.
  static std::uint64_t spent() { return account_.used + account_.passed; }
  /// What a search of a text of that many bytes may still use; 0: nothing, it has to give up.
  static std::uint64_t left(std::size_t bytes);
  static void use(std::uint64_t units) { account_.used += units; }
  /// Of a document that searches will go over: how long its text is.
  static void see(std::size_t bytes) {
    if (bytes > account_.longest) account_.longest = bytes;
  }
  /// For a search in such a document, before it does what costs so much. False: less is left of the
  /// scope's budget, the search has to give up. Without a scope it may go on.
  static bool draw(std::uint64_t units);
  static bool in_passing() { return account_.in_passing; }
  /// In such a scope: what may still be used in it.
  static std::uint64_t left_in_passing() {
    return spent() < kWorkInPassing ? kWorkInPassing - spent() : 0;
  }
  /// In such a scope: what comes next is known to be too much.
  static void fall_short() { account_.used = kWorkInPassing; }
  /// In a scope kInPassing: what was found out is not worth anything, more work is needed.
  static bool is_short() { return account_.in_passing && spent() >= kWorkInPassing; }
  /// Whether a search may run without being counted. It could take `at_most` units, seldom does,
  /// and all such searches of a scope together must not be able to take more than kWorkUncounted.
  static bool may_run_uncounted(std::uint64_t at_most) {
    if (account_.scopes == 0) return true;
    const auto most = account_.in_passing ? kUncountedInPassing : kWorkUncounted;
    if (account_.uncounted + at_most > most) return false;
    account_.uncounted += at_most;
    return true;
  }

 private:
  struct Account {
    std::size_t scopes = 0;
    std::uint64_t used = 0;
    std::uint64_t passed = 0;
    std::uint64_t uncounted = 0;  ///< at most
    std::size_t longest = 0;
    bool in_passing = false;
  };
  static std::uint64_t scope_left(std::size_t bytes);
  static thread_local constinit Account account_;  // inline, as each small search asks it
};

}  // namespace ricochet::match

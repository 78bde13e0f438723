#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

struct pcre2_real_code_8;
struct pcre2_real_match_context_8;
struct pcre2_real_match_data_8;

namespace ricochet::match {

/// A pattern compiled for PCRE2, and searches with it that are bounded in work (work.h): the
/// innermost part of Regex. Immutable but for what is compiled at first need; shared between
/// threads.
///
/// PCRE2's own limit counts steps, and that is not a bound: one step may look at all of the text,
/// and under JIT the count begins anew at each place where a match may start. So there are two
/// codes. The plain one runs where steps times their highest price is little enough; nearly all
/// texts are. What is left goes to the counted one, which reports before each item of the pattern
/// where it stands. Between two reports a character is looked at once, with a few exceptions that
/// are paid for before they run (Prices).
class RegexCode {
 public:
  struct CodeFree {
    void operator()(pcre2_real_code_8* code) const;
  };
  struct DataFree {
    void operator()(pcre2_real_match_data_8* data) const;
  };
  using Code = std::unique_ptr<pcre2_real_code_8, CodeFree>;
  using MatchData = std::unique_ptr<pcre2_real_match_data_8, DataFree>;

  struct Bad {
    std::string text;  ///< PCRE2's
    std::size_t at;    ///< offset in the pattern
    int number;        ///< PCRE2_ERROR_...
  };
  /// `flags` are PCRE2's. With an error `bad` says why, and the result is null.
  static std::shared_ptr<const RegexCode> compile(std::string pattern, std::uint32_t flags,
                                                  Bad& bad);

  std::uint32_t group_count() const { return prices_.groups; }
  /// Room for the groups' places in a text.
  MatchData match_data() const;

  /// Whether there is work left to look at a text once, which is paid: before anything else.
  bool may_look(std::string_view text) const;
  /// As pcre2_match() from the byte `from` on: negative without a match. Charges Work. The text
  /// must be UTF-8: PCRE2 does not look again. Without `data` no places are given.
  int match(std::string_view text, std::size_t from, pcre2_real_match_data_8* data = nullptr) const;

  /// What one step costs beyond a character looked at for each one passed.
  struct Prices {
    std::uint32_t groups = 0;       ///< a report copies their places
    std::uint64_t character = 1;    ///< looking at one: more for a long class
    std::uint64_t repeat = 0;       ///< the longest `x{n}`: it may fail behind many characters
    std::uint64_t look_behind = 0;  ///< the longest way back, for each of the alternatives
    std::uint64_t alternatives = 1;
    bool back_references = false;  ///< each compares a whole group
    bool grapheme = false;         ///< \X: one may be the whole text
  };

 private:
  RegexCode() = default;
  struct Later {
    std::once_flag once;
    std::atomic<bool> made = false;
    Code code;
  };

  const pcre2_real_code_8* counted() const;
  std::uint64_t step_price(std::uint64_t size) const;
  std::optional<int> match_plain(std::string_view text, std::size_t from,
                                 pcre2_real_match_data_8* data,
                                 pcre2_real_match_context_8* context) const;

  std::string pattern_;
  std::uint32_t flags_ = 0;
  bool anchored_ = false;
  bool jit_ = false;
  bool plain_sees_all_ = false;
  std::uint64_t small_ = 0;  ///< a text up to that size may take enough steps
  Prices prices_;
  Code plain_;
  mutable Later counted_;
};

}  // namespace ricochet::match

#pragma once
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json/fwd.h"
#include "runner/mask/scan.h"

namespace ricochet::runner::mask {

/// Names of the suite's key "secrets": of environment variables, vars, captures, headers, members.
using SecretNames = std::vector<std::string>;

/// What must not be shown: the one place that knows secrets, and takes them out of texts. A secret
/// is a value under a name of the suite's "secrets" or one that names_secret(). It is found again
/// wherever it stands, in each of forms(), in base64, or cut and followed by "...", and
/// becomes `***1`; the number is the same for the same value, so that a reader sees what is equal
/// and what differs. On the loop's thread.
class Secrets {
 public:
  /// Distinct values that are remembered; of later ones only those beside their names are found.
  static constexpr std::size_t kMaxValues = 20'000;
  /// Values under names of the suite's are found anywhere from so many bytes on; others, which may
  /// be words, only from kShortestLearned on and not in the middle of a word.
  static constexpr std::size_t kShortest = 4, kShortestLearned = 8;

  Secrets() = default;
  Secrets(const Secrets&) = delete;
  Secrets& operator=(const Secrets&) = delete;

  /// Case does not matter, as for all names.
  void add_name(std::string_view name);
  bool names(std::string_view name) const;

  /// The value under this name, if that is the name of a secret.
  void learn(std::string_view name, std::string_view value);
  /// Every member of every object in it, and every [name, value] of its lists.
  void learn(const base::Json& value);
  /// What named_secrets() finds in a text.
  void learn_text(std::string_view text);

  struct Found {
    Span at;
    std::size_t number = 0;  ///< of its value, from 1; 0: too many to tell apart
  };
  /// Every secret in the text, in order, none overlapping another.
  std::vector<Found> find(std::string_view text);
  /// The text without them. Masking twice changes nothing more.
  std::string mask(std::string_view text);
  /// What stands in place of a secret: "***1".
  static std::string mask_of(std::size_t number);
  /// The mask of one whole value.
  std::string mask_value(std::string_view value);

 private:
  /// Whether a spelling is the core of base64; what stands around it belongs to it then.
  enum class Base64 {
    kNo,
    kSurely,
    kIfItDecodes,  ///< it is short: if the value comes out
  };
  struct Spelling {
    std::size_t value = 0;            ///< its place in numbers_
    const std::string* of = nullptr;  ///< the value, a key of values_
    bool bounded = false;             ///< not in the middle of a word
    Base64 base64 = Base64::kNo;
    std::size_t shift = 0;  ///< bytes before the value in its first group of base64
  };

  void remember(std::string_view value, bool named);
  void add_spellings(const std::string& value, std::size_t id, bool bounded);
  void add_spelling(std::string text, Spelling spelling);
  std::size_t number_of(std::size_t value);
  void find_values(std::string_view text, std::vector<Found>& out);
  void find_cut(std::string_view text, std::vector<Found>& out);
  void find_named(std::string_view text, std::vector<Found>& out);
  void find_encoded(std::string_view text, std::vector<Found>& out);

  std::set<std::string, std::less<>> names_;
  std::map<std::string, std::size_t, std::less<>> values_;  ///< to its place in numbers_
  std::vector<std::size_t> numbers_;                        ///< 0: not shown yet
  std::size_t last_number_ = 0;
  std::map<std::string, Spelling, std::less<>> spellings_;
  std::set<std::string, std::less<>>
      strong_;  ///< values that were remembered as those of the suite
  std::vector<bool> begins_ = std::vector<bool>(65'536);  ///< by the first two bytes of a spelling
  IsSecretName is_name_ = [this](std::string_view name) { return names(name); };
};

}  // namespace ricochet::runner::mask

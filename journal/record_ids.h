#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ricochet::journal {

/// Ids of 6 characters of [0-9a-z], as RequestBin's, that never collide and cannot be guessed from
/// each other: a keyed permutation (a Feistel network over two halves of 3 digits) of the
/// process-wide record number. An id leads back to its number, so no index of ids is kept. Repeats
/// after 36^6 (2.1 billion) records.
class RecordIds {
 public:
  RecordIds();  ///< with a key from the secure source
  explicit RecordIds(std::uint64_t key);
  /// From the secure source; for a log whose ids go on after a restart.
  static std::uint64_t fresh_key();

  std::string id(std::uint64_t number) const;
  /// The number (modulo 36^6), or nullopt for what cannot be an id.
  std::optional<std::uint64_t> number(std::string_view id) const;

  static constexpr std::uint64_t kRange = 2'176'782'336;  // 36^6

 private:
  static constexpr std::uint32_t kHalf = 46'656;  // 36^3
  std::uint32_t shift(std::size_t round, std::uint32_t half) const;
  std::array<std::uint64_t, 4> round_keys_;
};

}  // namespace ricochet::journal

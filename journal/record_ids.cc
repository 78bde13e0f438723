#include "journal/record_ids.h"

#include "base/random.h"

namespace ricochet::journal {

namespace {

constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr std::size_t kLength = 6;

std::uint64_t mix(std::uint64_t x) {  // splitmix64's finaliser
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

}  // namespace

std::uint64_t RecordIds::fresh_key() {
  std::uint64_t key = 0;
  for (const char c : base::secure_token(16, "0123456789abcdef")) {
    key = key << 4 | static_cast<std::uint64_t>(c <= '9' ? c - '0' : c - 'a' + 10);
  }
  return key;
}

RecordIds::RecordIds() : RecordIds(fresh_key()) {}

RecordIds::RecordIds(std::uint64_t key) {
  for (auto& round : round_keys_) round = key = mix(key);
}

// What a round adds to one half is made of the other: it can be taken back whatever it is.
std::uint32_t RecordIds::shift(std::size_t round, std::uint32_t half) const {
  return static_cast<std::uint32_t>((mix(round_keys_[round] ^ half) >> 32) % kHalf);
}

std::string RecordIds::id(std::uint64_t number) const {
  const auto value = static_cast<std::uint32_t>(number % kRange);
  std::uint32_t left = value / kHalf, right = value % kHalf;
  for (std::size_t round = 0; round < round_keys_.size(); ++round) {
    const auto next = (left + shift(round, right)) % kHalf;
    left = right;
    right = next;
  }
  std::string text(kLength, '0');
  for (auto i = kLength; i-- > kLength / 2; right /= 36) text[i] = kDigits[right % 36];
  for (auto i = kLength / 2; i-- > 0; left /= 36) text[i] = kDigits[left % 36];
  return text;
}

std::optional<std::uint64_t> RecordIds::number(std::string_view id) const {
  if (id.size() != kLength) return std::nullopt;
  std::uint32_t left = 0, right = 0;
  for (std::size_t i = 0; i < kLength; ++i) {
    const auto digit = kDigits.find(id[i]);
    if (digit == std::string_view::npos) return std::nullopt;
    auto& half = i < kLength / 2 ? left : right;
    half = half * 36 + static_cast<std::uint32_t>(digit);
  }
  for (auto round = round_keys_.size(); round-- > 0;) {
    const auto before = (right + kHalf - shift(round, left)) % kHalf;
    right = left;
    left = before;
  }
  return std::uint64_t{left} * kHalf + right;
}

}  // namespace ricochet::journal

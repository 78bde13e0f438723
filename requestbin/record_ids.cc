#include "requestbin/record_ids.h"

#include "base/random.h"

namespace ricochet::requestbin {

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

std::uint32_t RecordIds::permute(std::uint32_t value, bool forward) const {
  // A Feistel network over two halves of 16 bits: a permutation whatever the round function is.
  std::uint32_t left = value >> 16;
  std::uint32_t right = value & 0xffff;
  for (std::size_t i = 0; i < round_keys_.size(); ++i) {
    const auto key = round_keys_[forward ? i : round_keys_.size() - 1 - i];
    if (forward) {
      const auto next = left ^ (static_cast<std::uint32_t>(mix(key ^ right)) & 0xffff);
      left = right;
      right = next;
    } else {
      const auto before = right ^ (static_cast<std::uint32_t>(mix(key ^ left)) & 0xffff);
      right = left;
      left = before;
    }
  }
  return left << 16 | right;
}

std::string RecordIds::id(std::uint64_t number) const {
  auto value = static_cast<std::uint32_t>(number % kRange);
  do {
    value = permute(value, true);
  } while (value >= kRange);  // cycle walking keeps the permutation inside the range
  std::string text(kLength, '0');
  for (auto i = kLength; i-- > 0; value /= 36) text[i] = kDigits[value % 36];
  return text;
}

std::optional<std::uint64_t> RecordIds::number(std::string_view id) const {
  if (id.size() != kLength) return std::nullopt;
  std::uint64_t packed = 0;
  for (const char c : id) {
    const auto digit = kDigits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    packed = packed * 36 + digit;
  }
  auto value = static_cast<std::uint32_t>(packed);
  do {
    value = permute(value, false);
  } while (value >= kRange);
  return value;
}

}  // namespace ricochet::requestbin

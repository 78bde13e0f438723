#include "base/random.h"

#include <sys/random.h>

#include <stdexcept>

#include "base/text/encoding.h"

namespace ricochet::base {

namespace {

void fill_secure(void* out, std::size_t n) {
  auto* at = static_cast<char*>(out);
  while (n > 0) {
    const ssize_t got = ::getrandom(at, n, 0);
    if (got < 0) continue;  // EINTR; the source itself cannot fail on Linux
    at += got;
    n -= static_cast<std::size_t>(got);
  }
}

}  // namespace

std::string Random::uuid4() {
  std::string bytes(16, '\0');
  for (std::size_t half = 0; half < 2; ++half) {
    std::uint64_t word = next();
    for (std::size_t i = 0; i < 8; ++i, word >>= 8)
      bytes[half * 8 + i] = static_cast<char>(word & 0xFF);
  }
  bytes[6] = static_cast<char>((bytes[6] & 0x0F) | 0x40);
  bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80);
  std::string hex = hex_encode(bytes);
  for (const std::size_t at : {20UL, 16UL, 12UL, 8UL}) hex.insert(at, "-");
  return hex;
}

Random Random::derive(std::string_view name) const {
  std::uint64_t hash = 1469598103934665603ULL ^ seed_;  // FNV-1a
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return Random(hash);
}

std::string secure_token(std::size_t length, std::string_view alphabet) {
  std::string out;
  const std::size_t limit = 256 - 256 % alphabet.size();  // no bias
  while (out.size() < length) {
    unsigned char byte = 0;
    fill_secure(&byte, 1);
    if (byte < limit) out += alphabet[byte % alphabet.size()];
  }
  return out;
}

std::uint64_t fresh_seed() {
  std::uint32_t seed = 0;
  fill_secure(&seed, sizeof seed);
  return seed;
}

}  // namespace ricochet::base

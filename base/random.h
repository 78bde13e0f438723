#pragma once
#include <cstdint>
#include <random>
#include <string>

namespace ricochet::base {

/// All randomness of a run that a scenario can see comes from one of these, seeded with the printed
/// seed, so that `--seed` repeats it. Not for secrets: those come from secure_token().
class Random {
 public:
  explicit Random(std::uint64_t seed) : seed_(seed), engine_(seed) {}
  std::uint64_t seed() const { return seed_; }
  std::uint64_t next() { return engine_(); }
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }  ///< [0, 1)
  std::uint64_t below(std::uint64_t n) { return n == 0 ? 0 : next() % n; }    ///< [0, n)
  std::string uuid4();  ///< RFC 9562 version 4, lower case
  /// A generator of its own for one named consumer: adding a consumer does not shift the others.
  Random derive(std::string_view name) const;

 private:
  std::uint64_t seed_;
  std::mt19937_64 engine_;
};

/// `length` characters of `alphabet` from the operating system's secure source: names, tokens.
std::string secure_token(std::size_t length,
                         std::string_view alphabet = "0123456789abcdefghijklmnopqrstuvwxyz");
/// A seed from the same source, small enough to read out loud (32 bits).
std::uint64_t fresh_seed();

}  // namespace ricochet::base

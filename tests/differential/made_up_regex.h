#pragma once
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace ricochet::judge {

/// Patterns in Java's dialect, some of them wrong, and texts for them; the same for the same seed.
class MadeUpRegex {
 public:
  explicit MadeUpRegex(std::uint32_t seed) : random_(seed) {}

  std::string pattern();
  std::string text();
  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(random_() % n); }

 private:
  const char* one(const std::vector<const char*>& of) {
    return of[below(static_cast<std::uint32_t>(of.size()))];
  }
  std::string sequence(int depth);
  std::string atom(int depth);
  std::string character_class(int depth);
  std::string class_part(int depth);
  std::string quantifier();

  std::mt19937 random_;
};

}  // namespace ricochet::judge

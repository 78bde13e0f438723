#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

namespace ricochet::match {

/// A set of code points (0 to U+10FFFF), as sorted intervals that do not touch.
class CodePoints {
 public:
  static constexpr std::uint32_t kLast = 0x10FFFF;
  struct Range {
    std::uint32_t first, last;
    bool operator==(const Range&) const = default;
  };

  CodePoints() = default;
  CodePoints(std::initializer_list<Range> ranges);

  void add(std::uint32_t first, std::uint32_t last);
  void add(std::uint32_t point) { add(point, point); }
  void add(const CodePoints& other);
  CodePoints intersection(const CodePoints& other) const;
  CodePoints complement() const;

  bool contains(std::uint32_t point) const;
  bool empty() const { return ranges_.empty(); }
  bool ascii() const { return empty() || ranges_.back().last < 0x80; }
  const std::vector<Range>& ranges() const { return ranges_; }
  bool operator==(const CodePoints&) const = default;

 private:
  std::vector<Range> ranges_;
};

}  // namespace ricochet::match

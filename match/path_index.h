#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "match/candidates.h"
#include "match/selective_key.h"

namespace ricochet::match {

/// Finds by a std::string_view in a map keyed by std::string.
struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
};
template <class Value>
using StringMap = std::unordered_map<std::string, Value, StringHash, std::equal_to<>>;

/// Prefixes of paths. A lookup costs what the path is long, however many prefixes there are.
class PrefixTable {
 public:
  void add(std::string_view prefix, std::uint32_t number);
  void remove(std::string_view prefix, std::uint32_t number);
  /// How many stand under this very prefix.
  std::size_t count(std::string_view prefix) const;
  /// Every prefix of `path`.
  void collect(std::string_view path, Candidates& out) const;
  bool empty() const { return root_.numbers.empty() && root_.children.empty(); }

 private:
  /// A tree in which each edge is one byte would take a node per byte: edges carry a text instead
  /// (a radix tree), so there are at most two nodes per prefix.
  struct Node {
    std::string edge;
    Numbers numbers;
    std::vector<std::unique_ptr<Node>> children;  ///< by the first byte of their edges, ascending
  };
  using Children = std::vector<std::unique_ptr<Node>>;
  static Children::iterator place(Children& children, char first);
  static void remove_below(Node& node, std::string_view rest, std::uint32_t number);

  Node root_;
};

/// Paths by segments, some of which are free. A lookup walks the segments of the path once for each
/// way to read them as free or named, never all patterns.
class SegmentTrie {
 public:
  void add(const ValueKey& key, std::uint32_t number);
  void remove(const ValueKey& key, std::uint32_t number);
  /// How many stand under this very key.
  std::size_t count(const ValueKey& key) const;
  void collect(std::string_view path, Candidates& out) const;
  bool empty() const { return root_.empty(); }

 private:
  struct Node {
    StringMap<std::unique_ptr<Node>> named;
    std::unique_ptr<Node> any;
    Numbers exact;  ///< the path ends here
    Numbers open;   ///< whatever follows
    bool empty() const { return named.empty() && any == nullptr && exact.empty() && open.empty(); }
  };
  static void remove_below(Node& node, const ValueKey& key, std::size_t depth,
                           std::uint32_t number);
  static void walk(const Node& node, const std::vector<std::string_view>& segments,
                   std::size_t depth, Candidates& out);

  Node root_;
};

/// What is filed under numbers, by what matchers say of path and method (SelectiveKey). The order
/// in which numbers are added is free, but adding them ascending costs less.
class PathIndex {
 public:
  void add(const SelectiveKey& key, std::uint32_t number);
  /// What was added with this very key.
  void remove(const SelectiveKey& key, std::uint32_t number);
  /// How many numbers the most crowded of the lists has that `key` would be put into.
  std::size_t crowd(const SelectiveKey& key) const;
  /// The lists of all numbers that `path` and `method` could fit, but those of always().
  void collect(std::string_view path, std::string_view method, Candidates& out) const;
  /// Those that say nothing about the path.
  const Numbers& always() const { return always_; }
  bool empty() const {
    return literals_.empty() && prefixes_.empty() && segments_.empty() && always_.empty();
  }

 private:
  struct Bucket {
    Numbers any_method;
    std::vector<std::pair<std::string, Numbers>> by_method;  ///< a handful: searched in order
  };
  void add_literal(const SelectiveKey& key, const std::string& path, std::uint32_t number);
  void remove_literal(const std::string& path, std::uint32_t number);

  StringMap<Bucket> literals_;
  PrefixTable prefixes_;
  SegmentTrie segments_;
  Numbers always_;
};

}  // namespace ricochet::match

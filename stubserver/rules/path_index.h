#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "match/selective_key.h"
#include "stubserver/rules/candidates.h"

namespace ricochet::stubserver {

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
  void add(const std::string& prefix, std::uint32_t number);
  /// Every prefix of `path`.
  void collect(std::string_view path, Candidates& out) const;

 private:
  /// A tree in which each edge is one byte would take a node per byte: edges carry a text instead
  /// (a radix tree), so there are at most two nodes per prefix.
  struct Node {
    std::string edge;
    Numbers numbers;
    std::vector<std::unique_ptr<Node>> children;  ///< by the first byte of their edges, ascending
  };
  static std::vector<std::unique_ptr<Node>>::iterator place(Node& node, char first);

  Node root_;
};

/// Paths by segments, some of which are free. A lookup walks the segments of the path once for each
/// way to read them as free or named, never all patterns.
class SegmentTrie {
 public:
  void add(const match::ValueKey& key, std::uint32_t number);
  void collect(std::string_view path, Candidates& out) const;
  bool empty() const { return empty_; }

 private:
  struct Node {
    StringMap<std::unique_ptr<Node>> named;
    std::unique_ptr<Node> any;
    Numbers exact;  ///< the path ends here
    Numbers open;   ///< whatever follows
  };
  static void walk(const Node& node, const std::vector<std::string_view>& segments,
                   std::size_t depth, Candidates& out);

  Node root_;
  bool empty_ = true;
};

/// Sessions by what their matchers say of path and method (match::SelectiveKey).
class PathIndex {
 public:
  /// Numbers must come in ascending order.
  void add(const match::SelectiveKey& key, std::uint32_t number);
  /// The lists of all sessions that `path` and `method` could fit, but those of always().
  void collect(std::string_view path, std::string_view method, Candidates& out) const;
  /// Sessions that say nothing about the path.
  const Numbers& always() const { return always_; }

 private:
  struct Bucket {
    Numbers any_method;
    std::vector<std::pair<std::string, Numbers>> by_method;  ///< a handful: searched in order
  };

  StringMap<Bucket> literals_;
  PrefixTable prefixes_;
  SegmentTrie segments_;
  Numbers always_;
};

}  // namespace ricochet::stubserver

#include "stubserver/rules/path_index.h"

#include <algorithm>

#include "base/text/text.h"

namespace ricochet::stubserver {

namespace {

/// A session may name the same value twice.
void append(Numbers& list, std::uint32_t number) {
  if (list.empty() || list.back() != number) list.push_back(number);
}

std::size_t common_prefix(std::string_view a, std::string_view b) {
  const auto end = std::min(a.size(), b.size());
  return static_cast<std::size_t>(
      std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(end), b.begin()).first -
      a.begin());
}

}  // namespace

// ---- prefixes

std::vector<std::unique_ptr<PrefixTable::Node>>::iterator PrefixTable::place(Node& node,
                                                                             char first) {
  return std::lower_bound(node.children.begin(), node.children.end(), first,
                          [](const auto& child, char c) { return child->edge.front() < c; });
}

void PrefixTable::add(const std::string& prefix, std::uint32_t number) {
  Node* node = &root_;
  std::string_view rest = prefix;
  while (!rest.empty()) {
    const auto at = place(*node, rest.front());
    if (at == node->children.end() || (*at)->edge.front() != rest.front()) {
      auto leaf = std::make_unique<Node>();
      leaf->edge = rest;
      append(leaf->numbers, number);
      node->children.insert(at, std::move(leaf));
      return;
    }
    const auto shared = common_prefix((*at)->edge, rest);
    if (shared < (*at)->edge.size()) {  // the edge is split where the two part
      auto upper = std::make_unique<Node>();
      upper->edge = (*at)->edge.substr(0, shared);
      (*at)->edge.erase(0, shared);
      upper->children.push_back(std::move(*at));
      *at = std::move(upper);
    }
    node = at->get();
    rest.remove_prefix(shared);
  }
  append(node->numbers, number);
}

void PrefixTable::collect(std::string_view path, Candidates& out) const {
  const Node* node = &root_;
  for (;;) {
    out.add(node->numbers);
    if (path.empty()) return;
    const auto at =
        std::lower_bound(node->children.begin(), node->children.end(), path.front(),
                         [](const auto& child, char c) { return child->edge.front() < c; });
    if (at == node->children.end() || !path.starts_with((*at)->edge)) return;
    node = at->get();
    path.remove_prefix(node->edge.size());
  }
}

// ---- segments

void SegmentTrie::add(const match::ValueKey& key, std::uint32_t number) {
  empty_ = false;
  Node* node = &root_;
  for (const auto& segment : key.segments) {
    auto& next = segment ? node->named[*segment] : node->any;
    if (next == nullptr) next = std::make_unique<Node>();
    node = next.get();
  }
  append(key.open ? node->open : node->exact, number);
}

void SegmentTrie::collect(std::string_view path, Candidates& out) const {
  if (!empty_) walk(root_, match::path_segments(path), 0, out);
}

void SegmentTrie::walk(const Node& node, const std::vector<std::string_view>& segments,
                       std::size_t depth, Candidates& out) {
  out.add(node.open);
  if (depth == segments.size()) {
    out.add(node.exact);
    return;
  }
  if (const auto named = node.named.find(segments[depth]); named != node.named.end())
    walk(*named->second, segments, depth + 1, out);
  if (node.any != nullptr) walk(*node.any, segments, depth + 1, out);
}

// ---- all of them

void PathIndex::add(const match::SelectiveKey& key, std::uint32_t number) {
  if (!key.paths) {
    always_.push_back(number);
    return;
  }
  for (const auto& path : *key.paths) {
    if (path.kind == match::ValueKey::Kind::kPrefix) {
      prefixes_.add(path.text, number);
    } else if (path.kind == match::ValueKey::Kind::kSegments) {
      segments_.add(path, number);
    } else {
      Bucket& bucket = literals_[path.text];
      if (!key.methods) {
        append(bucket.any_method, number);
        continue;
      }
      for (const auto& method : *key.methods) {
        auto at = std::find_if(bucket.by_method.begin(), bucket.by_method.end(),
                               [&](const auto& entry) { return entry.first == method; });
        if (at == bucket.by_method.end()) at = bucket.by_method.insert(at, {method, Numbers()});
        append(at->second, number);
      }
    }
  }
}

void PathIndex::collect(std::string_view path, std::string_view method, Candidates& out) const {
  if (const auto it = literals_.find(path); it != literals_.end()) {
    out.add(it->second.any_method);
    for (const auto& [name, numbers] : it->second.by_method) {
      // Without case: the matcher has the last word.
      if (base::iequals(name, method)) out.add(numbers);
    }
  }
  prefixes_.collect(path, out);
  segments_.collect(path, out);
}

}  // namespace ricochet::stubserver

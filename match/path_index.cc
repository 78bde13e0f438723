#include "match/path_index.h"

#include <algorithm>

#include "base/text/text.h"

namespace ricochet::match {

namespace {

std::size_t common_prefix(std::string_view a, std::string_view b) {
  const auto end = std::min(a.size(), b.size());
  return static_cast<std::size_t>(
      std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(end), b.begin()).first -
      a.begin());
}

}  // namespace

// ---- prefixes

PrefixTable::Children::iterator PrefixTable::place(Children& children, char first) {
  return std::lower_bound(children.begin(), children.end(), first,
                          [](const auto& child, char c) { return child->edge.front() < c; });
}

void PrefixTable::add(std::string_view prefix, std::uint32_t number) {
  Node* node = &root_;
  std::string_view rest = prefix;
  while (!rest.empty()) {
    const auto at = place(node->children, rest.front());
    if (at == node->children.end() || (*at)->edge.front() != rest.front()) {
      auto leaf = std::make_unique<Node>();
      leaf->edge = rest;
      insert(leaf->numbers, number);
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
  insert(node->numbers, number);
}

void PrefixTable::remove(std::string_view prefix, std::uint32_t number) {
  remove_below(root_, prefix, number);
}

/// As deep as there are prefixes of this prefix, at most.
void PrefixTable::remove_below(Node& node, std::string_view rest, std::uint32_t number) {
  if (rest.empty()) return erase(node.numbers, number);
  const auto at = place(node.children, rest.front());
  if (at == node.children.end() || !rest.starts_with((*at)->edge)) return;
  Node& child = **at;
  rest.remove_prefix(child.edge.size());
  remove_below(child, rest, number);
  if (!child.numbers.empty() || child.children.size() > 1) return;
  if (child.children.empty()) {
    node.children.erase(at);
    return;
  }
  auto only = std::move(child.children.front());  // the edge was split for what is gone
  only->edge.insert(0, child.edge);
  *at = std::move(only);
}

std::size_t PrefixTable::count(std::string_view prefix) const {
  const Node* node = &root_;
  while (!prefix.empty()) {
    const auto at =
        std::lower_bound(node->children.begin(), node->children.end(), prefix.front(),
                         [](const auto& child, char c) { return child->edge.front() < c; });
    if (at == node->children.end() || !prefix.starts_with((*at)->edge)) return 0;
    node = at->get();
    prefix.remove_prefix(node->edge.size());
  }
  return node->numbers.size();
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

void SegmentTrie::add(const ValueKey& key, std::uint32_t number) {
  Node* node = &root_;
  for (const auto& segment : key.segments) {
    auto& next = segment ? node->named[*segment] : node->any;
    if (next == nullptr) next = std::make_unique<Node>();
    node = next.get();
  }
  insert(key.open ? node->open : node->exact, number);
}

void SegmentTrie::remove(const ValueKey& key, std::uint32_t number) {
  remove_below(root_, key, 0, number);
}

void SegmentTrie::remove_below(Node& node, const ValueKey& key, std::size_t depth,
                               std::uint32_t number) {
  if (depth == key.segments.size()) return erase(key.open ? node.open : node.exact, number);
  const auto& segment = key.segments[depth];
  if (!segment) {
    if (node.any == nullptr) return;
    remove_below(*node.any, key, depth + 1, number);
    if (node.any->empty()) node.any.reset();
    return;
  }
  const auto named = node.named.find(*segment);
  if (named == node.named.end()) return;
  remove_below(*named->second, key, depth + 1, number);
  if (named->second->empty()) node.named.erase(named);
}

std::size_t SegmentTrie::count(const ValueKey& key) const {
  const Node* node = &root_;
  for (const auto& segment : key.segments) {
    if (segment) {
      const auto named = node->named.find(*segment);
      node = named == node->named.end() ? nullptr : named->second.get();
    } else {
      node = node->any.get();
    }
    if (node == nullptr) return 0;
  }
  return (key.open ? node->open : node->exact).size();
}

void SegmentTrie::collect(std::string_view path, Candidates& out) const {
  if (!empty()) walk(root_, path_segments(path), 0, out);
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

void PathIndex::add_literal(const SelectiveKey& key, const std::string& path,
                            std::uint32_t number) {
  Bucket& bucket = literals_[path];
  if (!key.methods) return insert(bucket.any_method, number);
  for (const auto& method : *key.methods) {
    auto at = std::find_if(bucket.by_method.begin(), bucket.by_method.end(),
                           [&](const auto& entry) { return entry.first == method; });
    if (at == bucket.by_method.end()) at = bucket.by_method.insert(at, {method, Numbers()});
    insert(at->second, number);
  }
}

void PathIndex::add(const SelectiveKey& key, std::uint32_t number) {
  if (!key.paths) return insert(always_, number);
  for (const auto& path : *key.paths) {
    if (path.kind == ValueKey::Kind::kPrefix)
      prefixes_.add(path.text, number);
    else if (path.kind == ValueKey::Kind::kSegments)
      segments_.add(path, number);
    else
      add_literal(key, path.text, number);
  }
}

void PathIndex::remove_literal(const std::string& path, std::uint32_t number) {
  const auto found = literals_.find(path);
  if (found == literals_.end()) return;
  auto& bucket = found->second;
  erase(bucket.any_method, number);
  for (auto& [method, numbers] : bucket.by_method) erase(numbers, number);
  std::erase_if(bucket.by_method, [](const auto& entry) { return entry.second.empty(); });
  if (bucket.any_method.empty() && bucket.by_method.empty()) literals_.erase(found);
}

void PathIndex::remove(const SelectiveKey& key, std::uint32_t number) {
  if (!key.paths) return erase(always_, number);
  for (const auto& path : *key.paths) {
    if (path.kind == ValueKey::Kind::kPrefix)
      prefixes_.remove(path.text, number);
    else if (path.kind == ValueKey::Kind::kSegments)
      segments_.remove(path, number);
    else
      remove_literal(path.text, number);
  }
}

std::size_t PathIndex::crowd(const SelectiveKey& key) const {
  if (!key.paths) return always_.size();
  std::size_t most = 0;
  for (const auto& path : *key.paths) {
    if (path.kind == ValueKey::Kind::kPrefix) {
      most = std::max(most, prefixes_.count(path.text));
    } else if (path.kind == ValueKey::Kind::kSegments) {
      most = std::max(most, segments_.count(path));
    } else if (const auto found = literals_.find(path.text); found != literals_.end()) {
      most = std::max(most, found->second.any_method.size());
      for (const auto& [method, numbers] : found->second.by_method)
        most = std::max(most, numbers.size());
    }
  }
  return most;
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

}  // namespace ricochet::match

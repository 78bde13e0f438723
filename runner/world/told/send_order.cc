#include "runner/world/told/send_order.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "base/json/document.h"
#include "base/json/json.h"
#include "base/text/printable.h"
#include "base/text/text.h"
#include "runner/world/told/record_words.h"

namespace ricochet::runner {

namespace {

constexpr std::size_t kMostParsedBody = 64u << 10;
constexpr std::size_t kMostKeyBytes = 40;
constexpr std::size_t kMostValueBytes = 20;

using Leaves = std::map<std::string, std::string>;  ///< "$.version" to "2"

void collect_leaves(const base::Json& value, const std::string& path, Leaves& leaves) {
  if (value.is_object()) {
    for (const auto& [name, member] : value.items())
      collect_leaves(member, path + "." + name, leaves);
  } else if (!value.is_array()) {
    leaves.emplace(path, base::compact_json(value));
  }
}

Leaves leaves_of(const std::string& body) {
  Leaves leaves;
  if (body.size() > kMostParsedBody) return leaves;
  const auto parsed = base::parse_json_body(body);
  if (parsed != nullptr && parsed->is_object()) collect_leaves(*parsed, "$", leaves);
  return leaves;
}

/// The records of one key in one partition, in their order, and what tells them apart.
class Keyed {
 public:
  explicit Keyed(std::string key) : key_(std::move(key)) {}

  void add(const Trail::Sent& sent) {
    all_.push_back({sent.where, leaves_of(sent.record->message().body)});
  }

  /// The paths where not all have the same.
  void find_differences() {
    std::sort(all_.begin(), all_.end(),
              [](const auto& a, const auto& b) { return a.where.offset < b.where.offset; });
    std::map<std::string, std::set<std::string>> values;
    for (const auto& one : all_) {
      for (const auto& [path, value] : one.leaves) values[path].insert(value);
    }
    for (const auto& [path, each] : values) {
      if (each.size() > 1) differing_.push_back(path);
    }
  }

  /// Which of them this came of; nullopt: it is of none, or it cannot be said.
  std::optional<std::size_t> whose(const journal::Record& record) const {
    if (differing_.empty() || !carries(record, {key_})) return std::nullopt;
    const Leaves leaves = leaves_of(record.message().body);
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < all_.size(); ++i) {
      if (!fits(leaves, all_[i].leaves)) continue;
      if (found) return std::nullopt;
      found = i;
    }
    return found;
  }

  std::string told(std::size_t early, std::size_t late, const std::string& bin, bool call) const {
    std::string text = "key " + base::in_quotes(base::shorten(key_, kMostKeyBytes)) + ": " +
                       name_of_place(all_[early].where) +
                       (call ? " was sent to " : " was told in ") + bin + " before " +
                       name_of_place(all_[late].where);
    for (const auto& path : differing_) {
      const auto first = all_[early].leaves.find(path), then = all_[late].leaves.find(path);
      const bool both = first != all_[early].leaves.end() && then != all_[late].leaves.end();
      if (!both || first->second == then->second) continue;
      return text + " (" + base::printable(path) + " " +
             base::printable(base::shorten(first->second, kMostValueBytes)) + ", then " +
             base::printable(base::shorten(then->second, kMostValueBytes)) + ")";
    }
    return text;
  }

 private:
  struct One {
    bus::Position where;
    Leaves leaves;
  };

  bool fits(const Leaves& leaves, const Leaves& of) const {
    bool tells = false;
    for (const auto& path : differing_) {
      const auto here = leaves.find(path);
      if (here == leaves.end()) continue;
      const auto there = of.find(path);
      if (there == of.end() || there->second != here->second) return false;
      tells = true;
    }
    return tells;
  }

  std::string key_;
  std::vector<One> all_;
  std::vector<std::string> differing_;
};

/// The first that was overtaken; empty: none was.
std::string overtaken(const Keyed& keyed, const Trail& trail, bool calls) {
  std::map<std::string, std::set<std::size_t>> seen;  // by bin
  for (const auto& record : trail.came) {
    if ((record->request() != nullptr) != calls) continue;
    const auto whose = keyed.whose(*record);
    if (!whose) continue;
    auto& before = seen[record->bin];
    const bool first = before.insert(*whose).second;
    if (first && *before.rbegin() > *whose)
      return keyed.told(*before.rbegin(), *whose, record->bin, calls);
  }
  return {};
}

}  // namespace

std::string sent_out_of_order(const Trail& trail, const awaits::Verdict& verdict) {
  std::map<std::tuple<std::string, std::int32_t, std::string>, Keyed> keys;
  for (const auto& sent : trail.published) {
    const auto& key = sent.record->event()->key;
    if (!key || key->empty()) continue;
    keys.try_emplace({sent.where.topic, sent.where.partition, *key}, *key).first->second.add(sent);
  }
  for (auto& [place, keyed] : keys) keyed.find_differences();
  std::string other;
  for (const bool calls : {true, false}) {
    for (const auto& [place, keyed] : keys) {
      std::string told = overtaken(keyed, trail, calls);
      if (told.empty()) continue;
      if (asks_for(verdict, {std::get<2>(place)})) return told;
      if (other.empty()) other = std::move(told);
    }
  }
  return other;
}

}  // namespace ricochet::runner
